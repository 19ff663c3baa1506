/**
 * Everything the UI, the web host and `plainview call` may ask: name -> { doc, effect, input, output }.
 * Each area has its own file; this one only joins them.
 */
import type { z } from 'zod'
import type { Result } from '#core/result.ts'
import { appOperations } from './areas/app.ts'
import { auditOperations } from './areas/audit.ts'
import { bundleOperations } from './areas/bundles.ts'
import { caseOperations } from './areas/cases.ts'
import { dueOperations } from './areas/due.ts'
import { evidenceOperations } from './areas/evidence.ts'
import { findingOperations } from './areas/findings.ts'
import { jobOperations } from './areas/jobs.ts'
import { matterOperations } from './areas/matter.ts'
import { reportOperations } from './areas/reports.ts'
import { requestOperations } from './areas/requests.ts'
import { ruleOperations } from './areas/rules.ts'
import { tableOperations } from './areas/tables.ts'
import { trustOperations } from './areas/trust.ts'
import { verifyOperations } from './areas/verify.ts'
import { workLogOperations } from './areas/worklog.ts'
import type { CallError, Operation } from './operation.ts'

export const contract = {
  ...appOperations,
  ...bundleOperations,
  ...auditOperations,
  ...caseOperations,
  ...dueOperations,
  ...evidenceOperations,
  ...findingOperations,
  ...jobOperations,
  ...matterOperations,
  ...reportOperations,
  ...requestOperations,
  ...ruleOperations,
  ...tableOperations,
  ...trustOperations,
  ...verifyOperations,
  ...workLogOperations,
} as const satisfies Record<string, Operation>

export type Name = keyof typeof contract
/** As the caller writes it: fields with a default may be left out. */
export type Input<N extends Name> = z.input<(typeof contract)[N]['input']>
/** As the handler receives it. */
export type Parsed<N extends Name> = z.output<(typeof contract)[N]['input']>
export type Output<N extends Name> = z.output<(typeof contract)[N]['output']>

/** The one function every host offers and every client calls. It resolves; it never rejects. */
export type Call = <N extends Name>(name: N, input: Input<N>) => Promise<Result<Output<N>, CallError>>

/** One function per operation. A missing or misspelt handler does not compile. */
export type Handlers = {
  readonly [N in Name]: (input: Parsed<N>) => Promise<Result<Output<N>, CallError>>
}
/** The handlers of one area, by its operation table. */
export type HandlersOf<Table> = Pick<Handlers, Extract<keyof Table, Name>>
