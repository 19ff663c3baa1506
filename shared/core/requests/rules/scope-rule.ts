/** `disclosed-within-scope`: no more than was asked for, or than the narrowing left of it. */
import type { Period } from '../data-reader.ts'
import type { EventOf } from '../event.ts'
import { lastBefore, type RequestCase, type RequestRule } from './request-case.ts'
import { broken, met, notEvaluated, type Verdict } from './verdict.ts'

interface Scope {
  readonly seq: number
  /** "the request", "the narrowing". */
  readonly words: string
  readonly categories: readonly string[] | null
  readonly period: Period
  readonly accounts: number | null
}

export const disclosedWithinScope: RequestRule = (request) => request.sealed.map((event) => judge(request, event))

function judge({ history }: RequestCase, { seq, timeMs, data }: EventOf<'disclosure.sealed'>): Verdict {
  const narrowed = lastBefore(history.events, 'request.narrowed', seq)
  const review = lastBefore(history.events, 'request.reviewed', seq)
  if (narrowed === undefined && review?.data.decision === 'approve_narrowed') {
    return notEvaluated([review.seq, seq], 'approved narrowed, but no narrowing was logged before sealing')
  }
  const scope = narrowed === undefined ? requestScope(history.received) : narrowedScope(narrowed)
  const entries = [scope.seq, seq]
  const excess: string[] = []
  const unknown: string[] = []

  if (data.dataDisclosed === null || scope.categories === null) {
    unknown.push(`${data.dataDisclosed === null ? 'a sealed bundle' : scope.words} lacks the data categories`)
  } else {
    const beyond = data.dataDisclosed.filter((category) => !scope.categories?.includes(category))
    if (beyond.length > 0) excess.push(`${[...new Set(beyond)].join(', ')} not in ${scope.words}`)
  }
  const accounts = compare(scope.accounts, data.accountsDisclosed)
  if (accounts === 'unknown')
    unknown.push(`${data.accountsDisclosed === null ? 'a sealed bundle' : scope.words} lacks the number of accounts`)
  if (accounts === 'exceeds') excess.push(`${data.accountsDisclosed} accounts, ${scope.accounts} in ${scope.words}`)
  // An earlier start, or a later end, goes beyond the scope.
  const start = compare(data.period.fromMs, scope.period.fromMs)
  const end = compare(scope.period.toMs, data.period.toMs)
  if (start === 'exceeds') excess.push(`data from before the period of ${scope.words}`)
  if (end === 'exceeds') excess.push(`data from after the period of ${scope.words}`)
  if (start === 'unknown' || end === 'unknown')
    unknown.push(`the period of a sealed bundle or of ${scope.words} is missing`)

  const [cause] = unknown
  if (excess.length > 0) return broken(entries, timeMs, `disclosed ${excess.join('; ')}`)
  return cause === undefined ? met(entries) : notEvaluated(entries, cause)
}

/** Is `value` more than `limit`? Where neither is stated there is nothing to compare; where one is missing nobody knows. */
function compare(limit: number | null, value: number | null): 'within' | 'exceeds' | 'unknown' {
  if (limit === null && value === null) return 'within'
  if (limit === null || value === null) return 'unknown'
  return value > limit ? 'exceeds' : 'within'
}

const requestScope = ({ seq, data }: EventOf<'request.received'>): Scope => {
  return { seq, words: 'the request', categories: data.dataRequested, period: data.period, accounts: data.accounts }
}
const narrowedScope = ({ seq, data }: EventOf<'request.narrowed'>): Scope => {
  return { seq, words: 'the narrowing', categories: data.dataApproved, period: data.period, accounts: data.accounts }
}
