/** The first pass over a log: its last time, and the corrections. See `fold.ts`. */
import { type Corrections, collectCorrections } from './corrections.ts'
import type { LogEntry } from './log-entry.ts'

export interface Survey {
  readonly add: (entry: LogEntry) => void
  /** Time of the last entry, the default as-of time; null for an empty log. */
  readonly lastTimeMs: () => number | null
  /** Corrections with time <= `asOfMs`. */
  readonly correctionsAsOf: (asOfMs: number) => Corrections
}

export function createSurvey(): Survey {
  let lastTimeMs: number | null = null
  const corrections: LogEntry[] = []
  return {
    add(entry) {
      lastTimeMs = entry.timeMs
      if (entry.type === 'correction') corrections.push(entry)
    },
    lastTimeMs: () => lastTimeMs,
    correctionsAsOf: (asOfMs) => collectCorrections(corrections.filter(({ timeMs }) => timeMs <= asOfMs)),
  }
}
