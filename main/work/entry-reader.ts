/** Lines as entries, and where each stands. */
import { type LogEntry, parseLogLine } from '#core/requests/log-entry.ts'
import type { EntryCite } from '../app/ports/requests.ts'

export interface EntryReader {
  readonly read: (line: Buffer) => LogEntry
  /** Passes over a line that nobody asks for. */
  readonly skip: () => void
  /** By index, the times of lines that have none of their own. */
  readonly timeless: ReadonlyMap<number, number>
}

/** Lines to entries: where each stands, and the time of the one before it. @param known where lines were skipped: `timeless` of a reader that skipped none */
export function createEntryReader(known: ReadonlyMap<number, number> = new Map()): EntryReader {
  const timeless = new Map<number, number>()
  let index = 0
  let previousTimeMs = 0
  return {
    timeless,
    read(line) {
      const entry = parseLogLine(line.toString('utf8'), { index, previousTimeMs: Number.NaN })
      const isTimed = !Number.isNaN(entry.timeMs)
      const timeMs = isTimed ? entry.timeMs : (known.get(index) ?? previousTimeMs)
      if (!isTimed) timeless.set(index, timeMs)
      index += 1
      previousTimeMs = timeMs
      return isTimed ? entry : { ...entry, timeMs }
    },
    skip() {
      index += 1
    },
  }
}

export interface Places {
  readonly add: (entry: LogEntry) => void
  readonly cite: (seqs: readonly number[]) => readonly EntryCite[]
}

/** From `seq` to the line that claims it: remembered only where the two differ, which they do in damaged logs alone. */
export function createPlaces(): Places {
  const moved = new Map<number, number>()
  const left = new Set<number>()
  let lines = 0
  const indexOf = (seq: number): number | null => moved.get(seq) ?? (seq < lines && !left.has(seq) ? seq : null)
  return {
    add({ index, seq }) {
      lines += 1
      if (seq === index) return
      left.add(index)
      if (!moved.has(seq)) moved.set(seq, index)
    },
    cite: (seqs) => seqs.map((seq) => ({ seq, index: indexOf(seq) })),
  }
}
