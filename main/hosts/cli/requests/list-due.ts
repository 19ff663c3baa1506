/** `plainview due`: what is owed and when, derived from the log as the command runs. */
import { safeCsvLine } from '#core/formats/csv-write.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { DAY_MS, formatInstant } from '#core/instant.ts'
import { DUE_KINDS, type DueKind } from '#core/requests/due.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import type { DerivedDue } from '../../../app/ports/requests.ts'
import { deriveLog } from '../../../work/derive.ts'
import { type Answer, badOption } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { parseCount } from '../options.ts'
import { progressLine } from '../progress.ts'
import { columns, counted, figure } from '../text-layout.ts'
import { visible } from '../visible.ts'
import { timeOption } from './filter-options.ts'
import { openLog, type SourceOptions } from './open-log.ts'

export interface DueOptions extends SourceOptions {
  readonly kind?: readonly string[]
  readonly overdue?: boolean
  readonly within?: string
  readonly asOf?: string
  readonly csv?: boolean
  readonly json?: boolean
}

interface Shown {
  readonly name: string
  readonly asOfMs: number | null
  /** Overdue first, then by date. */
  readonly all: readonly DerivedDue[]
}

export async function listDue(path: string, options: DueOptions, io: CliIo): Promise<Result<Answer, InputError>> {
  if (options.csv && options.json) return err(badOption('--csv', 'either --csv or --json', 'both'))
  const kinds = kindsOf(options.kind ?? [])
  if (!kinds.ok) return kinds
  const within = options.within === undefined ? ok(null) : parseCount(options.within, '--within')
  if (!within.ok) return within
  const asOf = timeOption('--as-of', options.asOf)
  if (!asOf.ok) return asOf
  const shown = await deriveDue(path, options, asOf.value, io)
  if (!shown.ok) return shown
  const { all, asOfMs, name } = shown.value
  const untilMs = within.value === null || asOfMs === null ? null : asOfMs + within.value * DAY_MS
  const items = all.filter(({ kind, overdue, dueMs }) => {
    if (options.overdue && !overdue) return false
    if (untilMs !== null && (dueMs === null || dueMs > untilMs)) return false
    return kinds.value.length === 0 || kinds.value.includes(kind)
  })
  const rows = items.map(({ kind, req, dueMs, overdue, entries, rule }) => {
    const due = dueMs === null ? null : formatInstant(dueMs)
    return { due, overdue, what: kind, req, entries: entries.map(({ seq }) => seq), rule }
  })
  const json = {
    tool: TOOL,
    asOf: asOfMs === null ? null : formatInstant(asOfMs),
    total: all.length,
    shown: rows.length,
    overdue: rows.filter(({ overdue }) => overdue).length,
    due: rows,
  }
  return ok({ exit: 0, json, text: options.csv ? csvOf(json) : textOf(json, name) })
}

function kindsOf(given: readonly string[]): Result<readonly DueKind[], InputError> {
  const kinds: DueKind[] = []
  for (const name of given.flatMap((list) => list.split(','))) {
    const kind = DUE_KINDS.find((one) => one === name)
    if (kind === undefined) return err(badOption('--kind', `of ${DUE_KINDS.join(', ')}`, quote(name)))
    kinds.push(kind)
  }
  return ok(kinds)
}

async function deriveDue(
  path: string,
  options: SourceOptions,
  asOfMs: number | null,
  io: CliIo,
): Promise<Result<Shown, InputError>> {
  const source = await openLog(path, options)
  if (!source.ok) return source
  const { name, files, policy, cosigned, close } = source.value
  const progress = progressLine(io)
  const all: DerivedDue[] = []
  try {
    const input = { files, asOfMs, parameters: policy.parameters, bundles: null, cosigned }
    const derived = await deriveLog(input, {
      signal: io.interrupt(),
      onProgress: ({ entries }) => progress.show(`reading  ${figure(entries)} entries`),
      onRequests: async (requests) => {
        for (const { due } of requests) all.push(...due)
      },
    })
    if (!derived.ok) return derived
    all.push(...derived.value.due)
    all.sort(
      (a, b) => Number(b.overdue) - Number(a.overdue) || (a.dueMs ?? Number.MAX_VALUE) - (b.dueMs ?? Number.MAX_VALUE),
    )
    return ok({ name, asOfMs: derived.value.asOfMs, all })
  } finally {
    progress.clear()
    await close()
  }
}

interface DueJson {
  readonly asOf: string | null
  readonly total: number
  readonly shown: number
  readonly overdue: number
  readonly due: readonly {
    readonly due: string | null
    readonly overdue: boolean
    readonly what: DueKind
    readonly req: string | null
    readonly entries: readonly number[]
    readonly rule: string | null
  }[]
}

function csvOf({ due }: DueJson): string {
  const header = ['due', 'overdue', 'what', 'req', 'rule', 'entries']
  const rows = due.map((one) => {
    return [one.due, one.overdue ? 'yes' : 'no', one.what, one.req, one.rule, one.entries.join(' ')]
  })
  return [header, ...rows].map(safeCsvLine).join('')
}

function textOf({ asOf, total, overdue, due }: DueJson, name: string): string {
  const heads = ['due', '', 'what', 'request', 'entries'].map((title) => ({ title }))
  const rows = due.map((one) => [
    one.due?.slice(0, 10) ?? 'no date',
    one.overdue ? 'overdue' : '',
    one.what.replaceAll('_', ' '),
    visible(one.req ?? 'the log'),
    one.entries.join(' '),
  ])
  const table = rows.length === 0 ? '' : `${columns(heads, rows, 0)}\n`
  const when = asOf === null ? 'the log is empty' : `as of ${asOf}`
  return `${table}${counted(rows.length, 'date')} of ${figure(total)} in ${visible(name)}, ${figure(overdue)} overdue, ${when}.\n`
}
