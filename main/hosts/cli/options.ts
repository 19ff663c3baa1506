/** Option values that more than one command takes. */
import type { InputError } from '#core/input-error.ts'
import { quote } from '#core/input-error.ts'
import { formatInstant, HOUR_MS, parseInstant } from '#core/instant.ts'
import { err, ok, type Result } from '#core/result.ts'
import { badOption } from './answer.ts'

/** For options that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

/** RFC 3339 §5.6 with any offset, to the millisecond; comes back as the instant in UTC that documents carry. */
export function parseTimeOption(text: string, option: string): Result<string, InputError> {
  const refused = err(badOption(option, 'a time as in RFC 3339, like 2026-03-01T09:30:00Z', quote(text)))
  const match = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text)
  if (!match) return refused
  const [, date, clock, fraction = '', sign, hours = '0', minutes = '0'] = match
  const localMs = parseInstant(`${date}T${clock}.${fraction.padEnd(3, '0')}Z`)
  if (localMs === null || Number(hours) > 23 || Number(minutes) > 59) return refused
  const offsetMs = Number(hours) * HOUR_MS + Number(minutes) * 60_000
  const instant = formatInstant(localMs - (sign === '-' ? -offsetMs : offsetMs))
  return parseInstant(instant) === null ? refused : ok(instant)
}

/** A whole number from 0, written as it would be written again. */
export function parseCount(text: string, option: string): Result<number, InputError> {
  const value = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(value) ? ok(value) : err(badOption(option, 'a whole number from 0', quote(text)))
}
