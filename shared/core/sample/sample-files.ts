/**
 * A sample export, piece by piece: lines in order, and whole files as they are finished. Whoever takes the pieces puts
 * them on a disk or into memory; nothing here holds more than the tree and the stories still open.
 */
import { encodeBase64 } from '../bytes/base64.ts'
import { canonicalize } from '../bytes/canonical-json.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import { explain, type InputError, invariant } from '../input-error.ts'
import { createLogWriter, type EncodeLine } from '../log/writer.ts'
import { headPath, type SealedHead, sealHead } from '../log/writer-head.ts'
import { tilePath } from '../merkle/tile.ts'
import { cosigner, noteSigner } from '../note/signer.ts'
import { formatTlogProof } from '../note/tlog-proof.ts'
import type { Result } from '../result.ts'
import type { BundleMaker } from './bundle-maker.ts'
import type { Opening } from './extras.ts'
import { createSample, type SampleTruth } from './generate.ts'
import { keyFiles, type NamedFile, policySha256Of } from './key-files.ts'
import { createKeyRing, type KeyRing, type KeyTools } from './keys.ts'
import { type SampleOptions, startOf } from './sample-options.ts'
import type { LogState, SampleHead } from './step.ts'

export interface SampleLine {
  readonly kind: 'line'
  readonly segment: number
  /** With its line feed. Good until the next piece is asked for. */
  readonly stored: Uint8Array
}

export interface SampleFile extends NamedFile {
  readonly kind: 'file'
}

export type SamplePiece = SampleLine | SampleFile

export interface SampleSummary {
  readonly entries: number
  readonly heads: number
  /** The newest head. */
  readonly head: { readonly size: number; readonly root: string }
  readonly firstTimeMs: number
  readonly lastTimeMs: number
  readonly truth: SampleTruth
  /** What belongs beside the export, never into it. */
  readonly keyFiles: readonly NamedFile[]
  readonly ring: KeyRing
}

export interface SampleTools extends KeyTools {
  readonly encodeLine?: EncodeLine
  readonly makeBundle?: BundleMaker
}

const written = <T>(result: Result<T, InputError>, what: string): T => {
  if (!result.ok) invariant(false, `the sample made ${what} that its own writer refuses: ${explain(result.error)}`)
  return result.value
}

/** @param options checked by `checkSampleOptions` */
export function* sampleFiles(options: SampleOptions, tools: SampleTools): Generator<SamplePiece, SampleSummary> {
  const { origin, endMs } = options
  const { hash, makeBundle, encodeLine } = tools
  const ring = createKeyRing(origin, options.seed, options.witnesses, tools)
  const tiles: SampleFile[] = []
  const writer = createLogWriter({
    origin,
    hash,
    ...(encodeLine === undefined ? {} : { encodeLine }),
    onTile: ({ tile, hashes }) => void tiles.push({ kind: 'file', path: tilePath(tile), bytes: hashes }),
  })
  const plan = { ...options, startMs: startOf(endMs, options.years), policySha256: policySha256Of(hash) }
  const sample = createSample(plan, ring, hash, makeBundle)
  const { tree } = writer

  let head: LogState['head'] = { size: 0, root: encodeBase64(tree.root()) }
  let newest: SealedHead | null = null
  let heads = 0
  let openings = 0
  let firstTimeMs = Number.NaN
  let lastTimeMs = Number.NaN
  for (;;) {
    const item = sample.next({ size: tree.size(), head })
    if (item === null) break
    if (item.kind === 'entry') {
      const opened = sample.openings()
      if (opened.length > openings) tree.keep(opened[openings++]?.seq ?? 0)
      const line = written(writer.append(item), 'an entry')
      if (line.seq === 0) firstTimeMs = item.timeMs
      lastTimeMs = item.timeMs
      yield { kind: 'line', segment: Math.floor(line.seq / options.segmentLines), stored: line.stored }
      if (options.tiles) yield* tiles
      tiles.length = 0
      continue
    }
    newest = written(sealHead(writer, signersOf(item, ring)), 'a head')
    head = { size: newest.size, root: encodeBase64(newest.root) }
    heads++
    yield { kind: 'file', path: headPath(newest.size), bytes: newest.note }
  }
  invariant(newest !== null, 'a sample without a head')
  const truth = sample.truth()
  yield { kind: 'file', path: 'checkpoint', bytes: newest.note }
  if (options.tiles)
    for (const { tile, hashes } of tree.partialTiles()) yield { kind: 'file', path: tilePath(tile), bytes: hashes }
  const logKey = ring.log(truth.windows.length - 1)
  yield { kind: 'file', path: 'log.vkey', bytes: encodeUtf8(`${logKey.vkey}\n`) }
  yield { kind: 'file', path: 'openings.jsonl', bytes: openingLines(truth.openings) }
  for (const { seq } of truth.openings.slice(0, options.proofs)) {
    const proof = tree.prove(seq)
    invariant(proof !== null && newest.size === tree.size(), `no proof for entry ${seq}`)
    const bytes = formatTlogProof({ extra: null, index: BigInt(seq), proof, checkpoint: newest.note })
    yield { kind: 'file', path: `proofs/${seq}.tlog-proof`, bytes }
  }
  return {
    entries: tree.size(),
    heads,
    head,
    firstTimeMs,
    lastTimeMs,
    truth,
    keyFiles: keyFiles(ring, truth.windows, truth.bundleWindows),
    ring,
  }
}

function signersOf({ logKey, cosignatures }: SampleHead, ring: KeyRing) {
  const { signEd25519 } = ring.tools
  const witnessed = cosignatures.map(({ witness, atSeconds }) => {
    const key = ring.witnesses[witness]
    invariant(key !== undefined, `no witness ${witness}`)
    return cosigner(key, BigInt(atSeconds), signEd25519)
  })
  return [noteSigner(ring.log(logKey), signEd25519), ...witnessed]
}

function openingLines(openings: readonly Opening[]): Uint8Array {
  const lines = openings.map(({ seq, name, salt, value }) => `${canonicalize({ name, salt, seq, value })}\n`)
  return encodeUtf8(lines.join(''))
}
