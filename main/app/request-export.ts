/** The view of a list as CSV and JSON, piece by piece, so that no piece is larger than a screen of memory. */
import { type CsvCell, safeCsvLine } from '#core/formats/csv-write.ts'
import { formatInstant } from '#core/instant.ts'
import { requestJson } from '#core/requests/documents.ts'
import { hoursOf } from '#core/requests/hours.ts'
import { TOOL } from '#core/tool.ts'
import type { StoredRequest } from './ports/requests.ts'

const hours = (ms: number | null): number | null => (ms === null ? null : hoursOf(ms))

/** Name, and what a row has there. */
const COLUMNS: readonly (readonly [name: string, cell: (request: StoredRequest) => CsvCell])[] = [
  ['req', ({ row }) => row.req],
  ['received_at', ({ row }) => formatInstant(row.receivedAtMs)],
  ['section', ({ row }) => row.section],
  ['origin_code', ({ row }) => row.origin.code],
  ['origin_kind', ({ row }) => row.origin.kind],
  ['assisting_country', ({ row }) => row.assistingCountry],
  ['authority_id', ({ row }) => row.authority.id],
  ['authority_name', ({ row }) => row.authority.name],
  ['authority_unit', ({ row }) => row.authority.unit],
  ['authority_type', ({ row }) => row.authority.type],
  ['instrument', ({ row }) => row.instrument],
  ['instrument_label', ({ row }) => row.instrumentLabel],
  ['temporal', ({ row }) => row.temporal],
  ['emergency', ({ row }) => row.emergency],
  ['matter', ({ row }) => row.matter],
  ['reason', ({ row }) => row.reason],
  ['channel', ({ row }) => row.channel],
  ['authenticity', ({ row }) => row.authenticity],
  ['outcome', ({ row }) => row.outcome],
  ['overlays', ({ row }) => row.overlays.join(' ')],
  ['challenge_forum', ({ row }) => row.challenge?.forum ?? null],
  ['challenge_result', ({ row }) => row.challenge?.result ?? null],
  ['reject_reasons', ({ row }) => row.rejectReasons.join(' ')],
  ['no_data_reason', ({ row }) => row.noDataReason],
  ['notice', ({ row }) => row.notice],
  [
    'notice_until',
    ({ row }) => (typeof row.noticeUntil === 'number' ? formatInstant(row.noticeUntil) : row.noticeUntil),
  ],
  ['selectors', ({ row }) => row.selectors],
  ['accounts', ({ row }) => row.accounts],
  ['accounts_disclosed', ({ row }) => row.accountsDisclosed],
  ['data_requested', ({ row }) => row.dataRequested.join(' ')],
  ['data_disclosed', ({ row }) => row.dataDisclosed.join(' ')],
  ['hours_to_first_review', ({ row }) => hours(row.elapsedMs.firstReview)],
  ['hours_to_decision', ({ row }) => hours(row.elapsedMs.decision)],
  ['hours_to_disclosure', ({ row }) => hours(row.elapsedMs.disclosure)],
  ['hours_to_notice', ({ row }) => hours(row.elapsedMs.notice)],
  ['findings', ({ findings }) => findings.count],
  ['worst_finding', ({ findings }) => findings.worst],
  ['broken_rules', ({ findings }) => findings.rules.join(' ')],
  ['corrected', ({ row }) => row.corrected.length],
  ['same_as_this', ({ row }) => row.duplicates.join(' ')],
  ['entries', ({ row }) => row.entries.join(' ')],
]

/** An unknown value is an empty field, never 0. */
export function csvPiece(requests: readonly StoredRequest[], isFirst: boolean): string {
  const header = isFirst ? safeCsvLine(COLUMNS.map(([name]) => name)) : ''
  return header + requests.map((request) => safeCsvLine(COLUMNS.map(([, cell]) => cell(request)))).join('')
}

export interface JsonHead {
  /** Null: the log is empty. */
  readonly asOfMs: number | null
  readonly total: number
  readonly shown: number
  readonly filter: unknown
}

/** The document of `plainview requests --json`, byte for byte, when the pieces are put together. */
export function jsonPiece(
  requests: readonly StoredRequest[],
  head: JsonHead,
  isFirst: boolean,
  isLast: boolean,
): string {
  const { asOfMs, total, shown, filter } = head
  const whole = JSON.stringify(
    { tool: TOOL, asOf: asOfMs === null ? null : formatInstant(asOfMs), total, shown, filter, rows: [] },
    null,
    2,
  )
  const rows = requests.map(({ row }) =>
    JSON.stringify([requestJson(row)], null, 2)
      .slice(4, -2)
      .replaceAll('\n', '\n  '),
  )
  if (isFirst && isLast && rows.length === 0) return `${whole}\n`
  const start = isFirst ? `${whole.slice(0, -'[]\n}'.length)}[\n` : ',\n'
  const body = rows.map((row) => `    ${row}`).join(',\n')
  return `${start}${body}${isLast ? '\n  ]\n}\n' : ''}`
}
