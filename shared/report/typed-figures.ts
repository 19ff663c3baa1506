/**
 * Figures typed by hand in the words of a report: they stay as they are when the tables change, so each is pointed out with
 * the reference that would follow the table.
 */

/** Tables as their readers see them. */
export interface ShownTable {
  readonly id: string
  readonly columns: readonly { readonly id: string }[]
  readonly rows: readonly { readonly id: string; readonly cells: readonly { readonly text: string }[] }[]
}

export interface TypedFigure {
  /** As it stands in the text. */
  readonly typed: string
  readonly at: number
  /** `{{table/row/column}}` of cells that show the same; the first few. */
  readonly references: readonly string[]
}

const MOST_REFERENCES = 3
/** References, code, addresses, times and periods are no figures of a table. */
const SKIPPED =
  /\{\{[^{}]*\}\}|`[^`]*`|\bhttps?:\/\/\S+|\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?\b|\b(?:19|20)\d{2}(?:-[HQ]\d)?\b/g
const NUMBER = /(?<![\p{L}\p{N}_.,-])\d[\d,]*(?:\.\d+)?(?![\p{L}\p{N}_])/gu

/** Single digits are words more often than figures ("one of 3 kinds"), unless nothing else is meant; they are left alone. */
const isFigure = (typed: string) => typed.replace(/\D/g, '').length > 1

export function typedFigures(text: string, tables: readonly ShownTable[]): readonly TypedFigure[] {
  const plain = text.replace(SKIPPED, (skipped) => ' '.repeat(skipped.length))
  return [...plain.matchAll(NUMBER)]
    .map((match) => ({ typed: match[0].replace(/[,.]+$/, ''), at: match.index }))
    .filter(({ typed }) => isFigure(typed))
    .map(({ typed, at }) => ({ typed, at, references: referencesTo(typed, tables) }))
}

const bare = (text: string) => text.replaceAll(',', '').replace(/ %$/, '')

function referencesTo(typed: string, tables: readonly ShownTable[]): readonly string[] {
  const found: string[] = []
  for (const { id, columns, rows } of tables) {
    for (const { id: row, cells } of rows) {
      for (const [at, { text }] of cells.entries()) {
        if (bare(text) === bare(typed)) found.push(`{{${id}/${row}/${columns[at]?.id ?? ''}}}`)
        if (found.length === MOST_REFERENCES) return found
      }
    }
  }
  return found
}
