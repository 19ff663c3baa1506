import { countKey, createCountSystem } from '#core/anonymity/counts/count-system.ts'

/** A seeded generator (mulberry32), so that a table is the same on every run. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Many small counts among large ones, as in a table of countries by reasons. */
export function randomTable(rows: number, columns: number, smallShare: number, seed: number): number[][] {
  const next = random(seed)
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () =>
      next() < smallShare ? 1 + Math.floor(next() * 4) : next() < 0.2 ? 0 : 5 + Math.floor(next() ** 3 * 400),
    ),
  )
}

/** The system of a two-way table with totals, every value known. */
export function tableSystem(table: readonly (readonly number[])[], name = 't') {
  const system = createCountSystem()
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
  const cell = (row: string, column: string) => countKey({ row, column })
  const width = table[0]?.length ?? 0
  const rowNames = table.map((_, r) => `r${r}`)
  const columnNames = Array.from({ length: width }, (_, c) => `c${c}`)
  for (const [r, values] of table.entries()) {
    for (const [c, value] of values.entries()) system.add({ key: cell(`r${r}`, `c${c}`), value })
    system.add({ key: countKey({ row: `r${r}` }), value: sum(values) })
    system.addSum(
      columnNames.map((column) => cell(`r${r}`, column)),
      countKey({ row: `r${r}` }),
      `${name}, total of row r${r}`,
    )
  }
  for (let c = 0; c < width; c++) {
    system.add({ key: countKey({ column: `c${c}` }), value: sum(table.map((values) => values[c] ?? 0)) })
    system.addSum(
      rowNames.map((row) => cell(row, `c${c}`)),
      countKey({ column: `c${c}` }),
      `${name}, total of column c${c}`,
    )
  }
  system.add({ key: '', value: sum(table.map(sum)) })
  system.addSum(
    rowNames.map((row) => countKey({ row })),
    '',
    `${name}, grand total over rows`,
  )
  system.addSum(
    columnNames.map((column) => countKey({ column })),
    '',
    `${name}, grand total over columns`,
  )
  return system.finish()
}

/** Counts of 1..threshold-1 of a system. */
export function smallCounts(values: readonly (number | null)[], threshold: number): Set<number> {
  return new Set([...values.entries()].filter(([, v]) => v !== null && v >= 1 && v < threshold).map(([at]) => at))
}
