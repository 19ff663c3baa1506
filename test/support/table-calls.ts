/** The handlers of tables and jobs, called by name and checked against the contract, over whatever does the work. */
import type { JobStatus } from '#contract/areas/jobs.ts'
import { contract, type Handlers, type Input, type Name, type Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { answeringRefusals } from '../../main/app/answer.ts'
import type { Deps } from '../../main/app/deps.ts'
import { jobHandlers } from '../../main/app/handlers/jobs.ts'
import { tableHandlers } from '../../main/app/handlers/tables.ts'
import { createJobs } from '../../main/app/jobs.ts'
import { createOpenTables } from '../../main/app/open-tables.ts'
import { createPicks } from '../../main/app/picks.ts'
import type { TableWork } from '../../main/app/ports/tables.ts'

export function tableCalls(tableWork: TableWork) {
  let count = 0
  const newId = (prefix: string) => prefix + (++count).toString(16).padStart(16, '0')
  const bugs: unknown[] = []
  const jobs = createJobs({ nowMs: Date.now, newId: () => newId('job_'), logBug: (bug) => bugs.push(bug) })
  const picks = createPicks(newId)
  const tables = createOpenTables(newId, tableWork.forget)
  const deps = { newId, picks, jobs, tables, tableWork } as unknown as Deps
  const handlers = answeringRefusals({ ...tableHandlers(deps), ...jobHandlers(deps) })

  async function answer<N extends keyof typeof handlers>(name: N, input: Input<N>) {
    const handler = handlers[name] as unknown as Handlers[Name]
    const result = await handler(contract[name].input.parse(input) as never)
    if (result.ok) contract[name].output.parse(result.value)
    if (bugs.length > 0) throw bugs[0]
    return result
  }
  async function call<N extends keyof typeof handlers>(name: N, input: Input<N>): Promise<Output<N>> {
    const result = await answer(name, input)
    if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`)
    return result.value as Output<N>
  }
  return {
    handlers,
    tables,
    pick: picks.pick,
    call,
    /** The refusal of a call that must not succeed. */
    refused: async <N extends keyof typeof handlers>(name: N, input: Input<N>): Promise<CallError> => {
      const result = await answer(name, input)
      if (result.ok) throw new Error(`${name} was not refused`)
      return result.error
    },
    /** The status of a job when it has ended. */
    ended: async (jobId: string): Promise<JobStatus> => {
      for (;;) {
        const status = await call('jobs.status', { jobId })
        if (status.state !== 'running') return status
        await new Promise((later) => setTimeout(later, 3))
      }
    },
  }
}
