/** The damage map of one export. */
import { equalBytes } from '#core/bytes/equal.ts'
import { isOwn } from '#core/log/answers/facts.ts'
import type { CountedHead } from '#core/log/compare-heads.ts'
import type { ProvenHashes } from '#core/log/damage/atom.ts'
import { type DamageMap, mapDamage } from '#core/log/damage/map-damage.ts'
import { sha256 } from '../io/node-crypto.ts'
import { type Classified, segmentNumber } from './classify.ts'
import { hashInto } from './hash-into.ts'
import type { LogSource } from './line-source.ts'
import type { ReadLog } from './read-log.ts'

export interface LocateOptions {
  readonly read: ReadLog
  readonly classified: Classified
  readonly isTilesLog: boolean
  readonly isSegmented: boolean
  readonly counted: readonly CountedHead[]
  readonly newest: CountedHead | null
  readonly agreed: number
  readonly origin: string | null
  readonly source: LogSource
  readonly proven: ProvenHashes
}

export async function locateDamage(options: LocateOptions): Promise<DamageMap> {
  const { read, classified, isTilesLog, isSegmented, counted, newest, agreed, origin, source, proven } = options
  const own = counted.filter(isOwn)
  // An old export is not a damaged one: heads the auditor remembers say how long the log is only where it has none itself.
  const signed = own.length > 0 ? (newest?.size ?? 0) : counted.reduce((most, { size }) => Math.max(most, size), 0)
  const map = await mapDamage({
    runs: read.built.runs,
    source,
    tree: read.built.tree,
    proven,
    origin,
    isPositional: isTilesLog,
    agreed,
    signed: Math.max(agreed, signed),
    heads: distinctHeads(counted.filter(({ size }) => size > agreed)),
    hash: sha256,
    hashInto,
  })
  return isSegmented ? { ...map, items: map.items.map((item) => placeInMissing(item, classified)) } : map
}

function distinctHeads(counted: readonly CountedHead[]) {
  const heads: { size: number; root: Uint8Array }[] = []
  for (const { size, checkpoint } of counted) {
    if (!heads.some((head) => head.size === size && equalBytes(head.root, checkpoint.root)))
      heads.push({ size, root: checkpoint.root })
  }
  return heads
}

/** What was in a segment that is not there should stand in that segment, at its beginning. */
function placeInMissing(item: DamageMap['items'][number], { segments }: Classified): DamageMap['items'][number] {
  const isMissing = item.op === 'delete' || item.op === 'head_cut' || item.op === 'tail_cut'
  if (!isMissing || item.first % 65_536 !== 0) return item
  const number = item.first / 65_536
  if (number > 999_999 || segments.some(({ path }) => segmentNumber(path) === number)) return item
  return { ...item, file: `entries/${String(number).padStart(6, '0')}.jsonl`, byteOffset: 0 }
}
