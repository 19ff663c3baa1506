/** From a figure of a report to its requests: counted on the thread that holds the rows, then found in the store by place. */
import type { Output } from '#contract/contract.ts'
import { refusal } from '#contract/refusal.ts'
import type { Figure } from '#contract/requests-view.ts'
import { parsePeriod } from '#core/metrics/period.ts'
import type { FigureBehind, FigureRef, MarkedPlaces } from '#core/metrics/rows-behind.ts'
import type { Deps } from '../deps.ts'
import { keepFew } from '../keep-few.ts'
import type { EvidenceRow, OpenCase } from '../ports/case.ts'
import type { RowSource } from '../ports/reports.ts'
import type { MadeReport } from './made-reports.ts'
import { type ReportGround, rowsOf } from './report-ground.ts'

/** A list, its facets and its pages ask for the same figure one after another. */
const KEPT = 8
const kept = new Map<string, Promise<FigureBehind>>()

function figureBehind(deps: Pick<Deps, 'reports'>, rows: RowSource, figure: Figure): Promise<FigureBehind> {
  const { period, table, row, column } = figure
  const key = JSON.stringify([rows.key, period, table, row, column])
  const hooks = { signal: new AbortController().signal, onRows: () => undefined }
  const found = kept.get(key) ?? deps.reports.work.behind({ period, table, row, column }, rows, hooks)
  kept.delete(key)
  keepFew(kept, KEPT, key, found)
  found.catch(() => kept.delete(key))
  return found
}

/** Requests of the figure; of a share or a change the first of its two parts: the whole, this period. */
export async function placesBehind(
  deps: Pick<Deps, 'reports'>,
  theCase: OpenCase,
  evidence: EvidenceRow,
  figure: Figure | undefined,
): Promise<MarkedPlaces | null> {
  if (figure === undefined) return null
  const derivation = await theCase.requests.derivation(evidence.no)
  if (derivation === null) return null
  const [first] = await figureBehind(deps, rowsOf(theCase, evidence, derivation), figure)
  if (first) return first.places
  throw refusal({
    code: 'not_found',
    message: `no figure that counts requests: table ${figure.table}, row ${figure.row}, column ${figure.column}`,
  })
}

/** So many reports to child safety bodies are named; the number says how many there are. */
const MAX_NAMED = 1000

/** What a figure of a built report counts: requests by the filter that lists them, or entries. */
export async function behindOf(
  deps: Pick<Deps, 'reports'>,
  { ground, report }: MadeReport,
  figure: FigureRef,
): Promise<Output<'reports.behind'>> {
  const period = report.document.period.id
  if (figure.table === 'child-safety') return { counts: [], reports: childSafetyIn(ground, period) }
  const counts = await figureBehind(deps, ground.rows, { period, ...figure })
  return {
    counts: counts.map(({ column, measure, period: own, requests, value, unknown, entries }) => ({
      behind: { period, table: figure.table, row: figure.row, column },
      period: own,
      unit: measure,
      requests,
      value,
      unknown,
      entries,
    })),
    reports: null,
  }
}

function childSafetyIn({ facts }: ReportGround, periodId: string): Output<'reports.behind'>['reports'] {
  const period = parsePeriod(periodId)
  if (!period.ok) return null
  const { fromMs, toMs } = period.value
  const own = facts.childSafety.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs)
  const entries = own.slice(0, MAX_NAMED).map(({ seq, index, timeMs, to, reports }) => {
    return { entry: { seq, index }, timeMs, to, reports }
  })
  return { total: own.length, entries }
}
