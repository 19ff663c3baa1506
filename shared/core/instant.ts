/**
 * Instants as the log writes them: RFC 3339 UTC with exactly three decimals, `2026-03-01T09:30:00.000Z`,
 * against Unix milliseconds. No clock and no time zones: plain arithmetic on the proleptic Gregorian calendar.
 *
 * Source: RFC 3339 §5.6 for the form; H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013),
 * days_from_civil and civil_from_days, for the arithmetic.
 */
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: what four digits can say. */
const FIRST_MS = -62_167_219_200_000
const LAST_MS = 253_402_300_799_999

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** Days since 1970-01-01 of a civil date; `month` counts from 1. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

export interface CivilDate {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
}

/** The inverse of `daysFromCivil`. */
export function civilFromDays(days: number): CivilDate {
  const z = days + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return { year, month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 }
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** Digits of `text` in [from, to) as a number; NaN if one is no ASCII digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

const SEPARATORS: readonly (readonly [at: number, character: string])[] = [
  [4, '-'],
  [7, '-'],
  [10, 'T'],
  [13, ':'],
  [16, ':'],
  [19, '.'],
  [23, 'Z'],
]

/** Unix milliseconds, or null where `text` is not exactly such an instant. Leap seconds have no Unix time: null. */
export function parseInstant(text: string): number | null {
  if (text.length !== 24 || !SEPARATORS.every(([at, character]) => text[at] === character)) return null
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 7)
  const day = digits(text, 8, 10)
  const hour = digits(text, 11, 13)
  const minute = digits(text, 14, 16)
  const second = digits(text, 17, 19)
  const ms = digits(text, 20, 23)
  const monthLength = (DAYS_IN_MONTH[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0)
  const fits = day >= 1 && day <= monthLength && hour <= 23 && minute <= 59 && second <= 59 && ms >= 0 && year >= 0
  if (!fits) return null
  return daysFromCivil(year, month, day) * DAY_MS + hour * HOUR_MS + minute * 60_000 + second * 1000 + ms
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

/** RFC 3339 §5.6 with any offset, to the millisecond below; null for anything else, leap seconds among it. */
export function parseRfc3339(text: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text)
  if (!match) return null
  const [, date, clock, fraction = '', sign, hours = '0', minutes = '0'] = match
  const localMs = parseInstant(`${date}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}Z`)
  if (localMs === null || Number(hours) > 23 || Number(minutes) > 59) return null
  const offsetMs = Number(hours) * HOUR_MS + Number(minutes) * 60_000
  return localMs - (sign === '-' ? -offsetMs : offsetMs)
}

/** The instant in the log's form; times that four digits of year cannot say are cut to the nearest that they can. */
export function formatInstant(unixMs: number): string {
  const ms = Math.min(LAST_MS, Math.max(FIRST_MS, Math.trunc(unixMs)))
  const days = Math.floor(ms / DAY_MS)
  const { year, month, day } = civilFromDays(days)
  const rest = ms - days * DAY_MS
  const clock = [Math.floor(rest / HOUR_MS), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60]
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
  return `${date}T${clock.map((part) => pad(part, 2)).join(':')}.${pad(rest % 1000, 3)}Z`
}

/** Half-years counted from 0000-H1: 2 x year + (0 for January to June, 1 for July to December). */
export function halfYearOf(unixMs: number): number {
  const { year, month } = civilFromDays(Math.floor(unixMs / DAY_MS))
  return year * 2 + (month <= 6 ? 0 : 1)
}

/** First instant of a half-year as counted by `halfYearOf`. */
export function halfYearStartMs(halfYear: number): number {
  return daysFromCivil(Math.floor(halfYear / 2), halfYear % 2 === 0 ? 1 : 7, 1) * DAY_MS
}

/** "2026-H1". */
export function halfYearName(halfYear: number): string {
  return `${pad(Math.floor(halfYear / 2), 4)}-H${(halfYear % 2) + 1}`
}
