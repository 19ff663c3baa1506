/** A new version of a published report: what it says of itself beyond its figures (docs/formats/report.md §6). */
import { SECTION_IDS } from '#core/metrics/table-spec.ts'
import { defaultText } from './default-text.ts'
import type { ReportDocument } from './document.ts'
import type { CellDifference } from './verify-report.ts'
import { SECTION_TITLES } from './words.ts'

/** One published figure that has changed: as it was, and as it is now. */
export type RevisionDifference = Pick<CellDifference, 'table' | 'row' | 'column'> & {
  readonly was: CellDifference['published']
  readonly is: CellDifference['computed']
}

export interface RevisionNote {
  readonly reason: string
  readonly method: string
  /** RFC 3339. */
  readonly date: string
  /** Against the version before. Absent in notes written before they were listed. */
  readonly differences?: readonly RevisionDifference[]
}

export interface Revision {
  readonly number: number
  readonly note: RevisionNote | null
}

const numbered = (n: number, one: string, many: string) => (n === 1 ? `one ${one}` : `${n} ${many}`)

/** What the section about changes says where the publisher wrote nothing. */
function changesText({ number, note }: Revision, period: string): string {
  const before = number === 2 ? 'version 1' : `version ${number - 1}`
  if (note === null || note.differences === undefined || note.differences.length === 0) {
    return `This is version ${number} of the report of ${period}. No published figure has changed since ${before}.`
  }
  const changed = numbered(note.differences.length, 'published figure has', 'published figures have')
  return `This is version ${number} of the report of ${period}. Since ${before} ${changed} changed; each is listed here. Earlier versions stay published.`
}

/** The document as it is published: with its number, the reason for it, and the section about changes, which it cannot leave out. */
export function withRevision(document: ReportDocument, revision: Revision): ReportDocument {
  if (revision.number === 1) return { ...document, revision }
  const text = changesText(revision, document.period.id)
  const changes = { id: 'changes' as const, title: SECTION_TITLES.changes, text, tables: [] }
  const isDefault = (own: string) => own === defaultText('changes', document)
  const sections = document.sections.some(({ id }) => id === 'changes')
    ? document.sections.map((one) => (one.id === 'changes' && isDefault(one.text) ? { ...one, text } : one))
    : revision.note === null
      ? document.sections
      : [...document.sections, changes].sort((a, b) => SECTION_IDS.indexOf(a.id) - SECTION_IDS.indexOf(b.id))
  return { ...document, revision, sections }
}
