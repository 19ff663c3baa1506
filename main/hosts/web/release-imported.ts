/**
 * Evidence sent by the page lies on the disk twice once it has been imported: as it was sent and in the case. This takes
 * the first away when the import is done. An import that failed or was cancelled keeps it, so that it can be tried again.
 */
import type { Call, Input } from '#contract/contract.ts'

/** How often a running import is looked at; nobody waits for it. */
const POLL_MS = 2000

/**
 * The same call, watching imports that it starts.
 * @param release told the id of what was picked, when it is in a case; must not throw
 */
export function releasingImported(call: Call, release: (pickedId: string) => void): Call {
  const watch = (jobId: string, pickedId: string) => {
    const timer = setTimeout(async () => {
      const status = await call('jobs.status', { jobId })
      if (!status.ok) return
      if (status.value.state === 'running') watch(jobId, pickedId)
      else if (status.value.state === 'done') release(pickedId)
    }, POLL_MS)
    timer.unref()
  }
  return async (name, input) => {
    const result = await call(name, input)
    if (name === 'evidence.import' && result.ok) {
      const { jobId } = result.value as { jobId: string }
      watch(jobId, (input as Input<'evidence.import'>).pickedId)
    }
    return result
  }
}
