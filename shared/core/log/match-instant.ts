/** RFC 3339 UTC with milliseconds, `"2026-03-01T09:30:00.000Z"`, over bytes: the same instants as core/instant.ts takes. */
import { DAY_MS, daysFromCivil, HOUR_MS } from '../instant.ts'

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** Two digits; far out of every range where one is none. */
function two(bytes: Uint8Array, at: number): number {
  const high = (bytes[at] as number) - 0x30
  const low = (bytes[at + 1] as number) - 0x30
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : 1e6
}

/** The opening quote is at `at`. Offset behind the closing one, or -1. */
export function matchInstant(bytes: Uint8Array, at: number): number {
  const separated =
    bytes[at] === 0x22 &&
    bytes[at + 5] === 0x2d &&
    bytes[at + 8] === 0x2d &&
    bytes[at + 11] === 0x54 &&
    bytes[at + 14] === 0x3a &&
    bytes[at + 17] === 0x3a &&
    bytes[at + 20] === 0x2e &&
    bytes[at + 24] === 0x5a &&
    bytes[at + 25] === 0x22
  if (!separated) return -1
  // Three digits, looked at as two overlapping pairs.
  const noDigits = two(bytes, at + 21) + two(bytes, at + 22) >= 1e6
  if (noDigits || two(bytes, at + 12) > 23 || two(bytes, at + 15) > 59 || two(bytes, at + 18) > 59) return -1
  const year = two(bytes, at + 1) * 100 + two(bytes, at + 3)
  const month = two(bytes, at + 6)
  const day = two(bytes, at + 9)
  if (year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return -1
  if (day > 28 && day > (MONTH_DAYS[month - 1] as number)) {
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
    if (!(isLeap && month === 2 && day === 29)) return -1
  }
  return at + 26
}

/** Midnight of the last date read: consecutive lines share it. */
export interface DayCache {
  date: number
  midnightMs: number
}

/** Unix milliseconds of an instant that `matchInstant` accepted. */
export function readInstant(bytes: Uint8Array, at: number, cache: DayCache): number {
  const date = (two(bytes, at + 1) * 100 + two(bytes, at + 3)) * 10_000 + two(bytes, at + 6) * 100 + two(bytes, at + 9)
  if (date !== cache.date) {
    cache.date = date
    cache.midnightMs = daysFromCivil(Math.floor(date / 10_000), two(bytes, at + 6), two(bytes, at + 9)) * DAY_MS
  }
  const seconds = two(bytes, at + 15) * 60 + two(bytes, at + 18)
  const ms = two(bytes, at + 21) * 10 + (bytes[at + 23] as number) - 0x30
  return cache.midnightMs + two(bytes, at + 12) * HOUR_MS + seconds * 1000 + ms
}
