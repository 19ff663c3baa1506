import type { jobOperations } from '#contract/areas/jobs.ts'
import type { HandlersOf } from '#contract/contract.ts'
import { err, ok } from '#core/result.ts'
import { notFound } from '../answer.ts'
import type { Deps } from '../deps.ts'

export function jobHandlers({ jobs }: Pick<Deps, 'jobs'>): HandlersOf<typeof jobOperations> {
  return {
    'jobs.status': async ({ jobId }) => {
      const status = jobs.status(jobId)
      return status ? ok(status) : err(notFound('job'))
    },
    'jobs.cancel': async ({ jobId }) => {
      const status = await jobs.cancel(jobId)
      return status ? ok(status) : err(notFound('job'))
    },
  }
}
