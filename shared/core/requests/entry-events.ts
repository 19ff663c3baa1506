/** Entries as understood events, corrections applied; what cannot be understood, and what the log says of itself, is kept aside. */
import {
  type Corrected,
  type Correction,
  type Corrections,
  correctedData,
  type FailedCorrection,
} from './corrections.ts'
import type { NotUnderstood } from './data-reader.ts'
import type { LogEvent } from './event.ts'
import type { LogEntry } from './log-entry.ts'
import { createLogFacts, type LogFacts } from './log-facts.ts'
import { readEvent } from './read-event.ts'

/** An entry with something in it that we do not understand. */
export interface UnknownValue extends NotUnderstood {
  readonly seq: number
  readonly timeMs: number
  readonly req: string | null
}

export interface FoldOptions {
  /** Entries with a later time are left out, corrections too. */
  readonly asOfMs: number
  /** From `collectCorrections`, over the entries with time <= `asOfMs`. */
  readonly corrections: Corrections
}

/** What is said about the log as a whole. */
export interface AboutLog {
  readonly facts: LogFacts
  readonly notUnderstood: readonly UnknownValue[]
  readonly failedCorrections: readonly FailedCorrection[]
}

export interface EntryEvents {
  /** Null: later than T, not understood, or a correction. @param req the entry's id, as one string for all its events */
  readonly read: (entry: LogEntry, req?: string) => { readonly event: LogEvent; readonly corrected: Corrected } | null
  /** Of everything read so far. */
  readonly about: () => AboutLog
}

export function createEntryEvents({ asOfMs, corrections }: FoldOptions): EntryEvents {
  const notUnderstood: UnknownValue[] = []
  const failed: FailedCorrection[] = [...corrections.failed]
  const facts = createLogFacts()
  const used = new Set<number>()
  return {
    read(entry, req) {
      const { seq, timeMs } = entry
      if (timeMs > asOfMs) return null
      facts.passed(entry)
      const own = corrections.bySeq.get(seq)
      if (own !== undefined) used.add(seq)
      const corrected = correctedData(entry, own)
      // A correction of a correction was applied, and reported, when the corrections were collected.
      if (entry.type !== 'correction') failed.push(...corrected.failed)
      const { event, notUnderstood: unknown } = readEvent(entry, corrected.data, req)
      for (const { field, got } of unknown) notUnderstood.push({ seq, timeMs, req: entry.req, field, got })
      if (event === null) return null
      facts.event(event)
      return { event, corrected }
    },
    about() {
      const lost = [...corrections.bySeq.values()].flat().filter(({ seq }) => !used.has(seq))
      return { facts: facts.facts(), notUnderstood, failedCorrections: [...failed, ...lost.map(unmatched)] }
    },
  }
}

const unmatched = ({ by, timeMs, seq }: Correction): FailedCorrection => ({
  by,
  timeMs,
  why: `a correction of entry ${seq}, which is not in the log`,
})
