/**
 * Where to tamper: places drawn at random, far enough apart that each operation can be told from the others
 * (at least 3 untouched entries between two), inside one segment, and where the log shows what was there before.
 */
import { type InputError, quote } from '../input-error.ts'
import { err, ok, type Result } from '../result.ts'
import type { Random } from '../sample/random.ts'
import { type Change, isSingle, type Wanted } from './ops.ts'

/** What has to be known of a log to plan: no content. */
export interface LogShape {
  /** Lines of each segment, in order. */
  readonly segments: readonly number[]
  /** Sizes of its signed heads, ascending. What none of them covers nobody can miss. */
  readonly heads: readonly number[]
  /** All level-0 tiles are there: the hash of every single entry is known. */
  readonly hasTiles: boolean
}

export const linesOf = ({ segments }: LogShape): number => segments.reduce((sum, lines) => sum + lines, 0)

/** Entries that a head covers. */
const coveredOf = (shape: LogShape): number => Math.min(linesOf(shape), shape.heads.at(-1) ?? 0)

interface Span {
  readonly lo: number
  readonly hi: number
}

/** Untouched entries between two operations. */
export const APART = 3
const MOST_TRIES = 20_000
const FARTHEST = 40

export function planChanges(
  shape: LogShape,
  wanted: readonly Wanted[],
  random: Random,
): Result<readonly Change[], InputError> {
  const refuse = (field: string, expected: string, got: string) =>
    err({ code: 'bad_option' as const, place: { file: 'tamper', field }, expected, got })
  const ops = wanted.map(({ op }) => op)
  const twice = ops.find((op, i) => isSingle(op) && ops.indexOf(op) !== i)
  if (twice !== undefined) return refuse('op', `${twice} at most once`, 'more')
  if (ops.includes('rechained') && ops.includes('tail_cut')) return refuse('op', 'rechained without tail_cut', 'both')
  const changes: Change[] = []
  // What touches an end goes first: it has no choice of place.
  for (const one of [...wanted].sort((a, b) => Number(isSingle(b.op)) - Number(isSingle(a.op)))) {
    const change = place(one, shape, changes, random)
    if (change === null) {
      return refuse(
        'op',
        `room for ${ops.length} operations at least ${APART} entries apart`,
        `${coveredOf(shape)} signed entries; no place for ${quote(one.op)}`,
      )
    }
    changes.push(change)
  }
  return ok(changes.sort((a, b) => spanOf(a).lo - spanOf(b).lo))
}

function place(wanted: Wanted, shape: LogShape, taken: readonly Change[], random: Random): Change | null {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const segment = segmentAt(shape, random.below(Math.max(1, coveredOf(shape))))
    const change = draw(wanted, segment, shape, random)
    if (change === null) continue
    const span = spanOf(change)
    const isFree = taken.map(spanOf).every((other) => span.hi + APART < other.lo || other.hi + APART < span.lo)
    if (isFree) return change
  }
  return null
}

/** All the entries that an operation touches or leans on. */
export function spanOf(change: Change): Span {
  if (change.op === 'insert') return { lo: change.first - 1, hi: change.first }
  if (change.op === 'rechained') return { lo: change.seenFrom, hi: change.last }
  if (change.op !== 'move' && change.op !== 'duplicate') return { lo: change.first, hi: change.last }
  return { lo: Math.min(change.first, change.to - 1), hi: Math.max(change.last, change.to) }
}

/** First and last index of the segment that holds `index`, cut to what is covered. */
function segmentAt(shape: LogShape, index: number): Span {
  const covered = coveredOf(shape)
  let lo = 0
  for (const lines of shape.segments) {
    if (index < lo + lines) return { lo, hi: Math.min(lo + lines, covered) - 1 }
    lo += lines
  }
  return { lo: 0, hi: -1 }
}

/** Inside [lo+1, hi-1] of one segment, so that neighbours on both sides are in the same file. Null: does not fit here. */
function draw({ op, length: asked }: Wanted, { lo, hi }: Span, shape: LogShape, random: Random): Change | null {
  const { segments, heads, hasTiles } = shape
  const [total, covered] = [linesOf(shape), coveredOf(shape)]
  const [low, high] = [lo + 1, hi - 1]
  const run = (longest: number): Span | null => {
    const length = asked ?? random.between(1, longest)
    const first = random.between(low, high - length + 1)
    return first >= low && first + length - 1 <= high ? { lo: first, hi: first + length - 1 } : null
  }
  switch (op) {
    case 'edit':
    case 'bitflip': {
      const one = run(1)
      return one && { op, first: one.lo, last: one.hi }
    }
    case 'crlf':
    case 'delete':
    case 'spliced': {
      const some = run(3)
      return some && { op, first: some.lo, last: some.hi }
    }
    case 'insert': {
      const index = random.between(low, high)
      return index < low || index > high
        ? null
        : { op, first: index, last: index, count: asked ?? (random.chance(0.25) ? 2 : 1) }
    }
    case 'duplicate':
    case 'move':
      return drawMoved(op, { lo: low, hi: high }, run(2), random)
    case 'head_cut': {
      const most = Math.min((segments[0] ?? 0) - 2, covered - 2)
      const cut = asked ?? random.between(1, Math.min(12, most))
      return cut < 1 || cut > most ? null : { op, first: 0, last: cut - 1 }
    }
    case 'tail_cut': {
      const most = Math.min((segments.at(-1) ?? 0) - 1, total - 2)
      const cut = asked ?? random.between(1, Math.min(12, most))
      return cut < 1 || cut > most || covered < total ? null : { op, first: total - cut, last: total - 1 }
    }
    case 'rechained': {
      const first = random.between(Math.floor(total / 10), Math.min(covered, total) - 3)
      const seenFrom = hasTiles ? first : Math.max(0, ...heads.filter((size) => size <= first))
      return first < 1 || first > covered - 3 ? null : { op, first, last: total - 1, seenFrom }
    }
    case 'fork':
    case 'backdate':
      return null
  }
}

/**
 * A copy stands right behind its original, or some way off. A move goes farther than the run is long, and not next
 * door: of two neighbours that changed places nobody can say which one moved.
 */
function drawMoved(op: 'duplicate' | 'move', within: Span, run: Span | null, random: Random): Change | null {
  if (run === null) return null
  const length = run.hi - run.lo + 1
  const distance = random.between(length + 2, FARTHEST)
  const isAhead = random.chance(0.5)
  const to = op === 'duplicate' && random.chance(0.4) ? run.hi + 1 : isAhead ? run.hi + 1 + distance : run.lo - distance
  return to <= within.lo || to > within.hi ? null : { op, first: run.lo, last: run.hi, to }
}
