/** The definition a published report was made with, from what it says of itself. */
import { SECTION_IDS } from '#core/metrics/table-spec.ts'
import type { ReportDefinition } from './definition.ts'
import type { ReportDocument } from './document.ts'

export function definitionIn(document: ReportDocument): ReportDefinition {
  const printed = new Set<string>(document.sections.map(({ id }) => id))
  return {
    title: document.title,
    publisher: document.publisher,
    period: document.period.id,
    threshold: document.threshold,
    preset: 'house',
    withoutSections: SECTION_IDS.filter((id) => !printed.has(id)),
    words: Object.fromEntries(document.sections.map(({ id, text }) => [id, text])),
    footnotes: document.footnotes,
    imported: [],
  }
}
