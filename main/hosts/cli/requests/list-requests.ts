/** `plainview requests`. */
import type { InputError } from '#core/input-error.ts'
import { formatInstant } from '#core/instant.ts'
import { RULE_IDS, SEVERITIES } from '#core/requests/rules/rule-table.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { StoredRequest } from '../../../app/ports/requests.ts'
import { csvPiece, jsonPiece } from '../../../app/request-export.ts'
import { type Answer, badOption } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { parseCount } from '../options.ts'
import { columns, counted, figure } from '../text-layout.ts'
import { visible } from '../visible.ts'
import { deriveShown, type Shown, type ShownRequest } from './derive-for-cli.ts'
import { chooseFilter, exitFor, type FilterOptions, filterWords, severityOption, timeOption } from './filter-options.ts'
import type { SourceOptions } from './open-log.ts'

export interface RequestsOptions extends FilterOptions, SourceOptions {
  readonly asOf?: string
  readonly failOn?: string
  readonly limit: string
  readonly csv?: boolean
  readonly json?: boolean
}

/** Rows printed at once: one text of a million rows would be longer than a string may be. */
const PIECE = 2000

export async function listRequests(
  path: string,
  options: RequestsOptions,
  io: CliIo,
): Promise<Result<Answer, InputError>> {
  const failOn = severityOption(options.failOn)
  if (!failOn.ok) return failOn
  const asOf = timeOption('--as-of', options.asOf)
  if (!asOf.ok) return asOf
  const limit = parseCount(options.limit, '--limit')
  if (!limit.ok) return limit
  if (options.csv && options.json) return err(badOption('--csv', 'either --csv or --json', 'both'))
  const chosen = chooseFilter(options)
  if (!chosen.ok) return chosen
  const shown = await deriveShown(path, { ...options, asOfMs: asOf.value, keep: true }, chosen.value, io)
  if (!shown.ok) return shown
  const { requests } = shown.value
  const exit = exitFor(
    failOn.value,
    requests.flatMap(({ findings }) => findings.map(({ severity }) => severity)),
  )
  const filter = chosen.value.shown
  if (options.json || options.csv) {
    await printPieces(shown.value, filter, options.json === true, io)
    return ok({ exit, json: '', text: '' })
  }
  return ok({ exit, json: '', text: requestsText(shown.value, filterWords(filter), limit.value) })
}

async function printPieces(
  { requests, asOfMs, total }: Shown,
  filter: unknown,
  json: boolean,
  io: CliIo,
): Promise<void> {
  const head = { asOfMs, total, shown: requests.length, filter }
  for (let from = 0; from === 0 || from < requests.length; from += PIECE) {
    const rows = requests.slice(from, from + PIECE).map(stored)
    const [isFirst, isLast] = [from === 0, from + PIECE >= requests.length]
    await io.stdout(json ? jsonPiece(rows, head, isFirst, isLast) : csvPiece(rows, isFirst))
  }
}

function stored({ row, findings }: ShownRequest): StoredRequest {
  const worst = SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? null
  const rules = RULE_IDS.filter((id) => findings.some(({ rule }) => rule === id))
  return { id: 0, row, indexes: [], followers: [], findings: { count: findings.length, worst, rules } }
}

export function requestsText({ name, asOfMs, total, requests }: Shown, filter: string, limit: number): string {
  const rows = requests
    .slice(0, limit)
    .map(({ row, findings }) => [
      formatInstant(row.receivedAtMs).slice(0, 16).replace('T', ' '),
      visible(row.req),
      visible(row.origin.code ?? '-'),
      row.authority.type,
      row.instrument,
      row.outcome ?? '-',
      row.notice,
      findings.length === 0 ? '' : figure(findings.length),
    ])
  const heads = ['received', 'request', 'origin', 'authority', 'instrument', 'outcome', 'notice'].map((title) => ({
    title,
  }))
  const table = rows.length === 0 ? '' : `${columns([...heads, { title: 'findings', align: 'right' }], rows, 0)}\n`
  const fitting = filter === '' ? '' : ` that fit ${visible(filter)}`
  const more =
    rows.length < requests.length ? `; the first ${figure(rows.length)} are listed (--limit, --csv, --json)` : ''
  const asOf = asOfMs === null ? 'the log is empty' : `as of ${formatInstant(asOfMs)}`
  return `${table}${counted(requests.length, 'request')}${fitting} of ${figure(total)} in ${visible(name)}, ${asOf}${more}.\n`
}
