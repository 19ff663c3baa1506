/**
 * The last line of a log has no successor that says what hash it had. A head that ends with it does: if all others are
 * known, a guess at the line as it was signed is right when it gives the root.
 */
import { equalBytes } from '../../bytes/equal.ts'
import { appendLeaf, rangeRoot } from '../../merkle/compact-range.ts'
import type { DamageOptions } from './map-damage.ts'
import type { Alignment } from './raw-damage.ts'
import { type Part, refold } from './repaired.ts'
import { FLIP_BYTES, type Restored, restoreLine } from './restore.ts'

export interface Rescued {
  readonly pos: number
  readonly index: number
  /** Of the head that agrees now. */
  readonly size: number
  readonly restored: Restored
}

type RescueOptions = Pick<DamageOptions, 'heads' | 'agreed' | 'source' | 'tree' | 'hash' | 'hashInto'> & {
  readonly alignment: Alignment
  readonly parts: readonly Part[]
  readonly reached: number
}

export async function rescueLast(options: RescueOptions): Promise<Rescued | null> {
  const { heads, alignment, parts, reached, source, hash } = options
  const index = lastIndex(alignment, source.lines)
  const head = heads.find(({ size }) => size === index + 1 && size > reached)
  if (index < 0 || head === undefined) return null
  const before = partsBefore(parts, index)
  if (before === null) return null
  const fold = await refold({ ...options, parts: before, sizes: [index] })
  const range = fold.range()
  if (range.size !== index) return null
  const line = await source.bytes(source.lines - 1)
  const isExpected = (leafHash: Uint8Array) => equalBytes(rangeRoot(appendLeaf(range, leafHash, hash), hash), head.root)
  const restored = restoreLine(line, isExpected, hash, { bytes: FLIP_BYTES })
  return restored && { pos: source.lines - 1, index, size: head.size, restored }
}

/** True index of the last line, where it stands in place or is taken for a changed entry; else -1. */
function lastIndex({ inPlace, damage }: Alignment, lines: number): number {
  const all = [...inPlace, ...damage.filter(({ op }) => op === 'edit')]
  const last = all.find(({ pos, len }) => pos + len === lines)
  return last ? last.index + last.len - 1 : -1
}

/** The parts below an index; null where one of them is not known. */
function partsBefore(parts: readonly Part[], index: number): readonly Part[] | null {
  const before = parts.flatMap((part): Part[] => {
    if (part.index >= index) return []
    return part.kind === 'hash' || part.index + part.len <= index ? [part] : [{ ...part, len: index - part.index }]
  })
  return before.some(({ kind }) => kind === 'unknown') ? null : before
}
