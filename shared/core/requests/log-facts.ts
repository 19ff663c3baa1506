/** What the log says about itself, apart from any request: the input of the rules that judge the whole log. */
import { HOUR_MS } from '../instant.ts'
import type { EventPlace, LogEvent } from './event.ts'

export interface Moment {
  readonly seq: number
  readonly timeMs: number
}

/** Two neighbouring entries far apart. */
export interface Gap {
  readonly before: Moment
  readonly after: Moment
}

export interface LogFacts {
  readonly entries: number
  readonly first: Moment | null
  readonly last: Moment | null
  readonly opened: (Moment & { readonly maxHeadIntervalHours: number | null }) | null
  readonly closed: Moment | null
  /** Longer than an hour, in log order; the shortest interval that a log can promise is an hour. */
  readonly gaps: readonly Gap[]
  readonly audits: readonly Moment[]
  readonly rotations: readonly (Moment & { readonly purpose: string | null })[]
  /** Reports in their own unit, never mixed with requests. */
  readonly childSafety: readonly (Moment & { readonly to: string | null; readonly reports: number | null })[]
}

export interface LogFactsBuilder {
  /** Every entry, understood or not: an entry that nobody understands still shows that the log was alive. */
  readonly passed: (place: Omit<EventPlace, 'req'>) => void
  readonly event: (event: LogEvent) => void
  readonly facts: () => LogFacts
}

export function createLogFacts(): LogFactsBuilder {
  let entries = 0
  let first: Moment | null = null
  let last: Moment | null = null
  let opened: LogFacts['opened'] = null
  let closed: Moment | null = null
  const gaps: Gap[] = []
  const audits: Moment[] = []
  const rotations: LogFacts['rotations'][number][] = []
  const childSafety: LogFacts['childSafety'][number][] = []
  return {
    passed({ seq, timeMs }) {
      entries += 1
      const now = { seq, timeMs }
      if (last !== null && timeMs - last.timeMs > HOUR_MS) gaps.push({ before: last, after: now })
      first ??= now
      last = now
    },
    event(event) {
      const { seq, timeMs } = event
      switch (event.type) {
        case 'log.opened':
          opened ??= { seq, timeMs, ...event.data }
          break
        case 'log.closed':
          closed ??= { seq, timeMs }
          break
        case 'audit.performed':
          audits.push({ seq, timeMs })
          break
        case 'key.rotated':
          rotations.push({ seq, timeMs, ...event.data })
          break
        case 'childsafety.reported':
          childSafety.push({ seq, timeMs, ...event.data })
          break
        default:
          break
      }
    },
    facts: () => ({ entries, first, last, opened, closed, gaps, audits, rotations, childSafety }),
  }
}
