/** The options that choose requests, checked against the closed lists of the format. */
import { type InputError, quote } from '#core/input-error.ts'
import { parseInstant } from '#core/instant.ts'
import type { FilterJson } from '#core/requests/documents.ts'
import { AUTHORITY_TYPES, INSTRUMENTS, NOTICE_STATES, OUTCOMES } from '#core/requests/enumerations.ts'
import type { RequestFilter } from '#core/requests/filter.ts'
import { RULE_IDS, SEVERITIES, type Severity } from '#core/requests/rules/rule-table.ts'
import { parseSearch } from '#core/requests/search-query.ts'
import { err, ok, type Result } from '#core/result.ts'
import { badOption } from '../answer.ts'
import { parseTimeOption } from '../options.ts'

export interface FilterOptions {
  readonly from?: string
  readonly to?: string
  readonly origin?: readonly string[]
  readonly authorityType?: readonly string[]
  readonly instrument?: readonly string[]
  readonly outcome?: readonly string[]
  readonly notice?: readonly string[]
  readonly rule?: readonly string[]
  readonly text?: string
}

export interface ChosenFilter {
  readonly filter: RequestFilter
  /** As it was given, for the document; times as instants. */
  readonly shown: FilterJson
}

/** Comma-separated, and any number of times. */
const split = (values: readonly string[] | undefined): readonly string[] =>
  (values ?? []).flatMap((value) => value.split(',')).filter((value) => value !== '')

type Refusals = InputError[]

function listed<T extends string>(
  option: string,
  values: readonly string[] | undefined,
  allowed: readonly T[],
  refusals: Refusals,
): readonly T[] {
  return split(values).flatMap((value): readonly T[] => {
    const known = allowed.find((one) => one === value)
    if (known !== undefined) return [known]
    refusals.push(badOption(option, `one of ${allowed.join(', ')}`, quote(value)))
    return []
  })
}

/** A time as in RFC 3339, or a date, which begins at midnight UTC. */
export function timeOption(option: string, text: string | undefined): Result<number | null, InputError> {
  if (text === undefined) return ok(null)
  const time = parseTimeOption(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text, option)
  return time.ok ? ok(parseInstant(time.value)) : time
}

export function chooseFilter(options: FilterOptions): Result<ChosenFilter, InputError> {
  const refusals: Refusals = []
  const from = timeOption('--from', options.from)
  if (!from.ok) return from
  const to = timeOption('--to', options.to)
  if (!to.ok) return to
  const text = parseSearch(options.text ?? '')
  if (!text.ok) return err(badOption('--text', text.error.expected, quote(options.text)))
  const lists = {
    origin: split(options.origin),
    authorityType: listed('--authority-type', options.authorityType, AUTHORITY_TYPES, refusals),
    instrument: listed('--instrument', options.instrument, INSTRUMENTS, refusals),
    outcome: listed('--outcome', options.outcome, [...OUTCOMES, 'none'] as const, refusals),
    notice: listed('--notice', options.notice, NOTICE_STATES, refusals),
    rule: listed('--rule', options.rule, RULE_IDS, refusals),
  }
  const [refused] = refusals
  if (refused !== undefined) return err(refused)
  return ok({
    filter: {
      ...lists,
      ...(from.value === null ? {} : { fromMs: from.value }),
      ...(to.value === null ? {} : { toMs: to.value }),
      ...(text.value === null ? {} : { text: text.value }),
    },
    shown: shownFilter(options, lists),
  })
}

function shownFilter(
  { from, to, text }: FilterOptions,
  lists: Readonly<Record<string, readonly string[]>>,
): FilterJson {
  const given = Object.entries(lists).filter(([, values]) => values.length > 0)
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...Object.fromEntries(given),
    ...(text === undefined ? {} : { text }),
  }
}

/** "origin: DE, FR; from: 2025-01-01"; '' for none. */
export function filterWords(shown: FilterJson): string {
  return Object.entries(shown)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : value.join(', ')}`)
    .join('; ')
}

export function severityOption(text: string | undefined): Result<Severity | null, InputError> {
  if (text === undefined) return ok(null)
  const severity = SEVERITIES.find((one) => one === text)
  return severity === undefined
    ? err(badOption('--fail-on', `one of ${SEVERITIES.join(', ')}`, quote(text)))
    : ok(severity)
}

/** --fail-on: something shown is at least that severe. */
export const EXIT_FAIL_ON = 50
export function exitFor(failOn: Severity | null, found: readonly Severity[]): number {
  if (failOn === null) return 0
  const limit = SEVERITIES.indexOf(failOn)
  return found.some((severity) => SEVERITIES.indexOf(severity) <= limit) ? EXIT_FAIL_ON : 0
}
