/** From runs to atoms: cuts wherever an index is claimed twice, a run ends, or a proven hash says otherwise. */
import { equalBytes } from '../../bytes/equal.ts'
import { BLOCK_LINES } from '../chunk-facts.ts'
import type { Run, RunTable } from '../run-table.ts'
import { type Atom, hashAt, type LineSource, type ProvenHashes, provenAt } from './atom.ts'

export interface CutOptions {
  readonly runs: RunTable
  readonly source: LineSource
  readonly proven: ProvenHashes
  /** Name of the log; lines of another are foreign. null: unknown, none is. */
  readonly origin: string | null
  /** Lines before this position are what was signed: a head of this size agrees. */
  readonly agreed: number
  /** Entries of a tiles log: the place is all they claim. */
  readonly isPositional: boolean
  /** More atoms than this are not looked at one by one. */
  readonly maxAtoms: number
}

/** A piece of a run: all of it unchanged as far as is known, or all of it changed. */
interface Piece extends Omit<Run, 'log'> {
  readonly claims: boolean
  readonly placed: boolean
  readonly foreign: boolean
  readonly changed: boolean
}

/** @returns null where there are too many */
export async function cutRuns(options: CutOptions): Promise<readonly Atom[] | null> {
  const pieces = await piecesOf(options)
  if (pieces === null) return null
  const contested = contestedIndexes(pieces, options.agreed)
  const atoms: Atom[] = []
  for (const piece of pieces) {
    if (!piece.claims && piece.changed && piece.to - piece.from > options.maxAtoms) return null
    const spans = spansOf(piece, contested)
    if (atoms.length + spans.length > options.maxAtoms) return null
    for (const [i, span] of spans.entries()) {
      const next = i + 1 < spans.length ? atoms.length + 1 : -1
      atoms.push(await atomOf(piece, span, next, options.source))
    }
  }
  return atoms
}

async function piecesOf(options: CutOptions): Promise<readonly Piece[] | null> {
  const { runs, agreed, source, origin } = options
  if (runs.isCut()) return null
  const pieces: Piece[] = []
  for (const run of linkedRuns(runs)) {
    if (run.to <= agreed) continue
    const foreign = origin !== null && run.log !== null && run.log !== origin
    const clipped = run.from >= agreed ? run : await clip(run, agreed, source)
    const claims = !foreign && clipped.seq >= 0 && clipped.prev !== null
    const placed = options.isPositional
    pieces.push(...(await splitByProof({ ...clipped, claims, placed, foreign, changed: false }, options)))
    if (pieces.length > options.maxAtoms) return null
  }
  return pieces
}

/**
 * Lines that count wrongly between lines that count rightly, while all of them link: the hashes say where they belong,
 * so it is the numbers that are wrong, and were when the lines were written.
 */
function renumbered(runs: RunTable, r: number): Run {
  const run = runs.at(r)
  const before = r > 0 ? runs.at(r - 1) : null
  const after = r + 1 < runs.count() ? runs.at(r + 1) : null
  if (!before || !after?.prev || !run.prev || run.seq < 0 || before.seq < 0) return run
  const seq = before.seq + before.to - before.from
  const isBetween =
    before.log === run.log &&
    after.log === run.log &&
    after.seq === seq + run.to - run.from &&
    equalBytes(run.prev, before.lastHash) &&
    equalBytes(after.prev, run.lastHash)
  return isBetween ? { ...run, seq } : run
}

/** Runs, put together again where only numbers had kept them apart. */
function linkedRuns(runs: RunTable): readonly Run[] {
  const joined: Run[] = []
  for (let r = 0; r < runs.count(); r++) {
    const run = renumbered(runs, r)
    const last = joined.at(-1)
    if (last && continuesRun(last, run)) joined[joined.length - 1] = { ...last, to: run.to, lastHash: run.lastHash }
    else joined.push(run)
  }
  return joined
}

function continuesRun(last: Run, run: Run): boolean {
  const follows = last.seq >= 0 && run.seq === last.seq + last.to - last.from && run.log === last.log
  return follows && run.prev !== null && equalBytes(run.prev, last.lastHash)
}

async function clip(run: Run, from: number, source: LineSource): Promise<Run> {
  return {
    ...run,
    from,
    seq: run.seq < 0 ? -1 : run.seq + from - run.from,
    prev: run.prev === null ? null : await hashAt(source, from - 1),
    firstHash: await hashAt(source, from),
  }
}

/**
 * Where hashes are proven, a chained run is right up to some line and wrong from there on: the last line commits to
 * all before it, so one comparison usually settles it.
 */
async function splitByProof(piece: Piece, options: CutOptions): Promise<readonly Piece[]> {
  if (options.proven.covered.length === 0) return [piece]
  if (!piece.claims) return splitUnchained(piece, options)
  const right = await rightLines(piece, options)
  const length = piece.to - piece.from
  if (right === length) return [piece]
  if (right === 0) return [{ ...piece, changed: true }]
  return cutAt(piece, piece.from + right, options.source)
}

async function cutAt(piece: Piece, at: number, source: LineSource): Promise<readonly Piece[]> {
  const last = await hashAt(source, at - 1)
  const first = await hashAt(source, at)
  const seq = piece.seq < 0 ? -1 : piece.seq + at - piece.from
  return [
    { ...piece, to: at, lastHash: last },
    { ...piece, from: at, seq, prev: piece.prev === null ? null : last, firstHash: first, changed: true },
  ]
}

/** Lines of a chained piece that no proven hash contradicts, from its first on. */
async function rightLines(piece: Piece, options: CutOptions): Promise<number> {
  const checks = coveredIndexes(piece, options.proven)
  const isRight = async (check: number): Promise<boolean> => {
    const index = checks.at(check)
    const proven = await provenAt(options.proven, index)
    return proven !== null && equalBytes(proven, await hashAt(options.source, piece.from + index - piece.seq))
  }
  if (checks.count === 0 || (await isRight(checks.count - 1))) return piece.to - piece.from
  // The first wrong one of `checks`: right ones come before wrong ones.
  let low = 0
  let high = checks.count - 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (await isRight(middle)) low = middle + 1
    else high = middle
  }
  return checks.at(low) - piece.seq
}

/** The indexes of a piece that are covered, as an array that is not made. */
function coveredIndexes(piece: Piece, { covered }: ProvenHashes) {
  const end = piece.seq + piece.to - piece.from
  const parts = covered
    .map(({ from, to }) => ({ from: Math.max(from, piece.seq), to: Math.min(to, end) }))
    .filter(({ from, to }) => from < to)
  return {
    count: parts.reduce((sum, { from, to }) => sum + to - from, 0),
    at: (position: number): number => {
      let left = position
      for (const { from, to } of parts) {
        if (left < to - from) return from + left
        left -= to - from
      }
      return -1
    },
  }
}

/** Lines that do not commit to each other: each is compared for itself, at the place it claims or else the one it has. */
async function splitUnchained(piece: Piece, options: CutOptions): Promise<readonly Piece[]> {
  const { source, proven } = options
  const shift = piece.seq >= 0 && !piece.foreign ? piece.seq - piece.from : 0
  const states: { from: number; state: 'right' | 'changed' | 'unknown' }[] = []
  for (let from = piece.from; from < piece.to; ) {
    const to = Math.min(piece.to, from + BLOCK_LINES - ((from + shift) % BLOCK_LINES))
    const hashes = await source.leafHashes(from, to)
    for (let line = from; line < to; line++) {
      const expected = await provenAt(proven, line + shift)
      const isRight = expected && equalBytes(expected, hashes.subarray((line - from) * 32, (line - from) * 32 + 32))
      const state = expected === null ? 'unknown' : isRight ? 'right' : 'changed'
      if (states.at(-1)?.state !== state) states.push({ from: line, state })
    }
    from = to
  }
  const parts: Piece[] = []
  for (const [i, { from, state }] of states.entries()) {
    const to = states[i + 1]?.from ?? piece.to
    const claimed = piece.seq < 0 ? -1 : piece.seq + from - piece.from
    parts.push({
      ...piece,
      from,
      to,
      changed: state === 'changed',
      placed: state === 'right' || (state === 'unknown' && piece.placed),
      seq: state === 'right' ? from + shift : claimed,
      firstHash: await hashAt(source, from),
      lastHash: await hashAt(source, to - 1),
    })
  }
  return parts
}

/** Ascending, not touching; `to` is behind the last. */
type Stretch = readonly [from: number, to: number]

/** Indexes that two lines claim, or one line outside the agreed part that claims an index in it; with one more on either side. */
function contestedIndexes(pieces: readonly Piece[], agreed: number): readonly Stretch[] {
  const edges = pieces
    .filter(({ claims, changed }) => claims && !changed)
    .flatMap(({ seq, from, to }) => [
      { at: seq, step: 1 },
      { at: seq + to - from, step: -1 },
    ])
  edges.sort((a, b) => a.at - b.at || a.step - b.step)
  const stretches: [number, number][] = agreed > 0 ? [[0, agreed + 1]] : []
  let depth = 0
  let from = -1
  for (const { at, step } of edges) {
    depth += step
    if (depth === 2 && step === 1) from = at
    if (depth === 1 && step === -1 && at > from) stretches.push([from - 1, at + 1])
  }
  stretches.sort((a, b) => a[0] - b[0])
  return joined(stretches)
}

function joined(stretches: readonly [number, number][]): readonly Stretch[] {
  const result: [number, number][] = []
  for (const [from, to] of stretches) {
    const last = result.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

/** Position of the first stretch that ends behind `index`. */
function firstBehind(stretches: readonly Stretch[], index: number): number {
  let low = 0
  let high = stretches.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((stretches[middle]?.[1] ?? 0) > index) high = middle
    else low = middle + 1
  }
  return low
}

interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Lines of a piece, split: one by one where contested and at its ends, the stretches between them whole. Of lines
 * without claims only the last can be vouched for, by a line that follows.
 */
function spansOf(piece: Piece, contested: readonly Stretch[]): readonly Span[] {
  const { from, to, seq, claims, changed } = piece
  if ((claims && changed) || piece.placed) return [{ from, to }]
  if (!claims && changed) return Array.from({ length: to - from }, (_, i) => ({ from: from + i, to: from + i + 1 }))
  if (!claims)
    return to - from === 1
      ? [{ from, to }]
      : [
          { from, to: to - 1 },
          { from: to - 1, to },
        ]
  const single: Span[] = [
    { from, to: Math.min(from + 1, to) },
    { from: Math.max(from, to - 2), to },
  ]
  for (let c = firstBehind(contested, seq); c < contested.length; c++) {
    const [first, end] = contested[c] as Stretch
    if (first >= seq + to - from) break
    const part = { from: Math.max(from, from + first - seq), to: Math.min(to, from + end - seq) }
    if (part.from < part.to) single.push(part)
  }
  single.sort((a, b) => a.from - b.from)
  const spans: Span[] = []
  let at = from
  for (const part of single) {
    if (part.from > at) spans.push({ from: at, to: part.from })
    for (let line = Math.max(at, part.from); line < part.to; line++) spans.push({ from: line, to: line + 1 })
    at = Math.max(at, part.to)
  }
  if (at < to) spans.push({ from: at, to })
  return spans
}

async function atomOf(piece: Piece, { from, to }: Span, next: number, source: LineSource): Promise<Atom> {
  const isFirst = from === piece.from
  const { claims, placed, foreign, changed } = piece
  return {
    pos: from,
    len: to - from,
    seq: piece.seq < 0 ? -1 : piece.seq + from - piece.from,
    prev: isFirst ? piece.prev : claims ? await hashAt(source, from - 1) : null,
    first: isFirst ? piece.firstHash : await hashAt(source, from),
    last: to === piece.to ? piece.lastHash : await hashAt(source, to - 1),
    claims,
    placed,
    foreign,
    changed,
    next,
  }
}
