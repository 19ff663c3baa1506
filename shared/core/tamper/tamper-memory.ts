/** Tampering with an export that is in memory: for small logs, in tests. Segments are not compressed. */
import type { Hash } from '../capabilities.ts'
import type { InputError } from '../input-error.ts'
import { ok, type Result } from '../result.ts'
import { createRandom } from '../sample/random.ts'
import { createTampering } from './apply.ts'
import { joinLines, splitLines } from './lines.ts'
import type { TruthItem, Wanted } from './ops.ts'
import { planChanges } from './plan.ts'
import { type HeadNote, readHeadNote } from './resign.ts'
import { hasLeafTiles, headSizesOf, isHeadPath, segmentPaths } from './shape.ts'

export interface TamperedFiles {
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly truth: readonly TruthItem[]
}

/** @param wanted none that need keys */
export function tamperFiles(
  files: ReadonlyMap<string, Uint8Array>,
  wanted: readonly Wanted[],
  seed: string,
  hash: Hash,
): Result<TamperedFiles, InputError> {
  const heads: HeadNote[] = []
  for (const [path, bytes] of files) {
    const head = isHeadPath(path) ? readHeadNote(bytes, path) : null
    if (head?.ok) heads.push(head.value)
  }
  const segments = segmentPaths([...files.keys()]).map((file) => ({
    file,
    lines: splitLines(files.get(file) ?? new Uint8Array()),
  }))
  const sizes = headSizesOf(heads)
  const hasTiles = hasLeafTiles(new Set(files.keys()), sizes.at(-1) ?? 0)
  const shape = { segments: segments.map(({ lines }) => lines.length), heads: sizes, hasTiles }
  const random = createRandom(seed, hash)
  const changes = planChanges(shape, wanted, random)
  if (!changes.ok) return changes
  const tampering = createTampering(changes.value, random, hash)
  const changed = new Map(files)
  let first = 0
  for (const { file, lines } of segments) {
    changed.set(file, joinLines(tampering.segment({ file, first, lines })))
    first += lines.length
  }
  return ok({ files: changed, truth: tampering.truth() })
}
