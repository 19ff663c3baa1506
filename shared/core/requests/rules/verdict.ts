/** What a rule says about one thing it judges. */
export type Verdict =
  | { readonly answer: 'met'; readonly entries: readonly number[] }
  | {
      readonly answer: 'broken'
      /** seq, ascending: the entries that prove it. */
      readonly entries: readonly number[]
      /** When it was broken: the time of the entry that broke it, or the moment at which a time limit ran out. */
      readonly atMs: number
      readonly text: string
      /** True while what was owed has still not been done. */
      readonly owed: boolean
      /** For rules about the whole log that can still name a request. */
      readonly req?: string
    }
  | {
      readonly answer: 'not_evaluated'
      readonly entries: readonly number[]
      /** The same words for the same cause, so that causes can be counted. */
      readonly why: string
    }
  | {
      /** Still in time: nothing was done yet, and nothing is broken. */
      readonly answer: 'open'
      readonly entries: readonly number[]
      /** Null while the clock stands still. */
      readonly dueMs: number | null
    }

/** Each once. Most lists are short and in order, and three million of them are made for a million entries. */
function ascending(entries: readonly number[]): readonly number[] {
  const isAscending = entries.every((entry, at) => at === 0 || (entries[at - 1] ?? entry) < entry)
  return isAscending ? entries : [...new Set(entries)].sort((a, b) => a - b)
}

export const met = (entries: readonly number[]): Verdict => ({ answer: 'met', entries: ascending(entries) })

export const broken = (entries: readonly number[], atMs: number, text: string, owed = false): Verdict => {
  return { answer: 'broken', entries: ascending(entries), atMs, text, owed }
}

export const notEvaluated = (entries: readonly number[], why: string): Verdict => {
  return { answer: 'not_evaluated', entries: ascending(entries), why }
}

export const open = (entries: readonly number[], dueMs: number | null): Verdict => {
  return { answer: 'open', entries: ascending(entries), dueMs }
}

export interface TimeLimit {
  readonly startMs: number
  readonly limitMs: number
  /** The entry that did what was owed, and its time; null: not done. */
  readonly done: { readonly seq: number; readonly timeMs: number } | null
  readonly asOfMs: number
  /** Entries that show the start. */
  readonly entries: readonly number[]
  readonly text: (late: boolean) => string
}

/** Elapsed > limit is broken, equality is not; exact to the millisecond. Done late stays broken. */
export function judgeTimeLimit({ startMs, limitMs, done, asOfMs, entries, text }: TimeLimit): Verdict {
  const dueMs = startMs + limitMs
  const isOver = (done?.timeMs ?? asOfMs) > dueMs
  const cited = done === null ? entries : [...entries, done.seq]
  if (isOver) return broken(cited, dueMs, text(done !== null), done === null)
  return done === null ? open(cited, dueMs) : met(cited)
}
