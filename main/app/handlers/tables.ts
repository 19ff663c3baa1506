import type { tableOperations } from '#contract/areas/tables.ts'
import type { HandlersOf, Parsed } from '#contract/contract.ts'
import { refusal } from '#contract/refusal.ts'
import type { AnonymityResult } from '#core/anonymity/measure-options.ts'
import { parseDecimal, ZERO } from '#core/anonymity/rational.ts'
import { rowsAbove } from '#core/anonymity/risk.ts'
import { ok } from '#core/result.ts'
import { notFound, throwRefused } from '../answer.ts'
import type { Deps } from '../deps.ts'
import type { JobContext } from '../jobs.ts'
import type {
  CountRequest,
  MeasureRequest,
  RepairedTable,
  RepairMode,
  TableHooks,
  TableTask,
  TableTasks,
} from '../ports/tables.ts'

/** Results kept to be asked for; each is small. */
const KEPT = 20

/** The newest few of what was found, by ids of their own. */
function shelf<V>(prefix: string, newId: (prefix: string) => string, what: string) {
  const kept = new Map<string, V>()
  return {
    put: (value: V): string => {
      const id = newId(prefix)
      kept.set(id, value)
      const [oldest] = kept.keys()
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
      return id
    },
    get: (id: string): V => {
      const found = kept.get(id)
      if (found === undefined) throw refusal(notFound(what))
      return found
    },
  }
}

function requestOf(input: Parsed<'tables.measure'>, name: string): MeasureRequest {
  const { tableId, sensitive, person, population, sourceRows, label, releases, ...options } = input
  return {
    tableId,
    options: {
      ...options,
      sensitive: sensitive.map(({ name: column, scale, order, designated }) => ({
        name: column,
        ...(scale === null ? {} : { scale }),
        ...(order === null ? {} : { order }),
        ...(designated === null ? {} : { designated }),
      })),
      label: label ?? name,
      ...(person === null ? {} : { person }),
      ...(sourceRows === null ? {} : { sourceRows }),
    },
    population,
    releases,
  }
}

const tablesOf = ({ tableId, population, releases }: MeasureRequest): readonly string[] => [
  ...new Set([tableId, ...(population === null ? [] : [population.tableId]), ...releases]),
]

export function tableHandlers(deps: Deps): HandlersOf<typeof tableOperations> {
  const { newId, picks, jobs, tables, tableWork } = deps
  const measured = shelf<{ request: MeasureRequest; result: AnonymityResult }>('measure_', newId, 'measurement')
  const repaired = shelf<{ request: MeasureRequest; mode: RepairMode; result: RepairedTable }>(
    'repair_',
    newId,
    'repair',
  )
  const audited = shelf<TableTasks['audit']['output']>('audit_', newId, 'audit of counts')
  const protectedOnes = shelf<TableTasks['protect']['output']>('protect_', newId, 'proposal')

  async function run<T extends TableTask>(
    task: T,
    input: TableTasks[T]['input'],
    tableIds: readonly string[],
    hooks: TableHooks = {},
  ): Promise<TableTasks[T]['output']> {
    const done = await tableWork.run(task, input, tableIds.map(tables.get), hooks)
    return done.ok ? done.value : throwRefused(done.error)
  }
  const hooksOf = ({ signal, phase, total, progress }: JobContext, unit: 'bytes' | 'counts'): TableHooks => ({
    signal,
    onProgress: ({ phase: words, done, total: of }) => {
      phase(unit === 'counts' && of > 0 ? `${words}: ${done} of ${of}` : words)
      total(unit === 'bytes' ? of : 0)
      progress({ bytes: unit === 'bytes' ? done : 0 })
    },
  })
  /** A job whose result is the id of what it found. */
  function started(unit: 'bytes' | 'counts', work: (hooks: TableHooks) => Promise<string>) {
    const job = jobs.start({
      kind: 'anonymity',
      caseId: null,
      work: async (context) => ok(await work(hooksOf(context, unit))),
    })
    return job.ok ? ok({ jobId: job.value }) : job
  }
  const countRequest = (input: Parsed<'tables.audit'>): CountRequest => {
    for (const tableId of input.tableIds) tables.get(tableId)
    return input
  }

  return {
    'tables.open': async ({ pickedId, separator, encoding }) => {
      const path = picks.pathOf(pickedId)
      if (path === null) throw refusal(notFound('picked file'))
      const name = path.split(/[\\/]/).at(-1) ?? ''
      return started('bytes', async (hooks) => {
        const tableId = tables.keep(name, { kind: 'file', path }, { separator, encoding })
        try {
          const { sha256 } = await run('open', { tableId }, [tableId], hooks)
          tables.wasRead(tableId, sha256)
        } catch (error) {
          tables.forget(tableId)
          throw error
        }
        return tableId
      })
    },
    'tables.columns': async ({ tableId }) => {
      const facts = await run('open', { tableId }, [tableId])
      tables.wasRead(tableId, facts.sha256)
      return ok({
        ...facts,
        tableId,
        columns: facts.columns.map((column) => ({ ...column, examples: [...column.examples] })),
      })
    },
    'tables.page': async ({ tableId, from, limit }) => {
      const { columns, rows, total } = await run('page', { tableId, from, limit }, [tableId])
      return ok({ columns: [...columns], rows: rows.map(({ row, cells }) => ({ row, cells: [...cells] })), total })
    },
    'tables.measure': async (input) => {
      const request = requestOf(input, tables.get(input.tableId).name)
      const involved = tablesOf(request)
      for (const tableId of involved) tables.get(tableId)
      return started('bytes', async (hooks) =>
        measured.put({ request, result: await run('measure', request, involved, hooks) }),
      )
    },
    'tables.measured': async ({ measureId }) => ok({ result: measured.get(measureId).result }),
    'tables.risk': async ({ measureId, thresholds }) => {
      const { classSizes } = measured.get(measureId).result
      return ok({
        above: thresholds.map((threshold) => ({
          threshold,
          rows: rowsAbove(classSizes, parseDecimal(threshold) ?? ZERO),
        })),
        of: classSizes.reduce((sum, [size, classes]) => sum + size * classes, 0),
      })
    },
    'tables.failing': async ({ measureId, ...page }) => {
      const { request } = measured.get(measureId)
      const { classes, failing } = await run('failing', { request, ...page }, tablesOf(request))
      return ok({ classes: [...classes], failing })
    },
    'tables.rows': async ({ measureId, ...page }) => {
      const { request } = measured.get(measureId)
      const { columns, rows, total } = await run('rows', { request, ...page }, tablesOf(request))
      return ok({ columns: [...columns], rows: rows.map(({ row, cells }) => ({ row, cells: [...cells] })), total })
    },
    'tables.repair': async ({ measureId, mode }) => {
      const { request } = measured.get(measureId)
      return started('bytes', async (hooks) =>
        repaired.put({ request, mode, result: await run('repair', { request, mode }, tablesOf(request), hooks) }),
      )
    },
    'tables.repaired': async ({ repairId }) => ok(repaired.get(repairId).result),
    'tables.repaired-csv': async ({ repairId, from }) => {
      const { request, mode } = repaired.get(repairId)
      return ok(await run('repaired', { request, mode, from }, tablesOf(request)))
    },
    'tables.audit': async (input) => {
      const request = countRequest(input)
      return started('counts', async (hooks) => audited.put(await run('audit', request, request.tableIds, hooks)))
    },
    'tables.audited': async ({ auditId }) => {
      const { tables: linked, hidden, contradictions, ...rest } = audited.get(auditId)
      return ok({ ...rest, tables: [...linked], hidden: hidden.map(plain), contradictions: [...contradictions] })
    },
    'tables.protect': async (input) => {
      const request = countRequest(input)
      return started('counts', async (hooks) =>
        protectedOnes.put(await run('protect', request, request.tableIds, hooks)),
      )
    },
    'tables.protected': async ({ protectId }) => {
      const { hidden, unprotected, tables: safe, ...rest } = protectedOnes.get(protectId)
      return ok({ ...rest, hidden: [...hidden], unprotected: unprotected.map(plain), tables: [...safe] })
    },
  }
}

const plain = <T extends { readonly derivation: readonly string[] }>(one: T) => ({
  ...one,
  derivation: [...one.derivation],
})
