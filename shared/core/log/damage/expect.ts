/**
 * What hash each index should have, and which lines have it: docs/formats/log.md §5, "Expected hash".
 *
 * In this order: a proven hash; the `prev` of the line that claims the next index, unless that line is contradicted by
 * its own successor; the hash of a line that claims the index and that nothing contradicts. Where several lines claim
 * an index and say different things, the one is believed that most lines go on from, and of equals the first.
 */
import { equalBytes } from '../../bytes/equal.ts'
import { BLOCK_LINES } from '../chunk-facts.ts'
import { type Atom, hashKey, type LineSource, type ProvenHashes, provenAt } from './atom.ts'

export type HashOrigin = 'proven' | 'successor' | 'presumed'

export interface Expectation {
  readonly hash: Uint8Array
  readonly origin: HashOrigin
}

/** How to believe where the evidence alone does not say: tried in turn until a verified head agrees. */
export interface Belief {
  /**
   * Also take the `prev` of lines that are contradicted themselves, where nothing else is known: everywhere, or at
   * these indexes.
   */
  readonly contradicted: boolean | ReadonlySet<number>
  /** Of lines that as many go on from, believe the last instead of the first. */
  readonly latest: boolean
  /** Believe the log's last line, which nothing follows that could contradict it. */
  readonly trustLast: boolean
}

export interface Expected {
  /** For the indexes around damage; an index inside a longer atom is expected to be what it is. */
  readonly at: ReadonlyMap<number, Expectation>
  /** Index that the first line of each atom is matched with, -1 = its hash is expected nowhere. */
  readonly matched: Float64Array
  /** Lines presumed unchanged although a successor, itself contradicted, claims another hash. */
  readonly disputed: readonly Disputed[]
}

export interface Disputed {
  readonly index: number
  readonly pos: number
  /** What the successor claims. */
  readonly hash: Uint8Array
}

export interface ExpectOptions {
  readonly atoms: readonly Atom[]
  readonly source: LineSource
  readonly proven: ProvenHashes
  /** Lines before this position have the index of their position. */
  readonly agreed: number
  readonly belief: Belief
}

export async function expectHashes(options: ExpectOptions): Promise<Expected> {
  const { atoms, agreed, source, proven, belief } = options
  const witness = createWitness(atoms, belief, source.lines)
  const at = new Map<number, Expectation>()
  const provenHash = new Map<number, Uint8Array>()
  const indexes = new Set<number>()
  for (const { seq, claims, changed } of atoms) {
    if (!claims || changed) continue
    indexes.add(seq)
    if (seq > 0) indexes.add(seq - 1)
  }
  const sorted = [...indexes].sort((a, b) => a - b)
  for (const index of sorted) {
    const hash = await provenAt(proven, index)
    if (hash) provenHash.set(index, hash)
  }
  for (const index of sorted) {
    if (index < agreed) {
      at.set(index, { hash: (await source.leafHashes(index, index + 1)).slice(0, 32), origin: 'proven' })
      continue
    }
    const hash = provenHash.get(index)
    const expectation: Expectation | null = hash
      ? { hash, origin: 'proven' }
      : (witness.fromSuccessor(index) ?? witness.presumed(index, at.get(index - 1)?.hash ?? null))
    if (expectation) at.set(index, expectation)
  }
  const matched = await matchAtoms(atoms, at, proven)
  const disputed = sorted.flatMap((index): Disputed[] => {
    const hash = at.get(index)?.origin === 'presumed' ? witness.claimed(index) : null
    return hash ? [{ index, ...hash }] : []
  })
  return { at, matched, disputed }
}

/** Answers what the claims of lines say about an index. */
function createWitness(atoms: readonly Atom[], belief: Belief, lines: number) {
  const atom = (i: number): Atom => atoms[i] as Atom
  const isSilenced = (i: number): boolean => !belief.trustLast && atom(i).pos === lines - 1
  const claiming = atoms.map((_, i) => i).filter((i) => atom(i).claims && !atom(i).changed)
  const at = claimantsOf(atoms, claiming)

  const isContradicted = (i: number): boolean => {
    const { next, seq, len, last } = atom(i)
    if (next >= 0) return false
    const successors = at(seq + len).filter((s) => atom(s).prev !== null && !isSilenced(s))
    return successors.length > 0 && !successors.some((s) => equalBytes(atom(s).prev as Uint8Array, last))
  }
  /** Highest index that a chain of lines from each atom on reaches. */
  const reach = new Float64Array(atoms.length)
  const bySeq = [...claiming].sort((a, b) => atom(b).seq - atom(a).seq)
  for (const i of bySeq) {
    const { seq, len, last, next } = atom(i)
    let furthest = seq + len - 1
    if (next >= 0) furthest = Math.max(furthest, reach[next] as number)
    for (const s of at(seq + len)) {
      const { prev } = atom(s)
      if (prev && equalBytes(prev, last)) furthest = Math.max(furthest, reach[s] as number)
    }
    reach[i] = furthest
  }

  const best = (candidates: readonly number[]): Atom | null => {
    let chosen = -1
    for (const i of candidates) {
      const further = chosen < 0 ? 1 : (reach[i] as number) - (reach[chosen] as number)
      if (further > 0 || (further === 0 && belief.latest)) chosen = i
    }
    return chosen < 0 ? null : atom(chosen)
  }

  return {
    fromSuccessor: (index: number): Expectation | null => {
      const successors = at(index + 1).filter((i) => !isSilenced(i))
      const credible = best(successors.filter((i) => !isContradicted(i)))
      const { contradicted } = belief
      const takesAny = typeof contradicted === 'boolean' ? contradicted : contradicted.has(index)
      const successor = credible ?? (takesAny ? best(successors) : null)
      return successor?.prev ? { hash: successor.prev, origin: 'successor' } : null
    },
    presumed: (index: number, before: Uint8Array | null): Expectation | null => {
      const fitting = at(index).filter((i) => {
        const { prev } = atom(i)
        return before === null || prev === null || equalBytes(prev, before)
      })
      const line = best(fitting)
      return line && { hash: line.first, origin: 'presumed' }
    },
    /** What is claimed of a line by a successor that is contradicted itself. */
    claimed: (index: number): { readonly pos: number; readonly hash: Uint8Array } | null => {
      const successor = best(at(index + 1))
      const line = best(at(index))
      if (!successor?.prev || !line || equalBytes(successor.prev, line.first)) return null
      return { pos: line.pos, hash: successor.prev }
    },
  }
}

/** Atoms that claim an index with their first line. */
function claimantsOf(atoms: readonly Atom[], which: readonly number[]): (index: number) => readonly number[] {
  const claimants = new Map<number, number[]>()
  for (const i of which) {
    const { seq } = atoms[i] as Atom
    const list = claimants.get(seq)
    if (list) list.push(i)
    else claimants.set(seq, [i])
  }
  return (index) => claimants.get(index) ?? []
}

async function matchAtoms(
  atoms: readonly Atom[],
  at: ReadonlyMap<number, Expectation>,
  proven: ProvenHashes,
): Promise<Float64Array> {
  const matched = new Float64Array(atoms.length).fill(-1)
  const left: number[] = []
  atoms.forEach((atom, i) => {
    const { seq, len, claims, placed, changed, first } = atom
    if (changed) {
      if (!claims) left.push(i)
      return
    }
    const expected = claims && len === 1 ? at.get(seq) : undefined
    if (placed || (claims && len > 1)) matched[i] = seq
    else if (expected && equalBytes(expected.hash, first)) matched[i] = seq
    else if (len === 1) left.push(i)
  })
  if (left.length > 0) await matchByHash(atoms, at, proven, left, matched)
  return matched
}

/** Lines that claim no index, or a wrong one, and yet are what is expected somewhere. */
async function matchByHash(
  atoms: readonly Atom[],
  at: ReadonlyMap<number, Expectation>,
  proven: ProvenHashes,
  left: readonly number[],
  matched: Float64Array,
): Promise<void> {
  const wanted = new Set(left.map((i) => hashKey((atoms[i] as Atom).first)))
  const indexOf = new Map<string, number>()
  const note = (hash: Uint8Array, index: number): void => {
    const key = hashKey(hash)
    if (wanted.has(key) && index < (indexOf.get(key) ?? Number.POSITIVE_INFINITY)) indexOf.set(key, index)
  }
  for (const [index, { hash }] of at) note(hash, index)
  for (const { from, to } of proven.covered) {
    for (let index = from; index < to; ) {
      const end = Math.min(to, index + BLOCK_LINES - (index % BLOCK_LINES))
      const hashes = await proven.hashes(index, end)
      for (let i = index; i < end; i++) note(hashes.subarray((i - index) * 32, (i - index) * 32 + 32), i)
      index = end
    }
  }
  for (const i of left) {
    const index = indexOf.get(hashKey((atoms[i] as Atom).first))
    if (index !== undefined) matched[i] = index
  }
}
