/**
 * A whole log that had one accident: every line ends in CR LF, or was parsed and written again. Line by line that would
 * be a million places; undone throughout, it gives the root of a signed head, or it does not.
 */
import { equalBytes } from '../../bytes/equal.ts'
import type { RunTable } from '../run-table.ts'
import { createTreeFold } from '../tree-fold.ts'
import type { Mark } from './items.ts'
import type { DamageOptions } from './map-damage.ts'
import { WHOLESALE } from './undo-pass.ts'

export interface Wholesale {
  readonly marks: readonly Mark[]
  /** Size of the largest head that agrees with the accident undone. */
  readonly reached: number
}

const NO_ROOTS = new Uint8Array(0)

/** More than half of the lines do not follow the one before: then it is worth trying. */
export const looksWholesale = (runs: RunTable, lines: number): boolean => runs.isCut() || runs.count() * 2 > lines

export async function undoThroughout(options: DamageOptions): Promise<Wholesale | null> {
  const { source, heads, hash, hashInto } = options
  if (!source.undone) return null
  for (const cause of WHOLESALE) {
    const fold = createTreeFold({ hash, hashInto, sizes: heads.map(({ size }) => size) })
    const stretches: [number, number][] = []
    await source.undone(cause, ({ leafHashes, changed }) => {
      const at = fold.size()
      for (let i = 0; i < changed.length; i += 2) {
        const [from, to] = [at + (changed[i] as number), at + (changed[i + 1] as number)]
        const last = stretches.at(-1)
        if (last && last[1] === from) last[1] = to
        else stretches.push([from, to])
      }
      fold.append(leafHashes, NO_ROOTS)
    })
    const agreeing = heads.filter(({ size, root }) => {
      const computed = fold.rootAt(size)
      return computed !== undefined && equalBytes(computed, root)
    })
    const reached = agreeing.reduce((most, { size }) => Math.max(most, size), 0)
    if (reached > 0) return { reached, marks: stretches.map(([from, to]) => markOf(from, to, reached, cause)) }
  }
  return null
}

function markOf(from: number, to: number, reached: number, cause: Mark['cause']): Mark {
  return {
    op: 'edit',
    first: from,
    last: to - 1,
    count: 0,
    to: -1,
    pos: from,
    lines: to - from,
    certain: to <= reached,
    alternatives: [],
    cause,
    expected: null,
    got: null,
  }
}
