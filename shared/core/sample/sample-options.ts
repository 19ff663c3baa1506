/** What a sample log can be asked to be, and what of that cannot be had. */
import { type InputError, quote } from '../input-error.ts'
import { civilFromDays, DAY_MS, daysFromCivil } from '../instant.ts'
import { SEGMENT_LINES } from '../log/writer-segments.ts'
import { isKeyName } from '../note/key-name.ts'
import { err, ok, type Result } from '../result.ts'
import { burstRequests, storyCount } from './planted.ts'

export interface SampleOptions {
  /** Requests, 1 to 10 million; a paper served twice is one request. */
  readonly requests: number
  readonly seed: string
  /** Whole or half years before `endMs`. */
  readonly years: number
  readonly endMs: number
  readonly origin: string
  /** Plants one breach of each rule. */
  readonly findings: boolean
  readonly tiles: boolean
  /** How many cosign, 0 to 8. */
  readonly witnesses: number
  readonly headEveryHours: number
  /** Ends with `log.closed`; otherwise the log is open, as that of a platform at work. */
  readonly closed: boolean
  /** Lines in a segment. Other than 65,536 only to have several segments in a small log. */
  readonly segmentLines: number
  /** How many `.tlog-proof` files, for entries whose commitments are opened. */
  readonly proofs: number
}

export const SAMPLE_DEFAULTS: SampleOptions = {
  requests: 600,
  seed: '1',
  years: 3,
  endMs: daysFromCivil(2026, 7, 1) * DAY_MS,
  origin: 'transparency.heron.example/log',
  findings: false,
  tiles: true,
  witnesses: 3,
  headEveryHours: 72,
  closed: true,
  segmentLines: SEGMENT_LINES,
  proofs: 3,
}

export const MOST_REQUESTS = 10_000_000

/** Requests that `--findings` needs: the planted ones, and room for a believable log around them. */
export const fewestForFindings = () => 2 * (storyCount(true) + burstRequests(5))

/** Start of the sample: so many calendar months before its end. */
export function startOf(endMs: number, years: number): number {
  const { year, month, day } = civilFromDays(Math.floor(endMs / DAY_MS))
  const months = year * 12 + (month - 1) - Math.round(years * 12)
  return daysFromCivil(Math.floor(months / 12), (months % 12) + 1, Math.min(day, 28)) * DAY_MS
}

export function checkSampleOptions(options: SampleOptions): Result<SampleOptions, InputError> {
  const refuse = (field: string, expected: string, got: unknown) =>
    err({ code: 'bad_option' as const, place: { file: 'sample', field }, expected, got: quote(got) })
  const whole = (value: number, low: number, high: number) =>
    Number.isSafeInteger(value) && value >= low && value <= high
  const { requests, years, endMs, witnesses, headEveryHours, segmentLines, proofs, findings, origin } = options
  if (!isKeyName(origin)) return refuse('origin', 'a name without white space and plus signs', origin)
  if (!whole(requests, 1, MOST_REQUESTS)) return refuse('requests', `1 to ${MOST_REQUESTS} requests`, requests)
  if (!whole(years * 2, 1, 60)) return refuse('years', 'half years, 0.5 to 30', years)
  if (!whole(endMs, DAY_MS * 365, DAY_MS * 365 * 2000)) return refuse('end', 'a day from 1971 on', endMs)
  if (!whole(witnesses, 0, 8)) return refuse('witnesses', '0 to 8 witnesses', witnesses)
  if (!whole(headEveryHours, 1, 24 * 90)) return refuse('heads-every', '1 to 2160 hours', headEveryHours)
  if (!whole(segmentLines, 1, 1_000_000)) return refuse('segment', '1 to 1,000,000 lines', segmentLines)
  if (!whole(proofs, 0, 60)) return refuse('proofs', '0 to 60 proofs', proofs)
  if (findings && years < 3)
    return refuse('years', 'at least 3 years with --findings: habits and yearly duties need time to be broken', years)
  if (findings && requests < fewestForFindings()) {
    return refuse('requests', `at least ${fewestForFindings()} requests with --findings`, requests)
  }
  return ok(options)
}
