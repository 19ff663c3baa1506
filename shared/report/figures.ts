/**
 * Figures in words: a cell as text, and references to cells in Markdown replaced by that text.
 *
 * A hidden figure is "hidden" in every form, and null is never written as 0 or a dash.
 */
import type { Cell } from '#core/metrics/cell.ts'
import { cellAt, type ReportDocument } from './document.ts'
import { formatNumber } from './format-number.ts'

export { formatNumber }

/** A cell as a reader sees it. */
export function cellText(cell: Cell): string {
  switch (cell.state) {
    case 'exact':
    case 'rounded': {
      if (cell.value === null) return 'unknown'
      if (cell.unit === 'percent') return `${formatNumber(cell.value)} %`
      return formatNumber(cell.value)
    }
    case 'suppressed':
      return 'hidden'
    case 'band':
      return `${formatNumber(cell.min ?? 0)}\u2013${formatNumber(cell.max ?? 0)}`
    case 'not_applicable':
      return 'not applicable'
    case 'unknown':
      return cell.min === null ? 'unknown' : `at least ${formatNumber(cell.min)}`
    case 'embargoed':
      return 'not yet published'
  }
}

const REFERENCE = /\{\{\s*([a-z0-9-]+)\/([A-Za-z0-9_.[\] -]+)\/([a-z0-9_]+)\s*\}\}/g

export interface UnknownReference {
  readonly section: string
  readonly reference: string
}

/** @param textAt what a cell shows; null: there is no such cell */
export function fillReferences(
  text: string,
  textAt: (table: string, row: string, column: string) => string | null,
): string {
  return text.replace(
    REFERENCE,
    (_whole, table: string, row: string, column: string) => textAt(table, row, column) ?? '[no such figure]',
  )
}

/** Replaces each reference by its figure; one that names no cell becomes "[no such figure]" and is reported by `brokenReferences`. */
export function insertFigures(text: string, document: Pick<ReportDocument, 'tables'>): string {
  return fillReferences(text, (table, row, column) => {
    const cell = cellAt(document, table, row, column)
    return cell ? cellText(cell) : null
  })
}

/** References that name no cell, and anything that looks like one and is not. */
export function brokenReferences(document: ReportDocument): readonly UnknownReference[] {
  return document.sections.flatMap(({ id, text }) =>
    [...text.matchAll(/\{\{[^{}]*\}\}/g)]
      .map(([reference]) => reference)
      .filter((reference) => {
        const match = new RegExp(`^${REFERENCE.source}$`).exec(reference)
        return !match || !cellAt(document, match[1] ?? '', match[2] ?? '', match[3] ?? '')
      })
      .map((reference) => ({ section: id, reference })),
  )
}
