/** What a call refused, in the shape every command refuses in. */
import type { CallError } from '#contract/operation.ts'
import { type InputError, type InputErrorCode, invariant } from '#core/input-error.ts'

const CODES = {
  bad_request: 'bad_option',
  not_found: 'bad_option',
  conflict: 'bad_option',
  refused: 'unreadable',
  schema: 'unknown_format',
  unavailable: 'unreadable',
  cancelled: 'cancelled',
} as const satisfies Partial<Record<CallError['code'], InputErrorCode>>

/** @param file what the refusal is about, where the call itself names no place */
export function refusalOfCall(error: CallError, file: string): InputError {
  invariant(error.code !== 'internal', error.message)
  const { line, column, byte, field, ...place } = error.place ?? { file }
  return {
    code: CODES[error.code],
    place: {
      ...place,
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
      ...(byte === undefined ? {} : { byte }),
      ...(field === undefined ? {} : { field }),
    },
    expected: error.expected ?? 'something that can be done now',
    got: error.got ?? error.message,
  }
}
