/**
 * Runs: stretches of lines in which each continues the one before, by `seq`, by `prev` and by `log`. A log without
 * damage is one run. All that is known of a whole log between its runs' ends is that nothing is wrong there.
 *
 * A run may be *silent*: its lines claim nothing, or only a place (entries of a C2SP tiles log).
 */
import { createHashList } from './hash-list.ts'

export interface Run {
  /** Position of the first line among all lines of the export. */
  readonly from: number
  /** Behind the last. */
  readonly to: number
  /** Claimed by the first line; -1 = nothing. The others count on from it. */
  readonly seq: number
  /** Claimed by the first line; null = nothing. */
  readonly prev: Uint8Array | null
  readonly firstHash: Uint8Array
  readonly lastHash: Uint8Array
  /** Name of the log that the lines claim; null = none. */
  readonly log: string | null
}

export interface RunTable {
  readonly count: () => number
  readonly at: (index: number) => Run
  /** More runs than are kept: what is behind the last one kept is not told apart. */
  readonly isCut: () => boolean
  readonly start: (run: Omit<Run, 'to' | 'lastHash'>) => void
  readonly end: (to: number, lastHash: Uint8Array) => void
}

/** Of a log in which every other line is wrong this is enough for two million lines; 110 bytes each. */
export const MAX_RUNS = 2 ** 20

export function createRunTable(maxRuns = MAX_RUNS): RunTable {
  const from: number[] = []
  const to: number[] = []
  const seq: number[] = []
  const log: number[] = []
  const hasPrev: boolean[] = []
  const prevs = createHashList()
  const firsts = createHashList()
  const lasts = createHashList()
  const names: (string | null)[] = []
  const ids = new Map<string | null, number>()
  let isCut = false

  const idOf = (name: string | null): number => {
    const known = ids.get(name)
    if (known !== undefined) return known
    ids.set(name, names.length)
    return names.push(name) - 1
  }
  return {
    count: () => from.length,
    isCut: () => isCut,
    at: (index) => ({
      from: from[index] as number,
      to: to[index] as number,
      seq: seq[index] as number,
      prev: hasPrev[index] ? prevs.at(index) : null,
      firstHash: firsts.at(index),
      lastHash: lasts.at(index),
      log: names[log[index] as number] ?? null,
    }),
    start: (run) => {
      if (from.length === maxRuns) {
        isCut = true
        return
      }
      from.push(run.from)
      seq.push(run.seq)
      hasPrev.push(run.prev !== null)
      prevs.add(run.prev ?? NONE)
      firsts.add(run.firstHash)
      log.push(idOf(run.log))
    },
    end: (end, lastHash) => {
      if (to.length < from.length) {
        to.push(end)
        lasts.add(lastHash)
      }
    },
  }
}

export function anyRun(runs: RunTable, is: (run: Run) => boolean): boolean {
  for (let n = 0; n < runs.count(); n++) if (is(runs.at(n))) return true
  return false
}

const NONE = new Uint8Array(32)
