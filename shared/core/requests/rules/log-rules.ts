/** Rules about the log as a whole: docs/formats/events.md §4. */
import { DAY_MS, formatInstant, HOUR_MS } from '../../instant.ts'
import type { LogFacts, Moment } from '../log-facts.ts'
import type { RuleParameters } from './parameters.ts'
import { broken, judgeTimeLimit, met, notEvaluated, open, type Verdict } from './verdict.ts'

/** A head of the log with the time at which witnesses signed it. */
export interface CosignedHead {
  readonly size: number
  readonly timeMs: number
}

export interface LogContext {
  readonly facts: LogFacts
  readonly asOfMs: number
  readonly parameters: RuleParameters
  /** Heads that a witness cosigned; a head without a cosignature says nothing about time. */
  readonly cosigned: readonly CosignedHead[]
}

const NO_OPENING = 'the log has no log.opened entry'

/** Entries, and cosigned heads, are never further apart than the log promises. */
export function logAlive({ facts, asOfMs, cosigned }: LogContext): readonly Verdict[] {
  const { opened, last, closed, gaps } = facts
  if (opened === null || last === null) return [notEvaluated([], NO_OPENING)]
  const hours = opened.maxHeadIntervalHours
  if (hours === null || hours === 0) return [notEvaluated([opened.seq], 'log.opened lacks maxHeadIntervalHours')]
  const limitMs = hours * HOUR_MS
  const apart = (beforeMs: number, afterMs: number) =>
    `more than ${hours} hours, from ${formatInstant(beforeMs)} to ${formatInstant(afterMs)}`

  const silent = gaps
    .filter(({ before, after }) => after.timeMs - before.timeMs > limitMs)
    .map(({ before, after }) =>
      broken([before.seq, after.seq], before.timeMs + limitMs, `no entry for ${apart(before.timeMs, after.timeMs)}`),
    )
  const sinceLast =
    closed !== null || asOfMs - last.timeMs <= limitMs
      ? []
      : [broken([last.seq], last.timeMs + limitMs, `no entry for ${apart(last.timeMs, asOfMs)}`, true)]
  const verdicts = [...silent, ...sinceLast, ...headGaps(cosigned, closed, asOfMs, limitMs, apart)]
  if (verdicts.length > 0) return verdicts
  return [closed === null ? open([last.seq], last.timeMs + limitMs) : met([opened.seq, closed.seq])]
}

function headGaps(
  cosigned: readonly CosignedHead[],
  closed: Moment | null,
  asOfMs: number,
  limitMs: number,
  apart: (beforeMs: number, afterMs: number) => string,
): readonly Verdict[] {
  const heads = cosigned.filter(({ timeMs }) => timeMs <= asOfMs).toSorted((a, b) => a.timeMs - b.timeMs)
  return heads.flatMap((head, at) => {
    const next = heads[at + 1]
    if (next === undefined && closed !== null) return []
    const afterMs = next?.timeMs ?? asOfMs
    if (afterMs - head.timeMs <= limitMs) return []
    const entries = [head.size - 1, ...(next === undefined ? [] : [next.size - 1])].filter((seq) => seq >= 0)
    const text = `no cosigned head for ${apart(head.timeMs, afterMs)}`
    return [broken(entries, head.timeMs + limitMs, text, next === undefined)]
  })
}

/** One verdict per stretch between two moments, and one for the last moment until T. */
function judgeStretches(
  moments: readonly Moment[],
  limitMs: number,
  asOfMs: number,
  text: (late: boolean) => string,
): readonly Verdict[] {
  return moments.map(({ seq, timeMs }, at) => {
    const done = moments[at + 1] ?? null
    return judgeTimeLimit({ startMs: timeMs, limitMs, done, asOfMs, entries: [seq], text })
  })
}

/** An audit at least every N days, counted from the opening of the log. */
export function regularAudit({
  facts: { opened, audits },
  asOfMs,
  parameters: { auditDays },
}: LogContext): readonly Verdict[] {
  if (auditDays === null) return []
  if (opened === null && audits.length === 0) return [notEvaluated([], NO_OPENING)]
  const text = (late: boolean) =>
    `${late ? 'no audit was' : 'no audit has been'} performed for more than ${auditDays} days`
  return judgeStretches(opened === null ? audits : [opened, ...audits], auditDays * DAY_MS, asOfMs, text)
}

/** Per purpose, a rotation at least every N days; a log that names no purpose is held to one rotation of any. */
export function keyRotation({ facts: { opened, rotations }, asOfMs, parameters }: LogContext): readonly Verdict[] {
  const { keyRotationDays, keyPurposes } = parameters
  if (keyRotationDays === null) return []
  if (opened === null && rotations.length === 0) return [notEvaluated([], NO_OPENING)]
  const named = rotations.map(({ purpose }) => purpose)
  const purposes = new Set<string | null>([...keyPurposes, ...named])
  if (purposes.size === 0) purposes.add(null)
  return [...purposes].flatMap((purpose) => {
    const own = rotations.filter((rotation) => rotation.purpose === purpose)
    const what = purpose === null ? 'no key' : `no key for ${purpose}`
    const text = (late: boolean) => `${what} ${late ? 'was' : 'has been'} rotated for more than ${keyRotationDays} days`
    return judgeStretches(opened === null ? own : [opened, ...own], keyRotationDays * DAY_MS, asOfMs, text)
  })
}
