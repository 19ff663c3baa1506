/** Periods and times as readers of a report know them. */
import type { ReportDocument } from './document.ts'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** "July to December 2025", "2025". */
export function periodInWords({ kind, from, to }: ReportDocument['period']): string {
  const year = from.slice(0, 4)
  if (kind === 'year') return year
  const first = MONTHS[Number(from.slice(5, 7)) - 1] ?? from
  // The period ends before this month.
  const last = MONTHS[(Number(to.slice(5, 7)) + 10) % 12] ?? to
  return `${first} to ${last} ${year}`
}

/** "2026-06-30 23:51 UTC", from RFC 3339. */
export const timeInWords = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`
