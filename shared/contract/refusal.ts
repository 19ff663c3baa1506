/**
 * How a port says "no" across several layers: it throws a refusal, and the handler at the top answers with the
 * `CallError` inside. Everything else that is thrown is a bug of ours and is answered as `internal`.
 */
import type { CallError } from './operation.ts'

export interface Refusal extends Error {
  readonly refusal: CallError
}

/** To be thrown. `refuse({ code: 'conflict', message: 'an import runs' })`. */
export function refusal(error: CallError): Refusal {
  return Object.assign(new Error(error.message), { name: 'Refusal', refusal: error })
}

/** The answer inside a thrown refusal, or null where something else was thrown. */
export function refusalOf(thrown: unknown): CallError | null {
  return thrown instanceof Error && 'refusal' in thrown ? (thrown as Refusal).refusal : null
}
