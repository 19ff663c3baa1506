/**
 * What the publisher decides about a report: title, period, threshold, which sections, and the words around the figures.
 * Figures are inserted by reference, never typed: `{{by-country/DE/received}}`.
 */
import { isJsonObject, type JsonValue } from '#core/formats/json-value.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { type Period, parsePeriod } from '#core/metrics/period.ts'
import { SECTION_IDS, type SectionId } from '#core/metrics/table-spec.ts'
import { err, ok, type Result } from '#core/result.ts'
import { type ImportedTable, parseImported } from './imported-table.ts'

export interface Footnote {
  readonly table: string
  readonly row: string
  readonly column: string
  readonly text: string
}

export interface ReportDefinition {
  readonly title: string
  readonly publisher: string
  /** `2025-H2`. */
  readonly period: string
  /** k of the small-number rule, 2 to 100. */
  readonly threshold: number
  readonly preset: 'house'
  readonly withoutSections: readonly SectionId[]
  /** Markdown by section; the default text where absent. */
  readonly words: Readonly<Partial<Record<SectionId, string>>>
  readonly footnotes: readonly Footnote[]
  /** Figures from before the log began: shown, held to the gate, marked as not re-derivable. */
  readonly imported: readonly ImportedTable[]
}

export const DEFAULT_THRESHOLD = 5

export function defaultDefinition(period: string): ReportDefinition {
  return {
    title: 'Requests for user data',
    publisher: '',
    period,
    threshold: DEFAULT_THRESHOLD,
    preset: 'house',
    withoutSections: [],
    words: {},
    footnotes: [],
    imported: [],
  }
}

/** Without these a report would not say what it is or how it can be checked. */
export const NEEDED_SECTIONS: readonly SectionId[] = ['how-we-count', 'suppression', 'dictionary']

const MAX_TEXT = 50_000

/** Reads a definition file. Unknown members, sections and presets are refused by name. */
export function parseDefinition(
  value: JsonValue,
  file: string,
): Result<ReportDefinition & { readonly parsed: Period }, InputError> {
  const refuse = (field: string, expected: string, got: unknown): Result<never, InputError> =>
    err({ code: 'bad_field', place: { file, field }, expected, got: quote(got) })
  if (!isJsonObject(value)) return refuse('', 'an object', value)
  const known = [
    'title',
    'publisher',
    'period',
    'threshold',
    'preset',
    'withoutSections',
    'words',
    'footnotes',
    'imported',
  ]
  const stray = Object.keys(value).find((name) => !known.includes(name))
  if (stray !== undefined) return refuse(stray, `one of ${known.join(', ')}`, stray)
  const {
    period,
    title = 'Requests for user data',
    publisher = '',
    threshold = DEFAULT_THRESHOLD,
    preset = 'house',
  } = value
  if (typeof period !== 'string') return refuse('period', 'a year, half-year or quarter: 2025-H2', period)
  const parsed = parsePeriod(period)
  if (!parsed.ok) return parsed
  for (const [field, text] of [
    ['title', title],
    ['publisher', publisher],
  ] as const) {
    if (typeof text !== 'string' || text.length > 300) return refuse(field, 'text of at most 300 characters', text)
  }
  if (typeof threshold !== 'number' || !Number.isInteger(threshold) || threshold < 2 || threshold > 100) {
    return refuse('threshold', 'a whole number from 2 to 100', threshold)
  }
  if (preset !== 'house') return refuse('preset', 'house', preset)
  const { withoutSections = [], words = {}, footnotes = [], imported = [] } = value
  if (!Array.isArray(withoutSections)) return refuse('withoutSections', 'a list of sections', withoutSections)
  for (const section of withoutSections) {
    if (!SECTION_IDS.some((id) => id === section))
      return refuse('withoutSections', `sections among ${SECTION_IDS.join(', ')}`, section)
    if (NEEDED_SECTIONS.some((id) => id === section))
      return refuse('withoutSections', `sections other than ${NEEDED_SECTIONS.join(', ')}`, section)
  }
  if (!isJsonObject(words)) return refuse('words', 'an object of section -> text', words)
  for (const [section, text] of Object.entries(words)) {
    if (!SECTION_IDS.some((id) => id === section))
      return refuse(`words.${section}`, `one of ${SECTION_IDS.join(', ')}`, section)
    if (typeof text !== 'string' || text.length > MAX_TEXT)
      return refuse(`words.${section}`, `text of at most ${MAX_TEXT} characters`, text)
  }
  if (!Array.isArray(footnotes)) return refuse('footnotes', 'a list', footnotes)
  const notes: Footnote[] = []
  for (const [at, note] of footnotes.entries()) {
    const { table, row, column, text } = isJsonObject(note) ? note : {}
    if (
      typeof table !== 'string' ||
      typeof row !== 'string' ||
      typeof column !== 'string' ||
      typeof text !== 'string'
    ) {
      return refuse(`footnotes.${at}`, '{table, row, column, text}', note)
    }
    notes.push({ table, row, column, text })
  }
  const tables = parseImported(imported, file)
  if (!tables.ok) return tables
  return ok({
    title: String(title),
    publisher: String(publisher),
    period,
    threshold,
    preset,
    withoutSections: withoutSections as readonly SectionId[],
    words: words as Readonly<Partial<Record<SectionId, string>>>,
    footnotes: notes,
    imported: tables.value,
    parsed: parsed.value,
  })
}
