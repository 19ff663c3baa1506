/** Waits for a job, with progress on a terminal, and lets Ctrl-C cancel it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { JobStatus } from '#contract/areas/jobs.ts'
import type { Call } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { CliIo } from './io.ts'
import { progressLine } from './progress.ts'

const POLL_MS = 50

export async function awaitJob(call: Call, jobId: string, io: CliIo): Promise<Result<JobStatus, CallError>> {
  const progress = progressLine(io)
  const cancel = () => void call('jobs.cancel', { jobId })
  const interrupt = io.interrupt()
  interrupt.addEventListener('abort', cancel, { once: true })
  try {
    for (;;) {
      const status = await call('jobs.status', { jobId })
      if (!status.ok) return status
      if (status.value.state === 'done') return ok(status.value)
      if (status.value.error) return err(status.value.error)
      progress.show(progressText(status.value))
      await sleep(POLL_MS)
    }
  } finally {
    progress.clear()
    interrupt.removeEventListener('abort', cancel)
  }
}

/** `verifying  62 %  275.1 of 443.0 MB  96.4 MB/s  2 s left` */
export function progressText({ phase, bytesDone, bytesTotal, bytesPerSecond, remainingMs }: JobStatus): string {
  if (bytesTotal === 0) return phase
  const percent = Math.floor((bytesDone / bytesTotal) * 100)
  const left = remainingMs === null ? '' : `  ${Math.ceil(remainingMs / 1000)} s left`
  return `${phase}  ${percent} %  ${megabytes(bytesDone)} of ${megabytes(bytesTotal)} MB  ${megabytes(bytesPerSecond)} MB/s${left}`
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}
