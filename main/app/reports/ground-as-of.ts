/**
 * A log as of the time of a report that was made earlier: its requests folded again, for an entry that came later changes
 * what they were.
 */
import { packRow } from '#core/requests/row-codec.ts'
import { throwRefused } from '../answer.ts'
import type { Deps } from '../deps.ts'
import { entryFilesOf } from '../derive-requests.ts'
import type { JobContext } from '../jobs.ts'
import type { EvidenceRow, OpenCase } from '../ports/case.ts'
import type { RowSource } from '../ports/reports.ts'
import { childSafetyAsOf, type ReportGround, reportGround } from './report-ground.ts'

/** As derived for the case where that is as of the same time. */
export async function groundAsOf(
  deps: Deps,
  theCase: OpenCase,
  row: EvidenceRow,
  asOfMs: number,
  context: JobContext,
): Promise<ReportGround> {
  const ground = await reportGround(theCase, row)
  if (ground.asOfMs === asOfMs) return ground
  context.phase('reading the log as of the time of the report')
  const pages: { items: string; rows: number }[] = []
  let requests = 0
  const input = {
    files: await entryFilesOf(theCase, row),
    asOfMs,
    parameters: ground.rules,
    bundles: null,
    cosigned: [],
  }
  const derived = await deps.derive(input, {
    signal: context.signal,
    onProgress: ({ entries }) => context.progress({ entries }),
    onRequests: async (batch) => {
      pages.push({ items: batch.map((one) => JSON.stringify([packRow(one.row)])).join(','), rows: batch.length })
      requests += batch.length
    },
  })
  if (!derived.ok) throwRefused(derived.error)
  const rows: RowSource = {
    key: `${row.evidenceId} as of ${asOfMs} by ${JSON.stringify(ground.rules)}`,
    pages: async function* () {
      yield* pages
    },
  }
  return { ...ground, rows, requests, asOfMs, facts: { childSafety: await childSafetyAsOf(theCase, row.no, asOfMs) } }
}
