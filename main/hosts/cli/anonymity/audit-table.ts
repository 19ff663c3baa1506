import { basename, join } from 'node:path'
import { attack, type HiddenInterval, protectionOf } from '#core/anonymity/counts/attack.ts'
import { createCountSystem } from '#core/anonymity/counts/count-system.ts'
import { addCountTable, COUNT_TABLE_DEFAULTS, type CountTable } from '#core/anonymity/counts/read-count-table.ts'
import { suppress } from '#core/anonymity/counts/suppress.ts'
import { csvLine } from '#core/formats/csv-write.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import { buildFolder, writeAtomically } from '../../../io/atomic-write.ts'
import { readTable } from '../../../io/read-table.ts'
import { loadSolveLp } from '../../../work/highs-lp.ts'
import { type Answer, badOption } from '../answer.ts'
import { formatOf } from './table-options.ts'

export interface AuditOptions {
  readonly threshold?: string
  readonly hidden?: readonly string[]
  readonly total?: readonly string[]
  readonly suppress?: string
  readonly separator?: string
  readonly json?: boolean
}

function describe(interval: HiddenInterval, threshold: number) {
  const { key, min, max, how, derivation } = interval
  return { cell: key, min, max, verdict: protectionOf(interval, threshold), how, derivation }
}

/** Tables as they may be published: hidden counts replaced by the mark. */
function masked(
  { rowDimension, columnDimension, rows, columns, cells }: CountTable,
  hidden: ReadonlySet<string>,
): string {
  const text = new Map(
    cells.map(({ row, column, key, text: shown }) => [
      JSON.stringify([row, column]),
      hidden.has(key) ? 'hidden' : shown,
    ]),
  )
  return [
    csvLine([`${rowDimension} \\ ${columnDimension}`, ...columns]),
    ...rows.map((row) => csvLine([row, ...columns.map((column) => text.get(JSON.stringify([row, column])) ?? '')])),
  ].join('')
}

/** Exit 0: nothing small can be recovered or narrowed; 40: something can, or the printed figures contradict each other. */
export async function auditTables(
  files: readonly string[],
  options: AuditOptions,
): Promise<Result<Answer, InputError>> {
  const threshold = Number(options.threshold ?? 5)
  if (!Number.isInteger(threshold) || threshold < 2 || threshold > 1000) {
    return err(badOption('--threshold', 'a whole number from 2 to 1000', quote(options.threshold)))
  }
  const format = formatOf(options)
  if (!format.ok) return format
  const marks = {
    hidden: [...COUNT_TABLE_DEFAULTS.hidden, ...(options.hidden ?? []).map((mark) => mark.toLowerCase())],
    totals: [...COUNT_TABLE_DEFAULTS.totals, ...(options.total ?? []).map((label) => label.toLowerCase())],
  }
  const builder = createCountSystem()
  const tables: CountTable[] = []
  for (const file of files) {
    const read = await readTable(file, format.value)
    if (!read.ok) return read
    const added = addCountTable(builder, read.value.table, file, marks)
    if (!added.ok) return added
    tables.push(added.value)
  }
  const system = builder.finish()
  const solveLp = await loadSolveLp()
  if (options.suppress !== undefined) return hideSmall(options.suppress, { system, tables, threshold, solveLp })
  const result = attack(system, { solveLp })
  const hidden = result.hidden.map((interval) => describe(interval, threshold))
  const open = hidden.filter(({ verdict }) => verdict === 'recovered' || verdict === 'narrowed')
  const lines = [
    `${files.length} tables, ${system.keys.length} distinct counts, ${system.relations.length} sums; ${hidden.length} counts hidden everywhere`,
    ...result.contradictions.map((text) => `✕ ${text}`),
    ...open.map(
      ({ cell, min, max, verdict, derivation }) =>
        `✕ ${cell || 'grand total'}: ${verdict}, ${min} to ${max}\n    ${derivation.join('\n    ')}`,
    ),
    open.length === 0 && result.contradictions.length === 0
      ? `✓ no hidden count of 1 to ${threshold - 1} can be recovered or narrowed from these figures`
      : `✕ ${open.length} of ${hidden.length} hidden counts can be recovered or narrowed`,
  ]
  return ok({
    exit: open.length === 0 && result.contradictions.length === 0 ? 0 : 40,
    json: {
      tool: TOOL,
      tables: tables.map(({ name, rows, columns }) => ({ name, rows: rows.length, columns: columns.length })),
      threshold,
      counts: system.keys.length,
      sums: system.relations.length,
      hidden,
      contradictions: result.contradictions,
      finished: result.finished,
    },
    text: `${lines.join('\n')}\n`,
  })
}

async function hideSmall(
  folder: string,
  {
    system,
    tables,
    threshold,
    solveLp,
  }: {
    readonly system: ReturnType<ReturnType<typeof createCountSystem>['finish']>
    readonly tables: readonly CountTable[]
    readonly threshold: number
    readonly solveLp: Awaited<ReturnType<typeof loadSolveLp>>
  },
): Promise<Result<Answer, InputError>> {
  const gap = system.values.indexOf(null)
  if (gap >= 0) {
    return err(
      badOption('--suppress', 'tables with every count filled in', `a hidden count: ${quote(system.keys[gap])}`),
    )
  }
  const primary = new Set(
    [...system.values.entries()].filter(([, v]) => v !== null && v >= 1 && v < threshold).map(([at]) => at),
  )
  const result = suppress({ system, primary, fixed: new Set(), threshold, solveLp })
  const hiddenKeys = new Set([...result.hidden].map((at) => system.keys[at] ?? ''))
  const written = await buildFolder(folder, async (temporary) => {
    for (const table of tables) {
      const done = await writeAtomically(join(temporary, basename(table.name)), masked(table, hiddenKeys))
      if (!done.ok) return done
    }
    return ok(null)
  })
  if (!written.ok) return written
  const text = `${primary.size} small counts hidden, and ${result.secondary.size} others so that they cannot be worked out; ${result.unprotected.length} cannot be protected\n`
  return ok({
    exit: result.unprotected.length === 0 && result.finished ? 0 : 40,
    json: {
      tool: TOOL,
      threshold,
      primary: primary.size,
      secondary: result.secondary.size,
      hidden: [...hiddenKeys].sort(),
      unprotected: result.unprotected.map((interval) => describe(interval, threshold)),
      rounds: result.rounds,
      finished: result.finished,
    },
    text,
  })
}
