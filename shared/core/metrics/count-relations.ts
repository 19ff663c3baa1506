/**
 * What anyone knows about the counts of a report without seeing them: which sum to which, and which cannot exceed which.
 */
import { createCountSystem } from '../anonymity/counts/count-system.ts'
import type { Cut, Measure } from './count.ts'
import { MULTI_VALUED } from './dimensions.ts'
import { parsePeriod, partsOf } from './period.ts'
import { keyOf, OTHER_ROW, type RawCount, type RawTable, sumsToTotal, TOTAL_ROW } from './raw-table.ts'

export interface KnownCount {
  readonly key: string
  readonly measure: Measure
  readonly cut: Cut
  readonly period: string
  /** null: hidden. Where some requests do not state their number, the sum of those that do. */
  readonly value: number | null
  /** Not every request states its number: printed as "at least". */
  readonly isLowerBound: boolean
}

/** A share that a table prints: it binds its two counts even where neither is printed. */
export interface KnownShare {
  readonly numerator: string
  readonly denominator: string
  /** As printed, to one decimal: the true one lies within half a unit of it. */
  readonly percent: number
  /** Where the share is of a change, the numerator is the difference of the two counts. */
  readonly isChange: boolean
  readonly source: string
}

export interface KnownTable {
  readonly id: string
  readonly rows: readonly string[]
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, KnownCount>>
  readonly spec: RawTable['spec']
  readonly shares?: readonly KnownShare[]
  /** Counts that a share names beside its percentage. */
  readonly named?: readonly { readonly key: string; readonly value: number; readonly source: string }[]
}

const OUTCOME_IDS = ['disclosed_full', 'disclosed_partial', 'rejected', 'no_data', 'withdrawn', 'suspended', 'pending']
const RESULT_IDS = ['withdrawn', 'narrowed', 'upheld', 'quashed', 'open', 'other']

/** A raw table as its reader sees it, with the counts of `hidden` taken out. */
export function asKnown({ spec, rows, counts }: RawTable, hidden: ReadonlySet<string>): KnownTable {
  const known = (count: RawCount): KnownCount => ({
    key: count.key,
    measure: count.measure,
    cut: count.cut,
    period: count.period,
    value: hidden.has(count.key) ? null : count.counted.value,
    isLowerBound: count.counted.unknown > 0,
  })
  return {
    id: spec.id,
    rows,
    spec,
    counts: new Map(
      [...counts].map(([row, cells]) => [row, new Map([...cells].map(([id, count]) => [id, known(count)]))]),
    ),
  }
}

type System = ReturnType<typeof createCountSystem>

function addRowRelations(system: System, table: KnownTable, row: string, cells: ReadonlyMap<string, KnownCount>): void {
  const where = `${table.id}, row ${row}`
  const key = (id: string) => cells.get(id)?.key
  const keys = (ids: readonly string[]) => {
    const found = ids.map(key)
    return found.every((one) => one !== undefined) ? found : null
  }
  const received = key('received')
  for (const [ids, name] of [
    [OUTCOME_IDS, 'outcomes'],
    [RESULT_IDS, 'results'],
  ] as const) {
    const parts = keys(ids)
    if (parts && received) system.addSum(parts, received, `${where}: ${name} sum to received`)
  }
  const disclosed = keys(['disclosed_full', 'disclosed_partial'])
  const any = key('disclosed_any')
  if (disclosed && any) system.addSum(disclosed, any, `${where}: disclosed in full and in part`)
  const atMost = (less: string | undefined, more: string | undefined, why: string) => {
    if (less && more && less !== more) {
      system.addRange(
        [
          [more, 1],
          [less, -1],
        ],
        0,
        Number.POSITIVE_INFINITY,
        `${where}: ${why}`,
      )
    }
  }
  atMost(any, received, 'disclosed is at most received')
  atMost(key('rejected'), key('requested'), 'rejected is at most requested')
  if (!cells.get('accounts')?.isLowerBound) {
    atMost(key('accounts_disclosed'), key('accounts'), 'accounts disclosed are at most accounts')
  }
  atMost(key('flagged'), key('flags'), 'each flagged request has a flag')
}

function addShares(system: System, { shares = [], named = [] }: KnownTable): void {
  for (const { key, value, source } of named) system.addRange([[key, 1]], value, value, source)
  for (const { numerator, denominator, percent, isChange, source } of shares) {
    // 100 a / b within 0.05 of the percentage, times 20 so that all coefficients are whole.
    const p = Math.round(percent * 20)
    const own = isChange ? 2000 : 0
    const line = (bound: number): readonly (readonly [string, number])[] => [
      [numerator, 2000],
      [denominator, -bound - own],
    ]
    system.addRange(
      line(p + 1),
      Number.NEGATIVE_INFINITY,
      0,
      `${source}: at most ${percent} % and a half of its last digit`,
    )
    system.addRange(
      line(p - 1),
      0,
      Number.POSITIVE_INFINITY,
      `${source}: at least ${percent} % less a half of its last digit`,
    )
  }
}

function addTable(system: System, table: KnownTable): void {
  const { spec, counts, rows } = table
  addShares(system, table)
  for (const [row, cells] of counts) {
    for (const { key, value } of cells.values()) system.add({ key, value })
    addRowRelations(system, table, row, cells)
  }
  if (spec.rows === 'period' || spec.id === 'glance') return
  const parts = rows.filter((row) => row !== TOTAL_ROW)
  for (const column of spec.columns) {
    if (column.kind !== 'count') continue
    const whole = counts.get(TOTAL_ROW)?.get(column.id)
    const own = parts.flatMap((row) => counts.get(row)?.get(column.id) ?? [])
    if (whole && sumsToTotal(spec)) {
      // Without a row for all other countries, one that asked only in the period before is in none of the rows.
      const isWhole = column.previous !== true || spec.rows !== 'origin' || rows.includes(OTHER_ROW)
      if (isWhole) {
        system.addSum(
          own.map(({ key }) => key),
          whole.key,
          `${table.id}, column ${column.id}: rows sum to the total`,
        )
      }
    }
    if (whole && MULTI_VALUED.has(spec.rows)) {
      for (const part of own) {
        system.addRange(
          [
            [whole.key, 1],
            [part.key, -1],
          ],
          0,
          Number.POSITIVE_INFINITY,
          `${table.id}: a part is at most the whole`,
        )
      }
    }
    // Parts of the cohort without a printed whole in this table: their sum is at most all requests of the population.
    if (!whole && !MULTI_VALUED.has(spec.rows) && own.length > 0) {
      const [first] = own
      if (first?.measure === 'request') {
        const population = keyOf('request', first.period, { ...spec.population, ...column.where })
        system.addRange(
          [[population, 1], ...own.map(({ key }) => [key, -1] as const)],
          0,
          Number.POSITIVE_INFINITY,
          `${table.id}, column ${column.id}: together at most all requests`,
        )
      }
    }
  }
}

/** A year is the sum of its halves and a half of its quarters, for every cut that is published for all of them. */
function addPeriodSums(system: System, tables: readonly KnownTable[]): void {
  const byCut = new Map<string, Map<string, KnownCount>>()
  for (const { counts } of tables) {
    for (const cells of counts.values()) {
      for (const count of cells.values()) {
        const cut = keyOf(count.measure, '', count.cut)
        const periods = byCut.get(cut) ?? new Map<string, KnownCount>()
        periods.set(count.period, count)
        byCut.set(cut, periods)
      }
    }
  }
  for (const periods of byCut.values()) {
    for (const [id, whole] of periods) {
      const period = parsePeriod(id)
      if (!period.ok || String(whole.cut.origin ?? '').startsWith(OTHER_ROW)) continue
      const parts = partsOf(period.value).map((part) => periods.get(part.id))
      if (parts.length === 0 || parts.includes(undefined)) continue
      system.addSum(
        parts.map((part) => part?.key ?? ''),
        whole.key,
        `${whole.key}: ${id} is the sum of its parts`,
      )
    }
  }
}

/** One system of everything that is published, over all tables, presets and versions. */
export function systemOf(tables: readonly KnownTable[]) {
  const system = createCountSystem()
  for (const table of tables) addTable(system, table)
  addPeriodSums(system, tables)
  addTold(system, tables)
  return system.finish()
}

/** Requests whose notice was judged complete or not were told: together they are at most those that were told. */
function addTold(system: System, tables: readonly KnownTable[]): void {
  for (const { spec, counts } of tables) {
    if (spec.rows !== 'told') continue
    const own = [...counts.values()].flatMap((cells) => cells.get('received') ?? [])
    const [first] = own
    if (!first) continue
    const told = ['notified_before', 'notified_after'].map((notice) =>
      keyOf('request', first.period, { ...spec.population, notice }),
    )
    system.addRange(
      [...told.map((key) => [key, 1] as const), ...own.map(({ key }) => [key, -1] as const)],
      0,
      Number.POSITIVE_INFINITY,
      `${spec.id}: together at most those who were told`,
    )
  }
}
