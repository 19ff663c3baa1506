/** Why an input cannot be read as the format it claims to be. Add a code here, nowhere else; codes are stable, wording may change. */
export type InputErrorCode =
  | 'too_large'
  | 'not_utf8'
  | 'not_json'
  | 'not_ijson'
  | 'not_base64'
  | 'missing_field'
  | 'bad_field'
  | 'unknown_field'
  | 'duplicate'
  | 'unknown_format'
  | 'unreadable'
  | 'bad_archive'
  | 'bad_note'
  | 'bad_signature'
  | 'unknown_key'
  | 'bad_key'
  | 'bad_policy'
  | 'bad_proof'
  | 'bad_csv'
  | 'bad_option'
  | 'limit_exceeded'
  | 'cancelled'

/** A place in an input. Lines, columns and records count from 1, as editors do; bytes count from 0. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
  readonly byte?: number
  readonly field?: string
}

/** Evidence or an argument that cannot be read. Plain data: crosses IPC, HTTP and JSON unchanged. */
export interface InputError {
  readonly code: InputErrorCode
  readonly place: Place
  readonly expected: string
  readonly got: string
}

/** One sentence for a log or a terminal: place, then expectation, then what was there. */
export function explain({ place, expected, got }: InputError): string {
  const byte = place.byte === undefined ? undefined : `byte ${place.byte}`
  const at = [place.file, place.line, place.column, place.field, byte].filter((part) => part !== undefined).join(':')
  return `${at}: expected ${expected}, got ${got}`
}

/** Quotes a hostile value for use in `got`: control characters become visible, 80 characters is the most we repeat. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length <= 80 ? text : `${text.slice(0, 80)}… (${text.length} characters)`
}

/** For conditions only our own mistake can break. Never for bad input. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`bug: ${message}`)
}

/** The end of a `switch` over a closed union: does not compile while a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`bug: unexpected ${JSON.stringify(value)}`)
}
