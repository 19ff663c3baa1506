/**
 * What an authority writes on its papers, in its own language. All invented: no case, no person, no place is real,
 * and nothing here looks like an e-mail address, a telephone number, an IP address or an IMEI.
 */
export interface Phrases {
  readonly production: string
  readonly warrant: string
  readonly order: string
  readonly intercept: string
  readonly administrative: string
  readonly emergency: string
  readonly preservation: string
  readonly treaty: string
  readonly informal: string
  /** The four instruments of the European Union, in its languages only. */
  readonly epoc?: string
  readonly epocPr?: string
  readonly dsa9?: string
  readonly dsa10?: string
  readonly offences: readonly string[]
  readonly needs: readonly string[]
  /** Holds `{offence}` and `{need}`. */
  readonly reason: string
  /** For emergencies; holds `{need}`. */
  readonly danger: string
}
