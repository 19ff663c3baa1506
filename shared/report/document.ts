/**
 * report.json: everything a report says, as data. Every other form (HTML, CSV, SVG, PDF, the screen) is drawn from it, so
 * that all carry the same numbers.
 *
 * A pure function of definition, rows of requests, log head, rules and as-of time: the same inputs give the same document.
 */

import { formatInstant } from '#core/instant.ts'
import type { Cell } from '#core/metrics/cell.ts'
import type { Period } from '#core/metrics/period.ts'
import type { BuiltTables } from '#core/metrics/report-tables.ts'
import { SECTION_IDS, type SectionId } from '#core/metrics/table-spec.ts'
import { TOOL } from '#core/tool.ts'
import { defaultText } from './default-text.ts'
import type { ReportDefinition } from './definition.ts'
import { importedTable } from './imported-table.ts'
import type { Revision } from './revision.ts'
import { columnLabel, meaningOf, ROW_HEADS, rowLabel, SECTION_TITLES, TABLE_TITLES } from './words.ts'

export const REPORT_FORMAT = 'plainview-report/v1'

/** What the figures rest on. */
export interface LogBasis {
  readonly origin: string
  readonly size: number
  /** Standard base64. */
  readonly root: string
  readonly entries: number
  /** Time of the first entry: before it the log saw nothing. null: an empty log, or a report from before this was said. */
  readonly firstEntryAt: string | null
  /** One sentence of the verification: whose signature, what was found. */
  readonly headline: string
  readonly signedBy: readonly string[]
  readonly cosignedBy: readonly string[]
}

export interface DocumentColumn {
  readonly id: string
  readonly label: string
  readonly unit: string
  readonly definition: string
}

export interface DocumentTable {
  readonly id: string
  readonly section: SectionId
  readonly title: string
  readonly rowDimension: string
  readonly rowHead: string
  readonly columns: readonly DocumentColumn[]
  readonly rows: readonly { readonly id: string; readonly label: string; readonly cells: readonly Cell[] }[]
  /** Rows left out because every figure in them is 0. */
  readonly zeroRows: number
  /** Which log entries it comes from, as a line under it. */
  readonly source: string
  readonly rederivable: boolean
}

export interface ReportDocument {
  readonly format: typeof REPORT_FORMAT
  readonly tool: typeof TOOL
  readonly title: string
  readonly publisher: string
  readonly period: { readonly id: string; readonly kind: string; readonly from: string; readonly to: string }
  readonly asOf: string
  readonly preset: string
  readonly threshold: number
  readonly log: LogBasis
  /** SHA-256, hex: of the definition without its words, and of the rule parameters. */
  readonly hashes: { readonly definition: string; readonly rules: string }
  readonly revision: Revision
  readonly sections: readonly {
    readonly id: SectionId
    readonly title: string
    readonly text: string
    readonly tables: readonly string[]
  }[]
  readonly tables: readonly DocumentTable[]
  readonly footnotes: readonly {
    readonly table: string
    readonly row: string
    readonly column: string
    readonly text: string
  }[]
  readonly definitions: readonly {
    readonly id: string
    readonly label: string
    readonly unit: string
    readonly meaning: string
  }[]
  readonly suppression: { readonly threshold: number; readonly hiddenCells: number; readonly cells: number }
  readonly checklist: readonly {
    readonly item: string
    readonly state: 'met' | 'not met' | 'forbidden here' | 'not applicable'
    readonly why: string
  }[]
}

export interface DocumentInput {
  readonly definition: ReportDefinition
  readonly built: BuiltTables
  readonly period: Period
  readonly asOfMs: number
  readonly log: LogBasis
  readonly hashes: ReportDocument['hashes']
  readonly revision?: ReportDocument['revision']
}

/** The order of rows and columns is that of the tables; sections that the definition leaves out take their tables along. */
export function buildDocument(input: DocumentInput): ReportDocument {
  const { definition, built, period, asOfMs, log, hashes } = input
  const chosen = SECTION_IDS.filter((id) => !definition.withoutSections.includes(id))
  const source = `Log ${log.origin}, head of size ${log.size}`
  const own = built.tables
    .filter(({ section }) => chosen.includes(section))
    .map(
      (table): DocumentTable => ({
        id: table.id,
        section: table.section,
        title: TABLE_TITLES[table.id] ?? table.id,
        rowDimension: table.rowDimension,
        rowHead: ROW_HEADS[table.rowDimension] ?? table.rowDimension,
        columns: table.columns.map(({ id, unit, definition: meaning }) => ({
          id,
          label: columnLabel(id),
          unit,
          definition: meaning,
        })),
        rows: table.rows.map(({ id, cells }) => ({ id, label: rowLabel(table.rowDimension, id), cells })),
        zeroRows: table.zeroRows,
        source,
        rederivable: true,
      }),
    )
  const imported = definition.imported.filter(({ section }) => chosen.includes(section)).map(importedTable)
  const tables = [...own, ...imported]
  const cells = own.flatMap(({ rows }) => rows.flatMap((row) => row.cells))
  const definitions = new Map<string, ReportDocument['definitions'][number]>()
  for (const table of own) {
    for (const { id, label, unit, definition: meaning } of table.columns) {
      definitions.set(meaning, { id: meaning, label: `${table.title}: ${label}`, unit, meaning: meaningOf(id) })
    }
  }
  const asOf = formatInstant(asOfMs)
  const partial = {
    title: definition.title,
    publisher: definition.publisher,
    period: { id: period.id, kind: period.kind, from: formatInstant(period.fromMs), to: formatInstant(period.toMs) },
    asOf,
    threshold: definition.threshold,
    log,
  }
  return {
    format: REPORT_FORMAT,
    tool: TOOL,
    ...partial,
    preset: definition.preset,
    hashes,
    revision: input.revision ?? { number: 1, note: null },
    sections: chosen.map((id) => ({
      id,
      title: SECTION_TITLES[id],
      text: definition.words[id] ?? defaultText(id, partial),
      tables: tables.filter(({ section }) => section === id).map((table) => table.id),
    })),
    tables,
    footnotes: definition.footnotes,
    definitions: [...definitions.values()],
    suppression: {
      threshold: definition.threshold,
      hiddenCells: cells.filter(({ state }) => state === 'suppressed').length,
      cells: cells.length,
    },
    checklist: houseChecklist(definition, log, chosen),
  }
}

/** What a reader may expect of a report of this kind, and whether this one has it. */
function houseChecklist(
  definition: ReportDefinition,
  log: LogBasis,
  chosen: readonly SectionId[],
): ReportDocument['checklist'] {
  const has = (item: string, ids: readonly SectionId[], why: string) => ({
    item,
    state: ids.every((id) => chosen.includes(id)) ? ('met' as const) : ('not met' as const),
    why: ids.every((id) => chosen.includes(id))
      ? why
      : `the section ${ids.filter((id) => !chosen.includes(id)).join(', ')} was left out`,
  })
  return [
    has(
      'Volumes by country, authority and legal instrument',
      ['by-country', 'by-authority', 'by-instrument'],
      'three tables',
    ),
    has('Outcomes that sum to the requests received', ['outcomes', 'over-time'], 'checked before publishing'),
    has('Rejections by reason and challenges by result', ['rejections', 'challenges'], 'two tables'),
    has('Notice to the people concerned', ['notice'], 'a partition of all requests'),
    has('Demands for keys or back doors', ['keys'], 'counted, also when there were none'),
    {
      item: 'National security requests in exact numbers',
      state: 'forbidden here',
      why: 'the law allows bands only',
    },
    {
      item: 'Every figure can be re-derived',
      state: log.signedBy.length > 0 ? 'met' : 'not met',
      why: log.signedBy.length > 0 ? 'from a signed log' : 'the log head is not signed by a known key',
    },
    {
      item: 'Small numbers are protected',
      state: 'met',
      why: `counts of 1 to ${definition.threshold - 1} are hidden, and enough others that they cannot be worked out`,
    },
  ]
}

export function tableOf(document: Pick<ReportDocument, 'tables'>, id: string): DocumentTable | undefined {
  return document.tables.find((table) => table.id === id)
}

/** One cell by table, row and column id. */
export function cellAt(
  document: Pick<ReportDocument, 'tables'>,
  table: string,
  row: string,
  column: string,
): Cell | undefined {
  const found = tableOf(document, table)
  const at = found?.columns.findIndex(({ id }) => id === column) ?? -1
  return found?.rows.find(({ id }) => id === row)?.cells[at]
}
