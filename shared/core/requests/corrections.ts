/**
 * Corrections: `correction` entries say that a member of an earlier entry's `data` was logged wrongly. The entry is
 * never edited; the fold reads the corrected value and keeps both. Per field the last correction by seq wins.
 * docs/formats/events.md §1.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../formats/json-value.ts'
import type { EntryPlace } from './history.ts'
import { parsePointer, valueAt, withValueAt } from './json-pointer.ts'
import { describe, type LogEntry } from './log-entry.ts'
import type { CorrectedValue } from './request-row.ts'

/** One `correction` entry, itself already corrected. */
export interface Correction {
  readonly by: number
  readonly index: number
  readonly timeMs: number
  /** The entry it speaks of. */
  readonly seq: number
  readonly field: string
  readonly value: JsonValue
  readonly why: string | null
  /** Corrections of this correction. */
  readonly through: readonly EntryPlace[]
}

/** A correction entry that corrects nothing, and why. */
export interface FailedCorrection {
  readonly by: number
  readonly timeMs: number
  readonly why: string
}

export interface Corrections {
  /** By the seq of the corrected entry, in seq order. */
  readonly bySeq: ReadonlyMap<number, readonly Correction[]>
  readonly failed: readonly FailedCorrection[]
}

export const NO_CORRECTIONS: Corrections = { bySeq: new Map(), failed: [] }

export interface Corrected {
  readonly data: JsonObject
  readonly values: readonly CorrectedValue[]
  /** Every correction that speaks of this entry, or of one that does; erased commitments included. */
  readonly entries: readonly EntryPlace[]
  readonly failed: readonly FailedCorrection[]
}

/**
 * @param entries the `correction` entries of a log with time <= T, in any order
 */
export function collectCorrections(entries: readonly LogEntry[]): Corrections {
  const bySeq = new Map<number, Correction[]>()
  const failed: FailedCorrection[] = []
  // From the last to the first, so that a correction of a correction is known before it is needed.
  for (const entry of [...entries].sort((a, b) => b.seq - a.seq || b.index - a.index)) {
    const own = correctedData(entry, bySeq.get(entry.seq))
    failed.push(...own.failed)
    const read = readCorrection(entry, own)
    if ('problem' in read) failed.push({ by: entry.seq, timeMs: entry.timeMs, why: read.problem })
    else bySeq.set(read.seq, [read, ...(bySeq.get(read.seq) ?? [])])
  }
  return { bySeq, failed }
}

function readCorrection(
  entry: LogEntry,
  { data, entries: through }: Corrected,
): Correction | { readonly problem: string } {
  const { seq, field, value, why } = data
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 0) {
    return { problem: `a correction of entry ${describe(seq)}, expected its seq` }
  }
  if (seq >= entry.seq) return { problem: `a correction of entry ${seq}, which does not come before it` }
  if (typeof field !== 'string' || parsePointer(field) === null) {
    return { problem: `a correction of field ${describe(field)}, expected a JSON pointer` }
  }
  if (value === undefined) return { problem: 'a correction without a value' }
  const { index, timeMs } = entry
  return { by: entry.seq, index, timeMs, seq, field, value, why: typeof why === 'string' ? why : null, through }
}

/** `/c/<name>` with value null says that the salt of a commitment was deleted: about the entry, but no value of `data`. */
const isErasure = ({ field, value }: Correction): boolean => /^\/c\/[^/]+$/.test(field) && value === null

/** The entry's data as corrected. Without corrections: the same object, and no copies. */
export function correctedData(entry: LogEntry, corrections: readonly Correction[] | undefined): Corrected {
  if (corrections === undefined) return { data: entry.data, values: [], entries: [], failed: [] }
  let data = entry.data
  const values = new Map<string, CorrectedValue>()
  const failed: FailedCorrection[] = []
  for (const correction of corrections) {
    if (isErasure(correction)) continue
    const { by, timeMs, field, why } = correction
    const path = parsePointer(field) ?? []
    const changed = withValueAt(data, path, correction.value)
    if (!isJsonObject(changed)) {
      failed.push({ by, timeMs, why: `a correction of ${field} of entry ${entry.seq}, which has no such place` })
      continue
    }
    data = changed
    values.delete(field)
    values.set(field, { seq: entry.seq, field, from: valueAt(entry.data, path) ?? null, to: correction.value, by, why })
  }
  return {
    data,
    values: [...values.values()],
    entries: corrections.flatMap(({ by, index, through }) => [{ seq: by, index }, ...through]),
    failed,
  }
}
