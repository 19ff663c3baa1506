/**
 * The tables that are open, and everything that is asked of them: in a thread of its own, or in the thread that asks. The
 * same code either way. A table is read when it is first asked for, and again should it have been put away meanwhile.
 */
import { auditCounts, protectCounts } from '#core/anonymity/counts/audit-counts.ts'
import { COUNT_TABLE_DEFAULTS } from '#core/anonymity/counts/read-count-table.ts'
import { judgeAll } from '#core/anonymity/judge-all.ts'
import { describe } from '#core/anonymity/measure.ts'
import type { MeasureOptions } from '#core/anonymity/measure-options.ts'
import { type Prepared, prepare } from '#core/anonymity/prepare.ts'
import { type Repair, repairStatement, repairTable } from '#core/anonymity/repair.ts'
import { describeClasses } from '#core/anonymity/show.ts'
import type { SolveLp } from '#core/capabilities.ts'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type {
  CountRequest,
  MeasureRequest,
  TableHooks,
  TableProgress,
  TableRows,
  TableSource,
  TableTask,
  TableTasks,
} from '../app/ports/tables.ts'
import { readTable, type TableFile, tableFromBytes } from '../io/read-table.ts'
import { csvStretch } from '../io/table-csv.ts'
import { columnFacts } from './table-facts.ts'

/** Tables held at a time: one in hand, its population, and two releases to compare it with. */
const KEPT_TABLES = 4
/** Measurements kept ready for questions about their classes. */
const KEPT_MEASURES = 2
/** What one answer holds of the classes that fail; the rest is asked for in pages. */
const CLASSES_LISTED = 50
const ROWS_LISTED = 12

export interface TableRoom {
  /** Where tables are to be had. A table that is known already is not read again. */
  readonly know: (sources: readonly TableSource[]) => void
  readonly forget: (tableId: string) => void
  readonly run: <T extends TableTask>(
    task: T,
    input: TableTasks[T]['input'],
    hooks?: TableHooks,
  ) => Promise<Result<TableTasks[T]['output'], InputError>>
}

type Handlers = {
  readonly [T in TableTask]: (
    input: TableTasks[T]['input'],
    hooks: Required<Pick<TableHooks, 'onProgress'>> & Pick<TableHooks, 'signal'>,
  ) => Promise<Result<TableTasks[T]['output'], InputError>>
}

/** The newest few; what is asked for again counts as new. */
function keeper<V>(most: number) {
  const kept = new Map<string, V>()
  return {
    get: (key: string): V | undefined => {
      const found = kept.get(key)
      if (found === undefined) return undefined
      kept.delete(key)
      kept.set(key, found)
      return found
    },
    put: (key: string, value: V): V => {
      kept.delete(key)
      kept.set(key, value)
      for (const oldest of kept.keys()) {
        if (kept.size <= most) break
        kept.delete(oldest)
      }
      return value
    },
    clear: (): void => kept.clear(),
    drop: (key: string): void => void kept.delete(key),
  }
}

type Report = (progress: TableProgress) => void
const step = (report: Report) => (phase: string) => report({ phase, done: 0, total: 0 })

export function createTableRoom(loadSolveLp: () => Promise<SolveLp>): TableRoom {
  const sources = new Map<string, TableSource>()
  const digests = new Map<string, string>()
  const files = keeper<TableFile>(KEPT_TABLES)
  const measures = keeper<Prepared>(KEPT_MEASURES)
  const repairs = keeper<Repair>(1)
  let solver: Promise<SolveLp> | null = null

  async function fileOf(tableId: string, report: Report, signal?: AbortSignal): Promise<Result<TableFile, InputError>> {
    const known = files.get(tableId)
    if (known) return ok(known)
    const source = sources.get(tableId)
    if (!source) {
      return err({ code: 'unreadable', place: { file: 'table' }, expected: 'a table that is open', got: 'none' })
    }
    const { name, from, separator, encoding } = source
    const format = { ...(separator && { separator }), ...(encoding && { encoding }) }
    const phase = `reading ${name}`
    const read =
      from.kind === 'memory'
        ? await tableFromBytes(from.bytes, format, name)
        : await readTable(from.path, format, name, {
            ...(signal && { signal }),
            onBytes: (done, total) => report({ phase, done, total }),
          })
    if (!read.ok) return read
    const before = source.sha256 ?? digests.get(tableId)
    if (before !== undefined && before !== read.value.sha256) {
      const place = { file: name }
      return err({
        code: 'unreadable',
        place,
        expected: `the file that was opened, SHA-256 ${before}`,
        got: read.value.sha256,
      })
    }
    digests.set(tableId, read.value.sha256)
    return ok(files.put(tableId, read.value))
  }

  async function optionsOf(
    { options, population, releases }: MeasureRequest,
    report: Report,
    signal?: AbortSignal,
  ): Promise<Result<MeasureOptions, InputError>> {
    const people = population === null ? null : await fileOf(population.tableId, report, signal)
    if (people && !people.ok) return people
    const others: { name: string; table: TableFile['table'] }[] = []
    for (const tableId of releases) {
      const other = await fileOf(tableId, report, signal)
      if (!other.ok) return other
      others.push({ name: sources.get(tableId)?.name ?? '', table: other.value.table })
    }
    const count = population?.count ?? null
    return ok({
      ...options,
      maxClasses: CLASSES_LISTED,
      maxRows: ROWS_LISTED,
      releases: others,
      ...(people ? { population: { table: people.value.table, ...(count === null ? {} : { count }) } } : {}),
    })
  }

  async function prepared(
    request: MeasureRequest,
    report: Report,
    signal?: AbortSignal,
  ): Promise<Result<Prepared, InputError>> {
    const key = JSON.stringify(request)
    const known = measures.get(key)
    if (known) return ok(known)
    const file = await fileOf(request.tableId, report, signal)
    if (!file.ok) return file
    const options = await optionsOf(request, report, signal)
    if (!options.ok) return options
    const made = prepare(file.value.table, options.value, step(report))
    return made.ok ? ok(measures.put(key, made.value)) : made
  }

  /** By the request alone: whether rows go or are masked does not change which. */
  async function repaired(request: MeasureRequest, report: Report, signal?: AbortSignal) {
    const plain = { ...request, releases: [] }
    const key = JSON.stringify(plain)
    const known = repairs.get(key)
    if (known) return ok(known)
    const file = await fileOf(request.tableId, report, signal)
    if (!file.ok) return file
    const options = await optionsOf(plain, report, signal)
    if (!options.ok) return options
    const made = repairTable(file.value.table, options.value, step(report))
    return made.ok ? ok(repairs.put(key, made.value)) : made
  }

  async function counts(request: CountRequest, report: Report, phase: string, signal?: AbortSignal) {
    const tables: { name: string; table: TableFile['table'] }[] = []
    for (const tableId of request.tableIds) {
      const file = await fileOf(tableId, report, signal)
      if (!file.ok) return file
      tables.push({ name: sources.get(tableId)?.name ?? '', table: file.value.table })
    }
    report({ phase, done: 0, total: 0 })
    solver ??= loadSolveLp()
    const lower = (texts: readonly string[]) => texts.map((text) => text.trim().toLowerCase())
    return ok({
      tables,
      marks: {
        hidden: [...COUNT_TABLE_DEFAULTS.hidden, ...lower(request.hidden)],
        totals: [...COUNT_TABLE_DEFAULTS.totals, ...lower(request.totals)],
      },
      threshold: request.threshold,
      zeros: request.zeros,
      solveLp: await solver,
      onProgress: (done: number, total: number) => report({ phase, done, total }),
    })
  }

  const handlers: Handlers = {
    open: async ({ tableId }, { onProgress, signal }) => {
      const file = await fileOf(tableId, onProgress, signal)
      if (!file.ok) return file
      const { table, sha256, separator } = file.value
      onProgress({ phase: 'looking at the columns', done: 0, total: 0 })
      const name = sources.get(tableId)?.name ?? ''
      return ok({ name, sha256, rows: table.rows, separator, columns: columnFacts(table) })
    },
    page: async ({ tableId, from, limit }, { onProgress, signal }) => {
      const file = await fileOf(tableId, onProgress, signal)
      return file.ok ? ok(pageOf(file.value.table, from, limit)) : file
    },
    measure: async (request, { onProgress, signal }) => {
      const made = await prepared(request, onProgress, signal)
      return made.ok ? ok(describe(made.value, step(onProgress))) : made
    },
    failing: async ({ request, claim, from, limit }, { onProgress, signal }) => {
      const made = await prepared(request, onProgress, signal)
      if (!made.ok) return made
      const judgement = judgeAll(made.value)[claim]
      if (!judgement) return ok({ classes: [], failing: 0 })
      return ok({
        classes: describeClasses(made.value, judgement, from, limit),
        failing: judgement.violations.length,
      })
    },
    rows: async ({ request, claim, at, from, limit }, { onProgress, signal }) => {
      const made = await prepared(request, onProgress, signal)
      if (!made.ok) return made
      const id = judgeAll(made.value)[claim]?.violations[at]?.class
      return ok(rowsOf(made.value, id ?? -2, from, limit))
    },
    repair: async ({ request, mode }, { onProgress, signal }) => {
      const made = await repaired(request, onProgress, signal)
      if (!made.ok) return made
      const { rowsLost, rounds, before, after } = made.value
      return ok({ rowsLost, rounds, mode, statement: repairStatement(made.value, mode), before, after })
    },
    repaired: async ({ request, mode, from }, { onProgress, signal }) => {
      const made = await repaired(request, onProgress, signal)
      if (!made.ok) return made
      if (mode === 'removed') return ok(csvStretch(made.value.repaired, null, from))
      const file = await fileOf(request.tableId, onProgress, signal)
      if (!file.ok) return file
      const { quasi, suppressed } = request.options
      const mask = { rows: made.value.lost, quasi: new Set(quasi), token: suppressed ?? '*' }
      return ok(csvStretch(file.value.table, mask, from))
    },
    audit: async (request, { onProgress, signal }) => {
      const input = await counts(request, onProgress, 'bounding the hidden counts', signal)
      return input.ok ? auditCounts(input.value) : input
    },
    protect: async (request, { onProgress, signal }) => {
      const input = await counts(request, onProgress, 'looking for what else to hide', signal)
      return input.ok ? protectCounts(input.value) : input
    },
  }
  return {
    know: (more) => {
      for (const source of more) sources.set(source.tableId, source)
    },
    forget: (tableId) => {
      sources.delete(tableId)
      digests.delete(tableId)
      files.drop(tableId)
      measures.clear()
      repairs.clear()
    },
    run: async (task, input, { signal, onProgress = () => undefined } = {}) => {
      if (signal?.aborted) return err(cancelled)
      return handlers[task](input, { onProgress, ...(signal && { signal }) })
    },
  }
}

export const cancelled: InputError = {
  code: 'cancelled',
  place: { file: 'table' },
  expected: 'to be worked on to the end',
  got: 'cancelled',
}

function pageOf(table: TableFile['table'], from: number, limit: number): TableRows {
  const count = Math.max(0, Math.min(limit, table.rows - from))
  const rows = Array.from({ length: count }, (_, at) => ({
    row: from + at + 1,
    cells: table.columns.map(({ codes, values }) => values[codes[from + at] as number] ?? ''),
  }))
  return { columns: table.columns.map(({ name }) => name), rows, total: table.rows }
}

/** Rows `from` to `from + limit` of those of one class. */
function rowsOf({ table, part }: Prepared, id: number, from: number, limit: number): TableRows {
  const rows: { row: number; cells: readonly string[] }[] = []
  let total = 0
  for (let row = 0; row < table.rows; row++) {
    if (part.classOf[row] !== id) continue
    if (total >= from && rows.length < limit) {
      rows.push({ row: row + 1, cells: table.columns.map(({ codes, values }) => values[codes[row] as number] ?? '') })
    }
    total++
  }
  return { columns: table.columns.map(({ name }) => name), rows, total }
}
