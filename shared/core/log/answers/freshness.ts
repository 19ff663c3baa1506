/** Freshness: the newest trusted cosignature against a maximum age, as of a given time. */
import { formatInstant } from '../../instant.ts'
import { type Facts, figure, isOwn } from './facts.ts'

const HOUR_MS = 3_600_000

export function freshness(facts: Facts) {
  const { counted, asOfMs, intervalHours } = facts
  const times = counted
    .filter(isOwn)
    .flatMap(({ head }) => head.cosignatures.map(({ timeSeconds }) => Number(timeSeconds)))
  const newestMs = times.length === 0 ? null : Math.max(...times) * 1000
  const maxAgeHours = facts.maxAgeHours ?? intervalHours
  const ageMs = newestMs === null || asOfMs === null ? null : asOfMs - newestMs
  const rest = {
    newestCosignedAt: newestMs === null ? null : formatInstant(newestMs),
    asOf: asOfMs === null ? null : formatInstant(asOfMs),
    ageHours: ageMs === null ? null : Math.round((ageMs / HOUR_MS) * 1000) / 1000,
    maxAgeHours,
  }
  const notJudged = (why: string) => ({ answer: 'not judged' as const, why, ...rest })
  if (asOfMs === null) return notJudged('No judging time was given ("as of").')
  if (newestMs === null || ageMs === null) {
    return notJudged(
      'No witness that you trust has cosigned a head of this export, so nothing but the log itself says when.',
    )
  }
  if (maxAgeHours === null)
    return notJudged('No maximum age was given, and the log names no longest interval between heads.')
  const limit =
    facts.maxAgeHours === null
      ? `the log's own longest interval between heads, ${figure(maxAgeHours)} hours`
      : `the ${maxAgeHours} hours you allow`
  const isFresh = ageMs <= maxAgeHours * HOUR_MS
  const age = `A trusted witness last cosigned at ${formatInstant(newestMs)}, ${hours(ageMs)} the judging time`
  return {
    answer: isFresh ? ('fresh' as const) : ('stale' as const),
    why: `${age}: ${isFresh ? 'within' : 'beyond'} ${limit}.`,
    ...rest,
  }
}

function hours(ms: number): string {
  const rounded = Math.round(Math.abs(ms) / HOUR_MS)
  if (rounded === 0) return 'less than an hour from'
  return `${figure(rounded)} ${rounded === 1 ? 'hour' : 'hours'} ${ms < 0 ? 'after' : 'before'}`
}
