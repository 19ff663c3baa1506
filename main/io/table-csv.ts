/** A table as CSV, a stretch of rows at a time. */
import type { Table } from '#core/anonymity/table.ts'
import { csvLine } from '#core/formats/csv-write.ts'

/** Rows that stay, but with `token` in the columns of `quasi`. */
export interface Mask {
  /** 1 = masked. */
  readonly rows: Uint8Array
  readonly quasi: ReadonlySet<string>
  readonly token: string
}

/** A stretch ends with the row that reaches this many characters. */
const STRETCH_CHARACTERS = 1 << 18

/** Rows from `from` on, with the header before row 0. `next` is null after the last row. */
export function csvStretch(table: Table, mask: Mask | null, from: number): { csv: string; next: number | null } {
  let csv = from === 0 ? csvLine(table.columns.map(({ name }) => name)) : ''
  let row = from
  for (; row < table.rows && csv.length < STRETCH_CHARACTERS; row++) {
    const isMasked = mask?.rows[row] === 1
    csv += csvLine(
      table.columns.map(({ name, codes, values }) =>
        isMasked && mask?.quasi.has(name) ? mask.token : (values[codes[row] as number] ?? ''),
      ),
    )
  }
  return { csv, next: row < table.rows ? row : null }
}

export function* csvBytes(table: Table, mask: Mask | null): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  for (let from: number | null = 0; from !== null; ) {
    const { csv, next } = csvStretch(table, mask, from)
    yield encoder.encode(csv)
    from = next
  }
}
