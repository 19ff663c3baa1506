/** What each file of an export is for: docs/formats/log.md §2. */
import { parseTilePath, type Tile } from '#core/merkle/tile.ts'
import type { EvidenceFile, OpenedEvidence } from '../app/ports.ts'
import type { BundleFile } from './job.ts'

export interface TileFile extends Tile {
  readonly file: EvidenceFile
  readonly level: number
}

export interface Classified {
  /** In number order. */
  readonly segments: readonly EvidenceFile[]
  /** The entries of a tiles log: of each bundle the widest there is, in order. */
  readonly bundles: readonly BundleFile[]
  /** Narrower versions of the same bundles. */
  readonly otherBundles: readonly BundleFile[]
  readonly notes: readonly EvidenceFile[]
  readonly tiles: readonly TileFile[]
  readonly logVkey: EvidenceFile | null
  readonly information: readonly EvidenceFile[]
  readonly notCovered: readonly EvidenceFile[]
}

const SEGMENT = /^entries\/(\d{6})\.jsonl(?:\.gz)?$/
const INFORMATION = /^(?:openings\.jsonl|proofs\/[^/]+\.tlog-proof|heads\/[^/]+\.tsr)$/

/** Number of a segment, or null. */
export function segmentNumber(path: string): number | null {
  const digits = SEGMENT.exec(path)?.[1]
  return digits === undefined ? null : Number(digits)
}

export function classify({ kind, files }: OpenedEvidence): Classified {
  const isSingle = kind === 'jsonl' || kind === 'jsonl.gz'
  if (isSingle) return { ...NOTHING, segments: files }
  if (kind === 'note') return { ...NOTHING, notes: files }
  const isTilesLog = kind === 'tlog-tiles'
  const segments: EvidenceFile[] = []
  const bundles: BundleFile[] = []
  const notes: EvidenceFile[] = []
  const tiles: TileFile[] = []
  const information: EvidenceFile[] = []
  const notCovered: EvidenceFile[] = []
  let logVkey: EvidenceFile | null = null
  for (const file of files) {
    const { path } = file
    const tile = parseTilePath(path)
    if (!isTilesLog && SEGMENT.test(path)) segments.push(file)
    else if (path === 'checkpoint' || /^heads\/[^/]+\.note$/.test(path)) notes.push(file)
    else if (tile?.level === 'entries' && isTilesLog) bundles.push({ file, index: tile.index, width: tile.width })
    else if (tile && tile.level !== 'entries') tiles.push({ ...tile, level: tile.level, file })
    else if (path === 'log.vkey') logVkey = file
    else if (INFORMATION.test(path)) information.push(file)
    else notCovered.push(file)
  }
  segments.sort((a, b) => (segmentNumber(a.path) ?? 0) - (segmentNumber(b.path) ?? 0))
  return { segments, ...widest(bundles), notes, tiles, logVkey, information, notCovered }
}

const NOTHING: Classified = {
  segments: [],
  bundles: [],
  otherBundles: [],
  notes: [],
  tiles: [],
  logVkey: null,
  information: [],
  notCovered: [],
}

function widest(all: readonly BundleFile[]): Pick<Classified, 'bundles' | 'otherBundles'> {
  const sorted = [...all].sort((a, b) => a.index - b.index || b.width - a.width)
  const isFirst = (bundle: BundleFile, i: number) => sorted[i - 1]?.index !== bundle.index
  return { bundles: sorted.filter(isFirst), otherBundles: sorted.filter((bundle, i) => !isFirst(bundle, i)) }
}
