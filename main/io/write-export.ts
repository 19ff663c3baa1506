/**
 * Writes a sample export: a folder that a verifier takes, `<folder>.keys` with what belongs to its owner and to the
 * auditor, and `<folder>.planted.json` where breaches were planted. All of it or nothing.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { InputError } from '#core/input-error.ts'
import { formatInstant } from '#core/instant.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { BundleMaker } from '#core/sample/bundle-maker.ts'
import { type NamedFile, witnessPolicy } from '#core/sample/key-files.ts'
import { type SampleSummary, sampleFiles } from '#core/sample/sample-files.ts'
import { checkSampleOptions, SAMPLE_DEFAULTS, type SampleOptions } from '#core/sample/sample-options.ts'
import { buildFolder, writeAtomically } from './atomic-write.ts'
import { createEncodeLine } from './encode-line.ts'
import { refusal, toInputError } from './failure.ts'
import { createEd25519Signer, publicKeyFromSeed, sha256 } from './node-crypto.ts'
import { createSegmentSink } from './segment-sink.ts'

export interface SampleControl {
  readonly signal?: AbortSignal
  readonly onProgress?: (done: { readonly entries: number; readonly bytes: number }) => void
  /** Makes the bundles that the log names; without one they are only imagined. */
  readonly makeBundle?: BundleMaker
  /** Keys of whoever the bundles are for; asked when the log is written. */
  readonly moreKeys?: () => readonly NamedFile[]
}

/** A key to pin, with the tree sizes it was in force for. */
export interface PinnedKey {
  readonly vkey: string
  readonly fromSize: number
  readonly toSize: number | null
}

export interface WrittenSample {
  readonly folder: string
  readonly keysFolder: string
  readonly origin: string
  readonly requests: number
  readonly entries: number
  /** Of the lines, before compression. */
  readonly bytes: number
  readonly segments: number
  readonly heads: number
  readonly head: { readonly size: number; readonly root: string }
  readonly firstTime: string
  readonly lastTime: string
  readonly planted: SampleSummary['truth']['planted']
  /** The newest log key, and all of them with their windows. */
  readonly vkey: string
  readonly keys: readonly PinnedKey[]
  /** C2SP tlog-policy. */
  readonly policyText: string
}

export const keysFolderOf = (folder: string) => `${folder}.keys`
export const plantedFileOf = (folder: string) => `${folder}.planted.json`

/** Milliseconds between two pauses for others: cancelling, progress, and who else wants to be served. */
const PAUSE_MS = 50

/** @param given what differs from SAMPLE_DEFAULTS; `gz` compresses the segments */
export async function makeSampleExport(
  folder: string,
  given: Partial<SampleOptions> & { readonly gz?: boolean },
  control: SampleControl = {},
): Promise<Result<WrittenSample, InputError>> {
  const { gz = false, ...rest } = given
  const options = checkSampleOptions({ ...SAMPLE_DEFAULTS, ...rest })
  if (!options.ok) return options
  const keysFolder = keysFolderOf(folder)
  return buildFolder(keysFolder, async (keysTemporary) => {
    const built = await buildFolder(folder, (temporary) => writePieces(temporary, options.value, gz, control))
    if (!built.ok) return built
    const { summary, bytes, segments } = built.value
    const made = new Set<string>()
    const { moreKeys = () => [] } = control
    for (const file of [...summary.keyFiles, ...moreKeys()]) writeOne(keysTemporary, file, made)
    if (options.value.findings) {
      const text = `${JSON.stringify(summary.truth.planted, null, 2)}\n`
      const planted = await writeAtomically(plantedFileOf(folder), text)
      if (!planted.ok) return planted
    }
    const { ring, truth } = summary
    const keys = truth.windows.map(({ index, fromSize, toSize }) => ({ vkey: ring.log(index).vkey, fromSize, toSize }))
    return ok({
      folder,
      keysFolder,
      origin: options.value.origin,
      requests: options.value.requests,
      entries: summary.entries,
      bytes,
      segments,
      heads: summary.heads,
      head: summary.head,
      firstTime: formatInstant(summary.firstTimeMs),
      lastTime: formatInstant(summary.lastTimeMs),
      planted: truth.planted,
      vkey: keys.at(-1)?.vkey ?? '',
      keys,
      policyText: witnessPolicy(ring, truth.windows),
    })
  })
}

interface Written {
  readonly summary: SampleSummary
  readonly bytes: number
  readonly segments: number
}

async function writePieces(
  folder: string,
  options: SampleOptions,
  gz: boolean,
  { signal, onProgress, makeBundle }: SampleControl,
): Promise<Result<Written, InputError>> {
  const tools = {
    hash: sha256,
    publicKeyOfSeed: publicKeyFromSeed,
    signEd25519: createEd25519Signer(),
    encodeLine: createEncodeLine(),
    ...(makeBundle === undefined ? {} : { makeBundle }),
  }
  mkdirSync(join(folder, 'entries'))
  const sink = createSegmentSink(folder, gz)
  const made = new Set<string>()
  let lines = 0
  let pausedAtMs = performance.now()
  try {
    const pieces = sampleFiles(options, tools)
    for (;;) {
      const piece = pieces.next()
      if (piece.done) {
        await sink.end()
        return ok({ summary: piece.value, bytes: sink.bytes(), segments: sink.segments() })
      }
      if (piece.value.kind === 'file') {
        writeOne(folder, piece.value, made)
        continue
      }
      const waiting = sink.line(piece.value.segment, piece.value.stored)
      if (waiting !== undefined) await waiting
      lines += 1
      if (performance.now() - pausedAtMs < PAUSE_MS) continue
      onProgress?.({ entries: lines, bytes: sink.bytes() })
      await setImmediate()
      pausedAtMs = performance.now()
      if (signal?.aborted) {
        await sink.end()
        return err(refusal('cancelled', { file: 'sample' }, 'to be written to its end', 'cancelled'))
      }
    }
  } catch (caught) {
    await sink.end().catch(() => undefined)
    return err(toInputError(caught, 'sample'))
  }
}

/** Small files, thousands of them: one after another without waiting is four times as fast as awaiting each. */
function writeOne(folder: string, { path, bytes, isSecret }: NamedFile, made: Set<string>): void {
  const place = join(folder, path)
  const parent = dirname(place)
  if (!made.has(parent)) {
    mkdirSync(parent, { recursive: true })
    made.add(parent)
  }
  writeFileSync(place, bytes, { flag: 'wx', mode: isSecret ? 0o600 : 0o666 })
}
