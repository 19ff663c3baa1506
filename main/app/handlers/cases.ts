import type { caseOperations } from '#contract/areas/cases.ts'
import type { HandlersOf } from '#contract/contract.ts'
import { err, ok } from '#core/result.ts'
import { notFound } from '../answer.ts'
import type { Deps } from '../deps.ts'
import { sampleCase } from '../sample-case.ts'

export function caseHandlers(deps: Deps): HandlersOf<typeof caseOperations> {
  const { automatic, cases, jobs, picks, newCaseFolder } = deps
  return {
    'cases.recent': async () => ok({ cases: [...(await cases.recent())] }),
    'cases.create': async ({ name }) => ok(await cases.openFolder(newCaseFolder(name), { name })),
    'cases.open': async ({ caseId }) => ok(await cases.summary(caseId)),
    'cases.open-picked': async ({ pickedId }) => {
      const path = picks.pathOf(pickedId)
      return path === null ? err(notFound('picked folder')) : ok(await cases.openFolder(path))
    },
    'cases.rename': async ({ caseId, name }) => {
      await jobs.makeWay(caseId)
      await (await cases.get(caseId)).rename(name)
      await automatic.look(caseId)
      return ok(await cases.summary(caseId))
    },
    'cases.forget': async ({ caseId }) => {
      if (!(await jobs.makeWay(caseId))) {
        return err({ code: 'conflict', message: 'a job is running in this case; wait for it or cancel it' })
      }
      return (await cases.forget(caseId)) ? ok({}) : err(notFound('case'))
    },
    'cases.sample': async ({ requests, tampered }) => {
      const started = jobs.start({
        kind: 'sample',
        caseId: null,
        work: (context) => sampleCase(deps, { requests, tampered }, context),
      })
      return started.ok ? ok({ jobId: started.value }) : started
    },
  }
}
