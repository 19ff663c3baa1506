/** What the gate checks of one of our own report documents: every sum, bound and share its tables contain. */
import type { Cell } from '#core/metrics/cell.ts'
import { parsePeriod, partsOf } from '#core/metrics/period.ts'
import type { DocumentTable, ReportDocument } from './document.ts'
import type { GateCheck, GateFigure } from './gate.ts'

const OUTCOMES = ['disclosed_full', 'disclosed_partial', 'rejected', 'no_data', 'withdrawn', 'suspended', 'pending']
const RESULTS = ['withdrawn', 'narrowed', 'upheld', 'quashed', 'open', 'other']
/** Tables whose rows partition their last row. In the others a request may stand in several rows. */
const PARTITIONS: ReadonlySet<string> = new Set([
  'by-country',
  'by-authority',
  'by-instrument',
  'outcomes',
  'challenges',
  'preservation',
  'notice',
  'user-flags',
])
const TOTAL = 'total'

function figure(table: DocumentTable, row: string, column: string): GateFigure | null {
  const at = table.columns.findIndex(({ id }) => id === column)
  const cell: Cell | undefined = table.rows.find(({ id }) => id === row)?.cells[at]
  if (!cell) return null
  return {
    cell: `${table.id} / ${row} / ${column}`,
    value: cell.state === 'exact' ? cell.value : null,
    unit: cell.unit,
  }
}

function rowChecks(table: DocumentTable, row: string): readonly GateCheck[] {
  const at = (column: string) => figure(table, row, column)
  const all = (columns: readonly string[]) => {
    const found = columns.map(at)
    return found.every((one): one is GateFigure => one !== null) ? found : null
  }
  const checks: GateCheck[] = []
  const received = at('received')
  for (const columns of [OUTCOMES, RESULTS]) {
    const parts = all(columns)
    if (parts && received) checks.push({ rule: 'parts-equal-total', parts, whole: received })
  }
  const disclosed = at('disclosed_any')
  const both = all(['disclosed_full', 'disclosed_partial'])
  if (both && disclosed) checks.push({ rule: 'parts-equal-total', parts: both, whole: disclosed })
  if (disclosed && received) checks.push({ rule: 'disclosed-at-most-received', less: disclosed, more: received })
  const [accounts, accountsDisclosed] = [at('accounts'), at('accounts_disclosed')]
  if (accounts && accountsDisclosed) {
    checks.push({ rule: 'accounts-disclosed-at-most-accounts', less: accountsDisclosed, more: accounts })
  }
  return [...checks, ...ratioChecks(table, row)]
}

/** A share against the numbers that travel with it, and those against the columns they come from. */
function ratioChecks(table: DocumentTable, row: string): readonly GateCheck[] {
  return table.columns.flatMap(({ id, unit }, at): readonly GateCheck[] => {
    const cell = table.rows.find((one) => one.id === row)?.cells[at]
    if (unit !== 'percent' || cell?.state !== 'exact') return []
    const where = `${table.id} / ${row} / ${id}`
    const part = (name: string, value: number | null): GateFigure => ({
      cell: `${where} (${name})`,
      value,
      unit: 'request',
    })
    const checks: GateCheck[] = [
      {
        rule: 'percent-is-the-ratio',
        percent: { cell: where, value: cell.value, unit: 'percent' },
        numerator: part('numerator', cell.numerator),
        denominator: part('denominator', cell.denominator),
        tolerance: 0.05,
      },
    ]
    const [top, bottom] =
      id === 'disclosed_share' ? [figure(table, row, 'disclosed_any'), figure(table, row, 'received')] : [null, null]
    if (top && bottom) {
      checks.push({ rule: 'parts-equal-total', parts: [part('numerator', cell.numerator)], whole: top })
      checks.push({ rule: 'parts-equal-total', parts: [part('denominator', cell.denominator)], whole: bottom })
    }
    return checks
  })
}

function totalChecks(table: DocumentTable): readonly GateCheck[] {
  // Of somebody else's table a row called total is all we know of its sums.
  if (!PARTITIONS.has(table.id) && table.rederivable) return []
  const parts = table.rows.filter(({ id }) => id !== TOTAL)
  return table.columns.flatMap(({ id, unit }): readonly GateCheck[] => {
    const whole = figure(table, TOTAL, id)
    if (!whole || unit === 'percent' || unit === 'hour') return []
    // Without a row for all others, the period before may hold countries that none of the rows names.
    if (id === 'received_before' && table.id === 'by-country' && !parts.some((row) => row.id === 'other')) return []
    const figures = parts.map((row) => figure(table, row.id, id)).filter((one): one is GateFigure => one !== null)
    return [
      { rule: 'parts-equal-total', parts: figures, whole },
      { rule: 'same-unit', figures: [...figures, whole] },
    ]
  })
}

/** The same count in two tables is the same number: total rows, the glance, the last row over time, the outcomes. */
function crossChecks(document: ReportDocument): readonly GateCheck[] {
  const table = (id: string) => document.tables.find((one) => one.id === id && one.rederivable)
  const at = (id: string, row: string, column: string) => {
    const found = table(id)
    return found ? figure(found, row, column) : null
  }
  const now = document.period.id
  const same: readonly (readonly [GateFigure | null, GateFigure | null])[] = [
    ...['by-country', 'by-authority', 'by-instrument', 'outcomes', 'notice'].map(
      (id) => [at(id, TOTAL, 'received'), at('over-time', now, 'received')] as const,
    ),
    [at('glance', 'received', 'now'), at('over-time', now, 'received')],
    [at('glance', 'rejected', 'now'), at('over-time', now, 'rejected')],
    [at('glance', 'disclosed', 'now'), at('over-time', now, 'disclosed_any')],
    [at('glance', 'no_data', 'now'), at('over-time', now, 'no_data')],
    [at('rejections', TOTAL, 'received'), at('outcomes', 'rejected', 'received')],
    [at('challenges', TOTAL, 'received'), at('glance', 'challenged', 'now')],
    ...OUTCOMES.map((outcome) => [at('outcomes', outcome, 'received'), at('over-time', now, outcome)] as const),
    ...OUTCOMES.map((outcome) => [at('by-country', TOTAL, outcome), at('over-time', now, outcome)] as const),
  ]
  return same.flatMap(([one, other]): readonly GateCheck[] =>
    one && other ? [{ rule: 'parts-equal-total', parts: [one], whole: other }] : [],
  )
}

export function documentChecks(document: ReportDocument): readonly GateCheck[] {
  return [
    ...document.tables.flatMap((table) => table.rows.flatMap(({ id }) => rowChecks(table, id))),
    ...document.tables.flatMap(totalChecks),
    ...crossChecks(document),
  ]
}

/** A year against its halves, a half against its quarters, over a set of published reports. */
export function publicationChecks(documents: readonly ReportDocument[]): readonly GateCheck[] {
  const byPeriod = new Map(documents.map((document) => [document.period.id, document]))
  return documents.flatMap((whole) => {
    const period = parsePeriod(whole.period.id)
    if (!period.ok) return []
    const parts = partsOf(period.value).map(({ id }) => byPeriod.get(id))
    if (parts.length === 0) return []
    const columns = ['received', ...OUTCOMES]
    return columns.flatMap((column): readonly GateCheck[] => {
      const of = (document: ReportDocument | undefined) => {
        const table = document?.tables.find(({ id }) => id === 'over-time')
        const found = table && document ? figure(table, document.period.id, column) : null
        return found && document ? { ...found, cell: `${document.period.id}: ${found.cell}` } : null
      }
      const total = of(whole)
      if (!total) return []
      const figures = parts.map(
        (part, at) => of(part) ?? { cell: `part ${at + 1} of ${whole.period.id}`, value: null, unit: total.unit },
      )
      return [{ rule: 'halves-equal-year', parts: figures, whole: total }]
    })
  })
}
