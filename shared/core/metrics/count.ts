/**
 * Counting: how many requests, accounts or flags fall into one cut of a cohort, and which entries are behind the number.
 */
import {
  addDeciders,
  DIMENSIONS,
  type Dimension,
  PLACE,
  RECEIVED_ONLY,
  type ReportRow,
  SINGLE_DECIDER,
  valuesOf,
} from './dimensions.ts'

export type Measure = 'request' | 'account' | 'account_disclosed' | 'flag'
export type Cut = Readonly<Partial<Record<Dimension, string>>>

export interface Counted {
  readonly value: number
  /** Requests of the cut whose contribution the log does not know. `value` is then only what is certain. */
  readonly unknown: number
  /** `request.received` of each request counted, and the entry that decided each value. */
  readonly entries: number
}

/** What a request adds; null: unknown. */
export function contribution(row: ReportRow, measure: Measure): number | null {
  switch (measure) {
    case 'request':
      return 1
    case 'account':
      return row.accounts
    case 'account_disclosed':
      // Several bundles may be about the same accounts: their sum says nothing beyond the accounts asked for.
      return row.accountsDisclosed === null || row.accounts === null
        ? row.accountsDisclosed
        : Math.min(row.accountsDisclosed, row.accounts)
    case 'flag':
      return row.flags.raised
  }
}

/** seq of the entries behind one request's part of a cut, received first, none twice. */
export function entriesBehind(row: ReportRow, measure: Measure, dimensions: readonly Dimension[]): readonly number[] {
  const seqs: number[] = []
  gather(row, measure, dimensions, seqs)
  return seqs
}

/** Into a list that is used again and again: this runs millions of times. A request has few deciders, a short list is searched fast. */
function gather(row: ReportRow, measure: Measure, dimensions: readonly Dimension[], into: number[]): void {
  into.length = 0
  into.push(row.decidedBy.received)
  for (const dimension of dimensions) addDeciders(row, dimension, into)
  if (measure === 'account_disclosed') addDeciders(row, 'disclosed', into)
  if (measure === 'flag') addDeciders(row, 'flagged', into)
}

/** A row with its values in every dimension, worked out once: every table asks for them again. */
export interface CountedRow {
  readonly row: ReportRow
  /** By `PLACE` of the dimension. */
  readonly values: readonly (readonly string[])[]
}

export function countedRow(row: ReportRow): CountedRow {
  return { row, values: DIMENSIONS.map((dimension) => valuesOf(row, dimension)) }
}

/** Does a row lie in a cut? Compiled once for a cut, then asked for every row. */
export function fitter(cut: Cut): (counted: CountedRow) => boolean {
  const wanted = (Object.entries(cut) as [Dimension, string][]).map(([dimension, value]) => ({
    at: PLACE[dimension],
    value,
  }))
  return ({ values }) => {
    for (const { at, value } of wanted) if (!values[at]?.includes(value)) return false
    return true
  }
}

/** One count over some rows: those that fit `where`. */
export interface Wanted {
  readonly measure: Measure
  readonly where: Cut
  /** Of the whole cut the rows were chosen by: the entries that decided them are behind the count too. */
  readonly dimensions: readonly Dimension[]
}

type Counter = ReturnType<typeof createCounter>

/** Several counts over the same rows in one pass: a row is shown to the counts of its own values only. */
export function countEach(rows: readonly CountedRow[], wanted: readonly Wanted[]): readonly Counted[] {
  const counters = wanted.map(({ measure, dimensions }) => createCounter(measure, dimensions))
  const ofAll: Counter[] = []
  const byValue = new Map<Dimension, Map<string, Counter[]>>()
  const ofSome: { readonly fits: (row: CountedRow) => boolean; readonly counter: Counter }[] = []
  for (const [at, counter] of counters.entries()) {
    const where = wanted[at]?.where ?? {}
    const conditions = Object.entries(where) as [Dimension, string][]
    const [first] = conditions
    if (first === undefined) ofAll.push(counter)
    else if (conditions.length > 1) ofSome.push({ fits: fitter(where), counter })
    else {
      const [dimension, value] = first
      const values = byValue.get(dimension) ?? new Map<string, Counter[]>()
      byValue.set(dimension, values)
      values.set(value, [...(values.get(value) ?? []), counter])
    }
  }
  const dimensions = [...byValue].map(([dimension, counts]) => ({ at: PLACE[dimension], counts }))
  for (const row of rows) {
    for (const counter of ofAll) counter.add(row)
    for (const { at, counts } of dimensions) {
      for (const value of row.values[at] ?? []) {
        for (const counter of counts.get(value) ?? NO_COUNTERS) counter.add(row)
      }
    }
    for (const { fits, counter } of ofSome) if (fits(row)) counter.add(row)
  }
  return counters.map((counter) => counter.counted())
}
const NO_COUNTERS: readonly Counter[] = []

/** Adds up one group of rows at a time. */
function createCounter(measure: Measure, dimensions: readonly Dimension[]) {
  // Without deciders there is one entry a request: its receipt.
  const decided = dimensions.filter((dimension) => !RECEIVED_ONLY.has(dimension))
  const isOfRequest = measure === 'request' || measure === 'account'
  const isPlain = isOfRequest && decided.length === 0
  // Each delivery is an entry of its own, and none is the receipt.
  const isOfDeliveries = measure === 'account_disclosed' && decided.length === 0
  // With one decider it is that one or none: most cuts are so, and need no list.
  const [first] = decided
  const single = isOfRequest && decided.length === 1 && first !== undefined ? SINGLE_DECIDER[first] : undefined
  let value = 0
  let unknown = 0
  let entries = 0
  const seqs: number[] = []
  return {
    add({ row }: CountedRow): void {
      const part = measure === 'request' ? 1 : contribution(row, measure)
      if (part === null) unknown++
      else value += part
      if (isPlain) {
        entries++
        return
      }
      if (isOfDeliveries) {
        entries += 1 + row.decidedBy.deliveries.length
        return
      }
      if (single !== undefined) {
        const { [single]: seq, received } = row.decidedBy
        entries += seq === null || seq === received ? 1 : 2
        return
      }
      gather(row, measure, decided, seqs)
      entries += seqs.length
    },
    counted: (): Counted => ({ value, unknown, entries }),
  }
}
