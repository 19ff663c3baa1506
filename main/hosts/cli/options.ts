/** Option values that more than one command takes. */
import type { InputError } from '#core/input-error.ts'
import { quote } from '#core/input-error.ts'
import { formatInstant, parseInstant, parseRfc3339 } from '#core/instant.ts'
import { err, ok, type Result } from '#core/result.ts'
import { badOption } from './answer.ts'

/** For options that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

/** RFC 3339 §5.6 with any offset, to the millisecond; comes back as the instant in UTC that documents carry. */
export function parseTimeOption(text: string, option: string): Result<string, InputError> {
  const refused = err(badOption(option, 'a time as in RFC 3339, like 2026-03-01T09:30:00Z', quote(text)))
  const instantMs = /\.\d{4}/.test(text) ? null : parseRfc3339(text)
  if (instantMs === null) return refused
  const instant = formatInstant(instantMs)
  return parseInstant(instant) === null ? refused : ok(instant)
}

/** A whole number from 0, written as it would be written again. */
export function parseCount(text: string, option: string): Result<number, InputError> {
  const value = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(value) ? ok(value) : err(badOption(option, 'a whole number from 0', quote(text)))
}
