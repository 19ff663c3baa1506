/**
 * When demands arrive: growth over the years, quiet weekends and holidays, a few weeks of commotion, office hours
 * somewhere. Integer arithmetic and tables only, so that the same seed gives the same log on every machine.
 */
import { civilFromDays, DAY_MS, HOUR_MS } from '../instant.ts'
import type { Random } from './random.ts'

/** January to December: fewer in the summer and at the end of the year. */
const MONTHS = [98, 102, 108, 101, 103, 99, 92, 84, 104, 110, 108, 88] as const
/** Monday to Sunday. */
const WEEKDAYS = [112, 116, 114, 113, 105, 34, 26] as const
/** UTC. Two humps: offices in Europe and Asia, then in the Americas. */
const HOURS = [10, 9, 8, 9, 12, 18, 30, 52, 78, 92, 90, 84, 76, 88, 104, 112, 110, 104, 92, 76, 54, 36, 22, 14] as const
/** From the first day to the last the volume grows by this much, in percent. */
const GROWTH_PERCENT = 90

function dayWeight(day: number, first: number, days: number, commotion: ReadonlySet<number>, random: Random): number {
  const { month } = civilFromDays(day)
  const weekday = (((day + 3) % 7) + 7) % 7 // 1970-01-01 was a Thursday
  const grown = 100 + (GROWTH_PERCENT * (day - first)) / days
  const noise = random.between(82, 118)
  const week = Math.floor((day - first) / 7)
  return grown * (MONTHS[month - 1] ?? 0) * (WEEKDAYS[weekday] ?? 0) * noise * (commotion.has(week) ? 1.7 : 1)
}

function hourOfDay(random: Random, total: number): number {
  let left = random.below(total)
  for (let hour = 0; hour < HOURS.length; hour++) {
    left -= HOURS[hour] ?? 0
    if (left < 0) return hour
  }
  return 23
}

/** `count` times in [fromMs, toMs), in order; both are whole days of UTC. Holds one day at a time. */
export function* arrivalTimes(count: number, fromMs: number, toMs: number, random: Random): Generator<number> {
  const first = Math.floor(fromMs / DAY_MS)
  const days = Math.max(1, Math.ceil(toMs / DAY_MS) - first)
  const commotion = new Set(Array.from({ length: Math.ceil(days / 250) }, () => random.below(Math.ceil(days / 7))))
  const weights = Array.from({ length: days }, (_, i) => dayWeight(first + i, first, days, commotion, random))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const hours = HOURS.reduce((sum, weight) => sum + weight, 0)
  let passed = 0
  let given = 0
  for (let i = 0; i < days; i++) {
    passed += weights[i] ?? 0
    const due = i === days - 1 ? count : Math.floor((count * passed) / total)
    const times = Array.from({ length: due - given }, () => {
      const inDay = hourOfDay(random, hours) * HOUR_MS + random.below(HOUR_MS)
      return Math.min(toMs - 1, Math.max(fromMs, (first + i) * DAY_MS + inDay))
    })
    yield* times.sort((a, b) => a - b)
    given = due
  }
}
