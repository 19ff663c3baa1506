/**
 * Figures from before the log began, in front of those of the log: the same columns by name, rows that are earlier
 * periods of the same kind. A stack is drawn from them only where all its parts are stated.
 */
import type { Cell } from '#core/metrics/cell.ts'
import { parsePeriod } from '#core/metrics/period.ts'
import type { ChartDraft } from './chart-drafts.ts'
import { type DocumentTable, type ReportDocument, tableOf } from './document.ts'

export interface RowsBefore {
  readonly rows: readonly {
    readonly id: string
    readonly label: string
    /** By column id; what is not stated is absent. */
    readonly cells: ReadonlyMap<string, Cell>
  }[]
  /** The table they are from. */
  readonly table: string | null
  readonly file: string
}

const NONE: RowsBefore = { rows: [], table: null, file: '' }
/** With the log's own periods as many as fit beside each other. */
const MAX_BEFORE = 16

/** `2018 H2`, `2018-H2`, `H2 2018`, `2018`: as publishers write periods. */
function periodOfLabel(label: string) {
  const text = label.trim().toUpperCase()
  const turned = /^([HQ][1-4])[\s-]+(\d{4})$/.exec(text)
  const parsed = parsePeriod(turned ? `${turned[2]}-${turned[1]}` : text.replace(/\s+/, '-'))
  return parsed.ok ? parsed.value : null
}

function rowsFrom(document: ReportDocument, draft: ChartDraft, table: DocumentTable): RowsBefore {
  const needed = draft.columns.map(({ id }) => id)
  const units = tableOf(document, draft.table)?.columns ?? []
  const has = (id: string) =>
    table.columns.some((column) => column.id === id && column.unit === units.find((one) => one.id === id)?.unit)
  const isUsable = draft.kind === 'stacked' ? needed.every(has) : needed.some(has)
  const own = tableOf(document, draft.table)?.rows[0]
  const first = own ? periodOfLabel(own.id) : null
  if (!isUsable || first === null) return NONE
  const rows = table.rows.flatMap(({ label, cells }) => {
    const period = periodOfLabel(label)
    if (period === null || period.kind !== first.kind || period.toMs > first.fromMs) return []
    const byId = new Map(table.columns.map(({ id }, at) => [id, cells[at]] as const))
    const stated = new Map([...byId].filter((one): one is [string, Cell] => one[1] !== undefined && has(one[0])))
    return [
      { id: `${table.id}/${period.id}`, label: period.id.replace('-', ' '), cells: stated, fromMs: period.fromMs },
    ]
  })
  if (rows.length === 0) return NONE
  rows.sort((a, b) => a.fromMs - b.fromMs)
  const [file = table.source] = table.source.split(', SHA-256')
  return { rows: rows.slice(-MAX_BEFORE), table: table.id, file }
}

/** From the first imported table of the section that has any such row. */
export function importedBefore(document: ReportDocument, draft: ChartDraft): RowsBefore {
  const { section } = tableOf(document, draft.table) ?? {}
  const tables = document.tables.filter((table) => !table.rederivable && table.section === section)
  for (const table of tables) {
    const found = rowsFrom(document, draft, table)
    if (found.rows.length > 0) return found
  }
  return NONE
}
