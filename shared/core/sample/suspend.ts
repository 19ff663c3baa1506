import { RESUMED, SUSPENDED } from './house-words.ts'
import { DAY_MS, HOUR_MS } from './step.ts'
import type { Thread } from './thread.ts'

/** Suspends and resumes within five days. @returns when work goes on */
export function suspended(thread: Thread, atMs: number): number {
  const { random } = thread.kit
  thread.add(atMs, 'request.suspended', { why: random.pick(SUSPENDED) })
  const resumedMs = atMs + random.between(DAY_MS, 5 * DAY_MS)
  thread.add(resumedMs, 'request.resumed', { why: random.pick(RESUMED) })
  return resumedMs + random.between(HOUR_MS, 8 * HOUR_MS)
}
