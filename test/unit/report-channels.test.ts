/**
 * Ways round a hidden figure that no column shows: entries behind another figure, periods in between, another threshold,
 * an earlier version. Each is shown to tell the figure, and then that reports as they are built close it.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { SolveLp } from '#core/capabilities.ts'
import type { JsonValue } from '#core/formats/json-value.ts'
import type { Cell } from '#core/metrics/cell.ts'
import { keyFor } from '#core/metrics/known-count.ts'
import { type LeakResult, leakCheck } from '#core/metrics/leak-check.ts'
import { parsePeriod } from '#core/metrics/period.ts'
import { buildTables } from '#core/metrics/report-tables.ts'
import type { LogFacts } from '#core/requests/log-facts.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import { DEFAULT_PARAMETERS } from '#core/requests/rules/parameters.ts'
import { asPublished, checkRevealed } from '#report/as-published.ts'
import { type ComposedReport, composeReport } from '#report/build.ts'
import { defaultDefinition } from '#report/definition.ts'
import { cellAt, type ReportDocument } from '#report/document.ts'
import { knownTables } from '#report/known.ts'
import { leakInput, type PublishedDocument } from '#report/leak-input.ts'
import { compareReports } from '#report/verify-report.ts'
import { sha256 } from '../../main/io/node-crypto.ts'
import { loadSolveLp } from '../../main/work/highs-lp.ts'
import { foldEvents, sampleEvents } from '../support/sample-log.ts'
import { BASIS } from '../support/sample-report.ts'

let solveLp: SolveLp
const log = foldEvents(sampleEvents(200, '23'))
beforeAll(async () => {
  solveLp = await loadSolveLp()
})

type Change = (row: RequestRow, at: number) => Partial<RequestRow>
/** So many requests without data, received on a day, all from German courts but for what is changed. */
function requests(day: string, count: number, change: Change = () => ({})): readonly RequestRow[] {
  const template = log.rows.find(({ section, outcome }) => section === 'request' && outcome === 'no_data')
  if (!template) throw new Error('no template')
  return Array.from({ length: count }, (_, at): RequestRow => {
    const base: RequestRow = {
      ...template,
      req: `${day} ${at}`,
      receivedAtMs: Date.parse(day) + at,
      authority: { ...template.authority, type: 'court' },
      origin: { code: 'DE', kind: 'state' },
      emergency: null,
      challenge: null,
      flags: { raised: 0, open: 0 },
      accounts: 1,
      dataRequested: ['subscriber'],
    }
    return { ...base, ...change(base, at) }
  })
}
const of = (type: RequestRow['authority']['type']): Change => {
  return ({ authority }) => ({ authority: { ...authority, type } })
}

interface Made extends ComposedReport {
  readonly built: ReturnType<typeof buildTables>
}
function make(
  id: string,
  rows: readonly RequestRow[],
  { threshold = 5, before = [], facts = { childSafety: [] } }: Options = {},
): Made {
  const period = parsePeriod(id)
  if (!period.ok) throw new Error(id)
  const published = before.flatMap(({ publishedId, document }) => knownTables(document, publishedId))
  const built = buildTables({ rows, facts, period: period.value, threshold, published, solveLp })
  const composed = composeReport({
    definition: { ...defaultDefinition(id), threshold },
    built,
    period: period.value,
    asOfMs: log.asOfMs,
    log: BASIS,
    parameters: DEFAULT_PARAMETERS as unknown as JsonValue,
    hash: sha256,
  })
  return { ...composed, built }
}
interface Options {
  readonly threshold?: number
  readonly before?: readonly PublishedDocument[]
  readonly facts?: Pick<LogFacts, 'childSafety'>
}
const published = (publishedId: string, { document }: Pick<Made, 'document'>, isNewest = true): PublishedDocument => ({
  publishedId,
  document,
  isNewest,
})
const check = (made: Pick<Made, 'document' | 'hidden'>, before: readonly PublishedDocument[] = []): LeakResult =>
  leakCheck({ ...leakInput(made, before), solveLp })
const SAFE = { leaks: [], contradictions: [], finished: true }

/** A copy in which one cell says something else. */
function put(made: Made, table: string, row: string, column: string, cell: Partial<Cell>): Made {
  const tables = made.document.tables.map((one) =>
    one.id !== table
      ? one
      : {
          ...one,
          rows: one.rows.map((each) =>
            each.id !== row
              ? each
              : {
                  ...each,
                  cells: each.cells.map((old, at) => (one.columns[at]?.id === column ? { ...old, ...cell } : old)),
                },
          ),
        },
  )
  return { ...made, document: { ...made.document, tables } }
}
const exact = (value: number, entries: number | null): Partial<Cell> => ({ state: 'exact', value, entries, rule: null })
const stateOf = (document: ReportDocument, table: string, row: string, column: string) =>
  cellAt(document, table, row, column)?.state

describe('the entries behind a figure count its requests', () => {
  const rows = [
    ...requests('2025-07-01', 20),
    ...requests('2025-08-01', 16, of('police')),
    ...requests('2025-09-01', 3, (row, at) => ({ ...of('prosecutor')(row, at), accounts: 4 })),
  ]
  const KEY = keyFor('request', '2025-H2', { section: 'request', authority_type: 'prosecutor' })

  test('accounts of a hidden number of requests are hidden with it, for their entries would tell the number', () => {
    const made = make('2025-H2', rows)
    expect(stateOf(made.document, 'by-authority', 'prosecutor', 'received')).toBe('suppressed')
    // 12 accounts: no small number, but three entries behind it.
    expect(stateOf(made.document, 'by-authority', 'prosecutor', 'accounts')).toBe('suppressed')
    expect(check(made)).toEqual(SAFE)
    const leaky = put(made, 'by-authority', 'prosecutor', 'accounts', exact(12, 3))
    expect(check(leaky).leaks.find(({ key }) => key === KEY)).toMatchObject({ min: 3, max: 3 })
    expect(
      check(leaky)
        .leaks.find(({ key }) => key === KEY)
        ?.derivation.join(),
    ).toContain('its 3 entries')
  })

  test('a median is hidden with the number of requests it is of', () => {
    const times = { firstReview: 1, decision: 3_600_000, disclosure: null, notice: null }
    const all = [...rows, ...requests('2025-10-01', 3, () => ({ elapsedMs: { ...times, decision: null } }))]
    const made = make(
      '2025-H2',
      all.map((row) => (row.elapsedMs.decision === null ? row : { ...row, elapsedMs: times })),
    )
    for (const column of ['median', 'p90', 'with', 'without']) {
      expect([column, cellAt(made.document, 'durations', 'decision', column)]).toEqual([
        column,
        expect.objectContaining({ state: 'suppressed', value: null, entries: null }),
      ])
      expect([column, stateOf(made.document, 'durations', 'first_review', column)]).toEqual([column, 'exact'])
    }
    expect(check(made)).toEqual(SAFE)
    const leaky = put(made, 'durations', 'decision', 'median', exact(1, 78))
    const key = keyFor('request', '2025-H2', { section: 'request', not_reached: 'decision' })
    expect(check(leaky).leaks.find((one) => one.key === key)).toMatchObject({ min: 3, max: 3 })
  })

  test('no median because nobody came to it says so only where that number is shown', () => {
    const made = make(
      '2025-H2',
      requests('2025-07-01', 3, () => ({ elapsedMs: { ...NEVER } })),
    )
    expect(stateOf(made.document, 'durations', 'decision', 'without')).toBe('suppressed')
    expect(stateOf(made.document, 'durations', 'decision', 'median')).toBe('suppressed')
    const more = make(
      '2025-H2',
      requests('2025-07-01', 30, () => ({ elapsedMs: { ...NEVER } })),
    )
    expect(stateOf(more.document, 'durations', 'decision', 'median')).toBe('not_applicable')
  })

  test('flags are hidden with the number of requests that were flagged', () => {
    const flagged: Change = (_row, at) => ({ flags: { raised: at < 3 ? 4 : 0, open: 0 } })
    const made = make('2025-H2', requests('2025-07-01', 30, flagged))
    expect(stateOf(made.document, 'user-flags', 'total', 'flagged')).toBe('suppressed')
    expect(stateOf(made.document, 'user-flags', 'total', 'flags')).toBe('suppressed')
    expect(check(made)).toEqual(SAFE)
    const leaky = put(made, 'user-flags', 'total', 'flags', exact(12, 6))
    const key = keyFor('request', '2025-H2', { section: 'request', flagged: 'yes' })
    expect(check(leaky).leaks.find((one) => one.key === key)).toMatchObject({ min: 3, max: 3 })
  })
})

const NEVER = { firstReview: null, decision: null, disclosure: null, notice: null }

describe('periods within periods', () => {
  const rows = [
    ...requests('2025-02-01', 20),
    ...requests('2025-03-01', 9, of('prosecutor')),
    ...requests('2025-05-01', 11, of('prosecutor')),
    ...requests('2025-08-01', 20),
    ...requests('2025-09-01', 7, of('prosecutor')),
    ...requests('2025-11-01', 25),
    ...requests('2025-11-05', 30, of('police')),
    ...requests('2025-12-01', 3, of('prosecutor')),
  ]
  const KEY = keyFor('request', '2025-Q4', { section: 'request', authority_type: 'prosecutor' })

  test('a year less three of its quarters is the fourth, with no half-year published', () => {
    const open = ['2025-Q1', '2025-Q2', '2025-Q3', '2025'].map((id) => published(id, make(id, rows)))
    const made = make('2025-Q4', rows)
    expect(check(made)).toEqual(SAFE)
    const leak = check(made, open).leaks.find(({ key }) => key === KEY)
    expect(leak).toMatchObject({ min: 3, max: 3 })
    for (const whole of ['2025', '2025-H1', '2025-H2'])
      expect(leak?.derivation.join()).toContain(`${whole} is the sum of its parts`)
  })

  test('a report that comes after others hides what would tell what they hide', () => {
    const quarters = ['2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4'].map((id) => published(id, make(id, rows)))
    expect(check(make('2025', rows), quarters).leaks.map(({ key }) => key)).toContain(KEY)
    const made = make('2025', rows, { before: quarters })
    expect(check(made, quarters)).toEqual(SAFE)
    expect(stateOf(made.document, 'by-authority', 'prosecutor', 'received')).toBe('suppressed')
    expect(stateOf(make('2025', rows).document, 'by-authority', 'prosecutor', 'received')).toBe('exact')
  })

  test('a number that earlier reports tell already is refused: it cannot be called hidden', () => {
    const early = ['2025', '2025-H1'].map((id) => published(id, make(id, rows, { threshold: 2 })))
    const quarter = published('2025-Q3', make('2025-Q3', rows, { threshold: 2 }))
    const before = [...early, quarter]
    const made = make('2025-Q4', rows, { before })
    expect(stateOf(made.document, 'by-authority', 'prosecutor', 'received')).toBe('suppressed')
    expect(check(made, before).leaks.find(({ key }) => key === KEY)).toMatchObject({ min: 3, max: 3 })
  })

  test('a year beside its first half gives nothing away of a second half that is not published yet', () => {
    const two = [
      ...requests('2025-02-01', 40),
      ...requests('2025-03-01', 27, of('police')),
      ...requests('2025-04-01', 9, of('military')),
      ...requests('2025-08-01', 30),
      ...requests('2025-09-01', 3, of('police')),
    ]
    const half = [published('2025-H1', make('2025-H1', two))]
    const year = make('2025', two, { before: half })
    expect(check(year, half)).toEqual(SAFE)
    expect(stateOf(year.document, 'by-authority', 'police', 'received')).toBe('suppressed')
  })

  const at = (day: string, reports: number) => ({ timeMs: Date.parse(day), reports, seq: 1 })
  const facts = { childSafety: [at('2025-02-01', 6), at('2025-09-01', 3)] } as unknown as Pick<LogFacts, 'childSafety'>
  test('child safety reports of a half do not follow from those of the year', () => {
    const halves = ['2025-H1', '2025-H2'].map((id) => published(id, make(id, rows, { facts })))
    const [first, second] = halves.map(({ document }) => cellAt(document, 'child-safety', 'total', 'reports'))
    expect([first?.value, second?.state]).toEqual([6, 'suppressed'])
    const alone = make('2025', rows, { facts })
    expect(cellAt(alone.document, 'child-safety', 'total', 'reports')?.value).toBe(9)
    const key = keyFor('report', '2025-H2', { section: 'child_safety' })
    expect(check(alone, halves).leaks.find((one) => one.key === key)).toMatchObject({ min: 3, max: 3 })
    const year = make('2025', rows, { facts, before: halves })
    expect(stateOf(year.document, 'child-safety', 'total', 'reports')).toBe('suppressed')
    expect(check(year, halves).leaks).toEqual([])
  })

  test('requests that came to a step in a half do not follow from those of the year', () => {
    const slow = [...rows, ...requests('2025-10-01', 3, () => ({ elapsedMs: NEVER }))]
    const halves = ['2025-H1', '2025-H2'].map((id) => published(id, make(id, slow)))
    const key = keyFor('request', '2025-H2', { section: 'request', not_reached: 'first_review' })
    const leaky = put(make('2025', slow), 'durations', 'first_review', 'without', exact(3, 3))
    expect(check(leaky, halves).leaks.find((one) => one.key === key)).toMatchObject({ min: 3, max: 3 })
    expect(check(make('2025', slow, { before: halves }), halves).leaks.filter((one) => one.key === key)).toEqual([])
  })
})

describe('other thresholds and versions', () => {
  const rows = [
    ...requests('2025-07-01', 30),
    ...requests('2025-08-01', 14, of('police')),
    ...requests('2025-09-01', 3, of('prosecutor')),
  ]
  const KEY = keyFor('request', '2025-H2', { section: 'request', authority_type: 'prosecutor' })

  test('a lower threshold later does not show what was hidden before', () => {
    const before = [published('2025-H2-r1', make('2025-H2', rows), false)]
    const later = make('2025-H2', rows, { threshold: 2 })
    expect(check(later)).toEqual(SAFE)
    expect(check(later, before).leaks.find(({ key }) => key === KEY)).toMatchObject({ min: 3, max: 3 })
  })

  test('what an earlier report shows is hidden now all the same, and the report refused', () => {
    const before = [published('2025-H2-r1', make('2025-H2', rows, { threshold: 2 }), false)]
    const made = make('2025-H2', rows, { before })
    expect(stateOf(made.document, 'by-authority', 'prosecutor', 'received')).toBe('suppressed')
    const leak = check(made, before).leaks.find(({ key }) => key === KEY)
    expect(leak?.derivation.join()).toContain('is published as 3 elsewhere')
  })

  test('what an earlier report promised at a higher threshold is held to that', () => {
    const all = [...rows, ...requests('2025-02-01', 8, of('prosecutor')), ...requests('2025-03-01', 60)]
    const year = published('2025-r1', make('2025', all, { threshold: 12 }))
    expect(stateOf(year.document, 'by-authority', 'prosecutor', 'received')).toBe('suppressed')
    const first = published('2025-H1-r1', make('2025-H1', all, { threshold: 2 }))
    // 8 and 3: the 11 that were hidden at 12 are no small number at 5.
    const second = make('2025-H2', all, { threshold: 2 })
    const key = keyFor('request', '2025', { section: 'request', authority_type: 'prosecutor' })
    expect(check(second, [year, first]).leaks.find((one) => one.key === key)).toMatchObject({ min: 11, max: 11 })
    const low = { ...year, document: { ...year.document, threshold: 5 } }
    expect(check(second, [low, first]).leaks.map((one) => one.key)).not.toContain(key)
  })

  test('a version that was replaced, of another period, speaks of another state of the log and contradicts nothing', () => {
    const early = requests('2025-02-01', 60)
    const changed = early.map((row, at) => (at < 10 ? { ...row, outcome: 'withdrawn' as const } : row))
    const replaced = published('2025-H1-r1', make('2025-H1', early), false)
    const newest = published('2025-H1-r2', make('2025-H1', changed))
    for (const before of [
      [newest, replaced],
      [replaced, newest],
    ]) {
      expect(check(make('2025-H2', [...changed, ...rows], { before }), before)).toEqual(SAFE)
    }
    const both = [{ ...replaced, isNewest: true }, newest]
    expect(check(make('2025-H2', [...changed, ...rows], { before: both }), both).contradictions).not.toEqual([])
  })

  test('a revision in which an outcome changed is still held against what its first version says of requests received', () => {
    const first = make('2025-H2', rows)
    const other = rows.map((row, at) => (at === 0 ? { ...row, outcome: 'withdrawn' as const } : row))
    const all = make('2025-H2', other, { threshold: 2 })
    const hide = (made: Made, names: readonly string[]) =>
      names.reduce(
        (own, name) =>
          own.document.tables
            .find(({ id }) => id === 'by-authority')
            ?.columns.reduce((one, { id }) => put(one, 'by-authority', name, id, HIDDEN), own) ?? own,
        made,
      )
    const [one, two] = [
      hide(make('2025-H2', rows, { threshold: 2 }), ['prosecutor', 'police']),
      hide(all, ['prosecutor', 'court']),
    ]
    const own = { document: { ...two.document, threshold: 5 }, hidden: first.hidden }
    expect(check(own).leaks.map(({ key }) => key)).not.toContain(KEY)
    const before = [published('2025-H2-r1', { document: { ...one.document, threshold: 5 } }, false)]
    expect(check(own, before).leaks.find(({ key }) => key === KEY)).toMatchObject({ min: 3, max: 3 })
    expect(check(own, before).contradictions).toEqual([])
  })
})
const HIDDEN: Partial<Cell> = {
  state: 'suppressed',
  value: null,
  min: null,
  max: null,
  numerator: null,
  denominator: null,
  entries: null,
}

const EXACT_COLUMNS = ['over-time', 'by-country', 'by-instrument'].flatMap((table) =>
  ['received', 'disclosed_full', 'disclosed_partial', 'rejected', 'no_data', 'withdrawn', 'pending'].map(
    (column) => [table, column] as const,
  ),
)

describe('one report after the other', () => {
  test.each(['23', '31'])(
    'half, half, year and quarter of sample log %s are safe together, and verify',
    (seed) => {
      const own = foldEvents(sampleEvents(500, seed))
      const before: PublishedDocument[] = []
      for (const id of ['2025-H1', '2025-H2', '2025', '2025-Q3']) {
        const made = make(id, own.rows, { before, facts: own.facts })
        expect([id, check(made, before)]).toEqual([id, SAFE])
        // Requests by period, country, instrument and outcome are published whatever their size.
        for (const [table, column] of EXACT_COLUMNS) {
          const shown = made.document.tables.find((one) => one.id === table)
          const at = shown?.columns.findIndex((one) => one.id === column) ?? -1
          const states = new Set(shown?.rows.map(({ cells }) => cells[at]?.state))
          expect([id, table, column, ...states]).toEqual([id, table, column, 'exact'])
        }
        // An auditor has the report and the log, not the other reports.
        const period = parsePeriod(id)
        if (!period.ok) throw new Error(id)
        const alone = make(id, own.rows, { facts: own.facts })
        const tables = asPublished(made.document, alone.built, period.value)
        const again = make(id, own.rows, { facts: own.facts })
        const document = { ...again.document, tables: documentTables(again, tables) }
        expect(compareReports(made.document, document, alone.document).differences).toEqual([])
        expect(checkRevealed(made.document, alone.built, solveLp)).toEqual([])
        before.push(published(id, made))
      }
    },
    60_000,
  )

  test('verification takes the hidden cells of a report, but neither small numbers shown nor exact ones hidden', () => {
    const rows = [...requests('2025-07-01', 30), ...requests('2025-08-01', 14, of('police'))]
    const made = make('2025-H2', [...rows, ...requests('2025-09-01', 3, of('prosecutor'))])
    const period = parsePeriod('2025-H2')
    if (!period.ok) throw new Error('period')
    const verify = ({ document }: Made) => {
      const again = { ...made.document, tables: documentTables(made, asPublished(document, made.built, period.value)) }
      const { differences } = compareReports(document, again, made.document)
      return [...differences, ...checkRevealed(document, made.built, solveLp)].map(({ table, row, column }) => [
        table,
        row,
        column,
      ])
    }
    expect(verify(made)).toEqual([])
    const total = ['over-time', '2025-H2', 'received'] as const
    expect(verify(put(made, ...total, HIDDEN))).toEqual([total])
    const small = ['by-authority', 'prosecutor', 'received'] as const
    expect(verify(put(made, ...small, exact(3, 3)))).toContainEqual(small)
    // The one that was hidden to protect it, shown as it is: no wrong figure, but the small one follows.
    const [beside] = ['police', 'court'].filter(
      (row) => stateOf(made.document, 'by-authority', row, 'received') === 'suppressed',
    )
    const value = beside === 'police' ? 14 : 30
    const key = keyFor('request', '2025-H2', { section: 'request', authority_type: 'prosecutor' })
    expect(verify(put(made, 'by-authority', beside ?? '', 'received', exact(value, value)))).toContainEqual([
      '(small numbers)',
      key,
      '',
    ])
  })

  /** The tables of a document with the cells of others. */
  function documentTables({ document }: Made, { tables }: Pick<Made['built'], 'tables'>): ReportDocument['tables'] {
    return document.tables.map((table) => ({
      ...table,
      rows: table.rows.map((row) => ({
        ...row,
        cells: tables.find(({ id }) => id === table.id)?.rows.find(({ id }) => id === row.id)?.cells ?? row.cells,
      })),
    }))
  }
})
