/** From operations to the items that are shown: docs/formats/log.md §5, "Item". */
import { encodeBase64 } from '../../bytes/base64.ts'
import type { DamageCause } from './restore.ts'

export type DamageOpName =
  | 'edit'
  | 'delete'
  | 'insert'
  | 'duplicate'
  | 'move'
  | 'head_cut'
  | 'tail_cut'
  | 'rechained'
  | 'spliced'

/** One line or index of damage, or a stretch that is alike; not yet joined with its neighbours. */
export interface Mark {
  readonly op: DamageOpName
  readonly first: number
  readonly last: number
  /** Lines that stand where none belong (insert, spliced). */
  readonly count: number
  /** move */
  readonly to: number
  readonly pos: number
  /** Lines of the export that show it. */
  readonly lines: number
  readonly certain: boolean
  readonly alternatives: readonly string[]
  readonly cause: DamageCause | null
  readonly expected: Uint8Array | null
  readonly got: Uint8Array | null
}

export interface DamagePlace {
  readonly file: string
  readonly byteOffset: number
}

export interface Damage extends DamagePlace {
  readonly op: DamageOpName
  readonly first: number
  readonly last: number
  readonly count?: number
  readonly to?: number
  readonly certain: boolean
  readonly alternatives?: string[]
  readonly cause?: DamageCause
  readonly expected?: string
  readonly got?: string
}

/** Joins neighbours of the same operation and cause, and sorts by `first`, then by operation. */
export function joinMarks(marks: readonly Mark[]): readonly Mark[] {
  const joined: Mark[] = []
  for (const mark of [...marks].sort(byPlace)) {
    const last = joined.at(-1)
    if (last && areNeighbours(last, mark)) joined[joined.length - 1] = join(last, mark)
    else joined.push(mark)
  }
  return joined
}

function byPlace(a: Mark, b: Mark): number {
  return a.first - b.first || (a.op < b.op ? -1 : a.op > b.op ? 1 : 0) || a.pos - b.pos
}

function areNeighbours(a: Mark, b: Mark): boolean {
  if (a.op !== b.op || a.cause !== b.cause || a.certain !== b.certain || a.alternatives.length > 0) return false
  if (b.pos !== a.pos + a.lines) return false
  if (a.count > 0 || b.count > 0) return a.count > 0 && b.count > 0 && a.first === b.first
  if (a.op === 'move' && a.to !== b.to) return false
  return b.first === a.last + 1
}

function join(a: Mark, b: Mark): Mark {
  return {
    ...a,
    last: Math.max(a.last, b.last),
    count: a.count + b.count,
    lines: a.lines + b.lines,
    expected: null,
    got: null,
  }
}

export function damageItem(mark: Mark, { file, byteOffset }: DamagePlace): Damage {
  const { op, first, last, count, to, certain, alternatives, cause, expected, got } = mark
  return {
    op,
    first,
    last,
    ...(count > 0 ? { count } : {}),
    ...(op === 'move' ? { to } : {}),
    file,
    byteOffset,
    certain,
    ...(alternatives.length > 0 ? { alternatives: [...alternatives] } : {}),
    ...(cause === null ? {} : { cause }),
    ...(expected === null ? {} : { expected: encodeBase64(expected) }),
    ...(got === null ? {} : { got: encodeBase64(got) }),
  }
}
