/** A published report against a log of the case: every figure counted again and compared. */
import type { CallError } from '#contract/operation.ts'
import { refusal } from '#contract/refusal.ts'
import { ok, type Result } from '#core/result.ts'
import { definitionIn } from '#report/definition-in.ts'
import type { ReportDocument } from '#report/document.ts'
import { runGate } from '#report/gate.ts'
import { documentChecks } from '#report/gate-checks.ts'
import { compareReports } from '#report/verify-report.ts'
import { notFound } from '../answer.ts'
import type { Deps } from '../deps.ts'
import type { JobContext } from '../jobs.ts'
import type { EvidenceRow, OpenCase } from '../ports/case.ts'
import { compose } from './build-report.ts'
import type { MadeReports } from './made-reports.ts'
import { reportGround } from './report-ground.ts'

export async function readPickedFile(deps: Deps, pickedId: string): Promise<Uint8Array> {
  const path = deps.picks.pathOf(pickedId)
  if (path === null) throw refusal(notFound('picked file'))
  return deps.readPicked(path)
}

export async function verifyJob(
  deps: Deps,
  made: MadeReports,
  theCase: OpenCase,
  row: EvidenceRow,
  document: ReportDocument,
  context: JobContext,
): Promise<Result<string, CallError>> {
  const ground = await reportGround(theCase, row)
  const computed = await compose(deps, ground, definitionIn(document), [], context)
  const id = deps.newId('report_')
  made.keepVerified(id, {
    document,
    result: compareReports(document, computed.document),
    gate: runGate(documentChecks(document)),
    headline: ground.verdict.headline,
  })
  return ok(id)
}
