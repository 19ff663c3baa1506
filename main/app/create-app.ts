/** The application, put together from what a host hands in. */
import type { Call, Handlers } from '#contract/contract.ts'
import { answeringRefusals } from './answer.ts'
import { createAutomaticDerive } from './automatic-derive.ts'
import { createBundleTables } from './bundle-tables.ts'
import { createCall } from './create-call.ts'
import type { Capabilities, Deps } from './deps.ts'
import { appHandlers } from './handlers/app.ts'
import { auditHandlers } from './handlers/audit.ts'
import { bundleHandlers } from './handlers/bundles.ts'
import { caseHandlers } from './handlers/cases.ts'
import { dueHandlers } from './handlers/due.ts'
import { evidenceHandlers } from './handlers/evidence.ts'
import { findingHandlers } from './handlers/findings.ts'
import { jobHandlers } from './handlers/jobs.ts'
import { matterHandlers } from './handlers/matter.ts'
import { reportHandlers } from './handlers/reports.ts'
import { requestHandlers } from './handlers/requests.ts'
import { ruleHandlers } from './handlers/rules.ts'
import { tableHandlers } from './handlers/tables.ts'
import { trustHandlers } from './handlers/trust.ts'
import { verifyHandlers } from './handlers/verify.ts'
import { workLogHandlers } from './handlers/worklog.ts'
import { createHeldKeys } from './held-keys.ts'
import { createJobs } from './jobs.ts'
import { createOpenCases, type OpenCases } from './open-cases.ts'
import { createOpenTables } from './open-tables.ts'
import { createPicks } from './picks.ts'

export interface App {
  readonly call: Call
  /** Remembers a path the user chose and gives the opaque id that stands for it. */
  readonly pick: (path: string) => string
  readonly cases: OpenCases
  /** Stops what runs, as if it had never started, and closes every case. */
  readonly close: () => Promise<void>
}

export function createApp(capabilities: Capabilities): App {
  const { logBug, newId, nowMs } = capabilities
  const automatic = createAutomaticDerive(() => deps)
  const jobs = createJobs({ nowMs, newId: () => newId('job_'), logBug, onEnded: automatic.onEnded })
  const picks = createPicks(newId)
  const tables = createOpenTables(newId, (tableId) => capabilities.tableWork.forget(tableId))
  const heldKeys = createHeldKeys()
  const bundleTables = createBundleTables(tables)
  const onClosed = (caseId: string): void => {
    heldKeys.forgetCase(caseId)
    bundleTables.forgetCase(caseId)
  }
  const cases = createOpenCases({ ...capabilities, onClosed })
  const deps: Deps = { ...capabilities, jobs, picks, cases, automatic, tables, heldKeys, bundleTables }
  const handlers: Handlers = answeringRefusals({
    ...appHandlers(deps),
    ...bundleHandlers(deps),
    ...auditHandlers(deps),
    ...caseHandlers(deps),
    ...dueHandlers(deps),
    ...evidenceHandlers(deps),
    ...jobHandlers(deps),
    ...matterHandlers(deps),
    ...tableHandlers(deps),
    ...trustHandlers(deps),
    ...verifyHandlers(deps),
    ...reportHandlers(deps),
    ...requestHandlers(deps),
    ...findingHandlers(deps),
    ...ruleHandlers(deps),
    ...workLogHandlers(deps),
  })
  return {
    call: createCall(handlers, logBug),
    pick: picks.pick,
    cases,
    close: async () => {
      await jobs.close()
      await capabilities.tableWork.close()
      await cases.close()
      heldKeys.clear()
    },
  }
}
