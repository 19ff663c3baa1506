/** Every head against the tree of the entries, and against every other head. docs/formats/log.md §5. */
import { equalBytes } from '../bytes/equal.ts'
import type { Checkpoint } from '../note/checkpoint.ts'
import type { Head } from './head.ts'

/** A head that a trusted key verified, of the log that is looked at. Only these decide anything. */
export interface CountedHead {
  readonly head: Head
  readonly checkpoint: Checkpoint
  /** At most 2^53-1: larger ones are as large as any log here could never be. */
  readonly size: number
  /** Does the log as it stands give this root? beyond: it has fewer entries. */
  readonly agrees: 'yes' | 'no' | 'beyond'
}

/** Larger sizes are legal in a note (up to 2^63-1) and nowhere else. */
export const sizeOf = ({ size }: Checkpoint): number => Number(size > MAX_SAFE ? MAX_SAFE : size)
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER)

export interface CompareOptions {
  readonly heads: readonly Head[]
  readonly origin: string | null
  /** False for a single note: there is nothing to compare it with. */
  readonly hasEntries: boolean
  readonly lines: number
  readonly rootAt: (size: number) => Uint8Array | undefined
}

export function countHeads({ heads, origin, hasEntries, lines, rootAt }: CompareOptions): readonly CountedHead[] {
  return heads.flatMap((head): CountedHead[] => {
    const { checkpoint, status } = head
    if (status !== 'verified' || checkpoint === null || checkpoint.origin !== origin) return []
    const size = sizeOf(checkpoint)
    if (!hasEntries || size > lines) return [{ head, checkpoint, size, agrees: 'beyond' }]
    const computed = rootAt(size)
    const agrees = computed !== undefined && equalBytes(computed, checkpoint.root) ? 'yes' : 'no'
    return [{ head, checkpoint, size, agrees }]
  })
}

/** Two heads of one log that cannot both be true. */
export interface Fork {
  readonly a: CountedHead
  readonly b: CountedHead
  /** Smallest size at which the two histories are known to differ. */
  readonly size: number
}

/**
 * All pairs. Two heads contradict each other when they have one size and two roots, or when the entries (as they stand,
 * or repaired) lead to the larger one and not to the smaller.
 *
 * `leadsTo`: the root that the entries which lead to a head of `size` have at a smaller size; undefined where they are
 * not known to lead to it.
 */
export function findForks(
  heads: readonly CountedHead[],
  leadsTo: (size: number, smaller: number) => Uint8Array | undefined,
): readonly Fork[] {
  const forks: Fork[] = []
  const distinct = new Map<string, CountedHead>()
  for (const head of heads) {
    const key = `${head.size} ${head.checkpoint.root.join()}`
    if (!distinct.has(key)) distinct.set(key, head)
  }
  const list = [...distinct.values()]
  // Heads that the entries agree with agree with each other.
  const doubtful = list.filter(({ agrees }) => agrees !== 'yes')
  for (const a of doubtful) {
    for (const b of list) {
      if (a === b || (b.agrees !== 'yes' && list.indexOf(b) < list.indexOf(a))) continue
      const fork = contradiction(a, b, leadsTo)
      if (fork) forks.push(fork)
      if (forks.length === MAX_FORKS) return forks
    }
  }
  return forks
}

/** Pairs that are listed. */
const MAX_FORKS = 1000

function contradiction(
  a: CountedHead,
  b: CountedHead,
  leadsTo: (size: number, smaller: number) => Uint8Array | undefined,
): Fork | null {
  const [smaller, larger] = a.size <= b.size ? [a, b] : [b, a]
  if (smaller.size === larger.size) return { a: larger, b: smaller, size: a.size }
  const root = leadsTo(larger.size, smaller.size)
  return root !== undefined && !equalBytes(root, smaller.checkpoint.root)
    ? { a: larger, b: smaller, size: smaller.size }
    : null
}
