/**
 * What anyone knows about the counts of a report without seeing them, by where they stand: which column and which row sum
 * to which. What follows from their cuts and periods alone is in cut-relations.ts and period-relations.ts.
 */
import { createCountSystem } from '../anonymity/counts/count-system.ts'
import { addCutRelations } from './cut-relations.ts'
import type { KnownCount, KnownTable, TrueCount, TrueTable } from './known-count.ts'
import { addPeriodSums } from './period-relations.ts'
import { OTHER_ROW, sumsToTotal, TOTAL_ROW } from './raw-table.ts'

const OUTCOME_IDS = ['disclosed_full', 'disclosed_partial', 'rejected', 'no_data', 'withdrawn', 'suspended', 'pending']
const RESULT_IDS = ['withdrawn', 'narrowed', 'upheld', 'quashed', 'open', 'other']

/** A raw table as its reader sees it, with the counts of `hidden` taken out. */
export function asKnown({ spec, rows, counts }: TrueTable, hidden: ReadonlySet<string>): KnownTable {
  const known = (count: TrueCount): KnownCount => ({
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
  if (isWholeSum(cells.get('accounts')) || isWholeSum(table.counts.get(TOTAL_ROW)?.get('accounts'))) {
    atMost(key('accounts_disclosed'), key('accounts'), 'accounts disclosed are at most accounts')
  }
  atMost(key('flagged'), key('flags'), 'each flagged request has a flag')
}

/** Printed as it is, so that every request of it states its number. A hidden one may be a lower bound. */
const isWholeSum = (count: KnownCount | undefined): boolean =>
  count !== undefined && count.value !== null && !count.isLowerBound

function addShares(system: System, { shares = [], named = [] }: KnownTable): void {
  for (const { key, min, max, source } of named) system.addRange([[key, 1]], min, max, source)
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
  }
}

const sumId = (parts: readonly string[], whole: string) => JSON.stringify([whole, ...parts.toSorted()])

/** One system of everything that is published, over all tables, presets and versions. */
export function systemOf(tables: readonly KnownTable[]) {
  const builder = createCountSystem()
  const sums = new Set<string>()
  const system: System = {
    ...builder,
    addSum(parts, whole, source) {
      sums.add(sumId(parts, whole))
      builder.addSum(parts, whole, source)
    },
  }
  for (const table of tables) addTable(system, table)
  const counts = tables.flatMap((table) => [...table.counts.values()].flatMap((cells) => [...cells.values()]))
  addPeriodSums(system, counts)
  addCutRelations(system, counts, (parts, whole) => sums.has(sumId(parts, whole)))
  return system.finish()
}
