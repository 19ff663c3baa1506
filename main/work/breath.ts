/** Long work in the main thread lets others have their turn, and stops where it was cancelled. */
import { failure, refusal } from '../io/failure.ts'

/** Between two turns of others. */
const TURN_MS = 25

/** Throws, as main/io throws, once `signal` is aborted. */
export type Breathe = () => Promise<void>

export function createBreath(signal: AbortSignal | undefined): Breathe {
  let lastMs = performance.now()
  return async () => {
    if (performance.now() - lastMs < TURN_MS) return
    await new Promise((resolve) => setImmediate(resolve))
    lastMs = performance.now()
    if (signal?.aborted) throw failure(refusal('cancelled', { file: '' }, 'to be read to the end', 'cancelled'))
  }
}
