/**
 * A released table as columns of dictionary codes: the text of each distinct cell once, one integer per row.
 *
 * Cells are compared as text after trimming white space (docs/formats/anonymity.md, "classes"): `01`, `1` and `1.0`
 * are three values. What trimming merged is kept in `trimmed`, so that a reader can be told.
 */
export interface Column {
  readonly name: string
  /** Position in `values`, one per row. */
  readonly codes: Int32Array
  /** Distinct cell texts, trimmed, in order of first appearance. */
  readonly values: readonly string[]
  /** Spellings that trimming made equal: the trimmed text -> the texts as they stood, where there is more than one. */
  readonly trimmed: ReadonlyMap<string, readonly string[]>
}

export interface Table {
  readonly rows: number
  readonly columns: readonly Column[]
}

/** What a caller may hand in instead of a column store: one record a row, or a header and rows of cells. */
export type TableInput =
  | Table
  | readonly Readonly<Record<string, unknown>>[]
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] }

/** Collects one column cell by cell. `add` is amortised constant; `finish` gives the column. */
export function columnBuilder(name: string, expectedRows = 1024) {
  let codes = new Int32Array(Math.max(1, expectedRows))
  let length = 0
  const values: string[] = []
  const byRaw = new Map<string, number>()
  const byTrimmed = new Map<string, number>()
  const spellings = new Map<number, string[]>()

  function codeOf(raw: string): number {
    const known = byRaw.get(raw)
    if (known !== undefined) return known
    const text = raw.trim()
    const existing = byTrimmed.get(text)
    const code = existing ?? values.length
    if (existing === undefined) {
      values.push(text)
      byTrimmed.set(text, code)
    }
    byRaw.set(raw, code)
    const seen = spellings.get(code)
    if (seen) seen.push(raw)
    else spellings.set(code, [raw])
    return code
  }

  return {
    add(raw: string): void {
      if (length === codes.length) {
        const larger = new Int32Array(codes.length * 2)
        larger.set(codes)
        codes = larger
      }
      codes[length++] = codeOf(raw)
    },
    finish(): Column {
      const trimmed = new Map<string, readonly string[]>()
      for (const [code, raws] of spellings) if (raws.length > 1) trimmed.set(values[code] ?? '', raws)
      return { name, codes: codes.slice(0, length), values, trimmed }
    },
  }
}

function isTable(input: TableInput): input is Table {
  return !Array.isArray(input) && typeof (input as Table).rows === 'number'
}

/** Any accepted form as a column store. Absent and null cells are empty text; other values are their `String()`. */
export function toTable(input: TableInput): Table {
  if (isTable(input)) return input
  const text = (cell: unknown) => (cell === null || cell === undefined ? '' : String(cell))
  if (!Array.isArray(input)) {
    const { columns, rows } = input as { columns: readonly string[]; rows: readonly (readonly unknown[])[] }
    return {
      rows: rows.length,
      columns: columns.map((name, position) => {
        const builder = columnBuilder(name, rows.length)
        for (const row of rows) builder.add(text(row[position]))
        return builder.finish()
      }),
    }
  }
  const records = input as readonly Readonly<Record<string, unknown>>[]
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))]
  return {
    rows: records.length,
    columns: names.map((name) => {
      const builder = columnBuilder(name, records.length)
      for (const record of records) builder.add(Object.hasOwn(record, name) ? text(record[name]) : '')
      return builder.finish()
    }),
  }
}

export function columnNamed(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name)
}
