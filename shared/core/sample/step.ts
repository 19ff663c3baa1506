/** What the generator hands to the writer, one after another in order of time. */
import type { JsonObject } from '../formats/json-value.ts'
import type { EventType } from '../requests/enumerations.ts'

export const SECOND_MS = 1000
export const MINUTE_MS = 60_000
export { DAY_MS, HOUR_MS } from '../instant.ts'

/** Where the log stands when an entry is about to be written: some entries speak of others, or of a head. */
export interface LogState {
  /** Index the entry will have: entries written so far. */
  readonly size: number
  /** The newest head. */
  readonly head: { readonly size: number; readonly root: string }
}

export interface EntryStep {
  readonly kind: 'entry'
  readonly atMs: number
  readonly type: EventType
  readonly req?: string
  readonly data: JsonObject | ((state: LogState) => JsonObject)
  /** Commitments: name -> base64. */
  readonly c?: JsonObject
  /** Called with the entry's index when it is handed out. */
  readonly written?: (seq: number) => void
}

export interface HeadStep {
  readonly kind: 'head'
  readonly atMs: number
}

export type Step = EntryStep | HeadStep

/** An entry with everything filled in. */
export interface SampleEntry {
  readonly kind: 'entry'
  readonly timeMs: number
  readonly type: EventType
  readonly req?: string
  readonly data: JsonObject
  readonly c?: JsonObject
}

export interface SampleCosignature {
  /** Position in the key ring's witnesses. */
  readonly witness: number
  /** Unix seconds. */
  readonly atSeconds: number
}

export interface SampleHead {
  readonly kind: 'head'
  /** Position in the key ring's log keys: the one in force. */
  readonly logKey: number
  readonly cosignatures: readonly SampleCosignature[]
}

export type SampleItem = SampleEntry | SampleHead
