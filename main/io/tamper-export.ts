/**
 * `plainview tamper`: a copy of an export, damaged on purpose, with `<out>.truth.json` (what a verifier has to find, in
 * the shape of `damage`) and `<out>.expect.json` (what it has to answer). The original is only read.
 */

import { relative, resolve } from 'node:path'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { createRandom } from '#core/sample/random.ts'
import { createTampering } from '#core/tamper/apply.ts'
import { expectationOf } from '#core/tamper/expectation.ts'
import { joinLines, splitLines } from '#core/tamper/lines.ts'
import { isRewriting, type TamperOp, type Wanted } from '#core/tamper/ops.ts'
import { planChanges } from '#core/tamper/plan.ts'
import { type HeadNote, readHeadNote } from '#core/tamper/resign.ts'
import { hasLeafTiles, headSizesOf, isHeadPath, segmentPaths } from '#core/tamper/shape.ts'
import { buildFolder, writeAtomically } from './atomic-write.ts'
import { copyAll, countLines, type ExportToTamper, readSegment, type Tampered, writeSegment } from './export-files.ts'
import { refusal } from './failure.ts'
import { sha256 } from './node-crypto.ts'
import { openEvidence } from './open-evidence.ts'
import { readSource } from './read-source.ts'
import { rewriteExport } from './rewrite-export.ts'

export interface TamperOptions {
  /** Each done `times` times. */
  readonly ops: readonly (TamperOp | Wanted)[]
  readonly times: number
  readonly seed: string
  /** Folder with the private keys, for `fork` and `backdate`. */
  readonly keysFolder?: string
}

export const truthFileOf = (out: string) => `${out}.truth.json`
export const expectFileOf = (out: string) => `${out}.expect.json`

const MAX_NOTE_BYTES = 65_536

export async function tamperExport(
  path: string,
  out: string,
  options: TamperOptions,
): Promise<Result<Tampered, InputError>> {
  const inside = relative(resolve(path), resolve(out))
  if (inside === '' || !inside.startsWith('..')) {
    return err(
      refusal(
        'bad_option',
        { file: 'tamper', field: 'out' },
        'a folder outside of the export',
        inside || 'the export itself',
      ),
    )
  }
  const read = await readExport(path)
  if (!read.ok) return read
  const wanted = options.ops
    .map((one) => (typeof one === 'string' ? { op: one } : one))
    .flatMap((one) => Array.from({ length: options.times }, () => one))
  const ops = wanted.map(({ op }) => op)
  if (ops.some(isRewriting) && new Set(ops).size > 1) {
    return err(
      refusal('bad_option', { file: 'tamper', field: 'op' }, 'fork and backdate by themselves', ops.join(', ')),
    )
  }
  const [op] = ops
  const tampered = await buildFolder(out, (folder) =>
    op !== undefined && isRewriting(op)
      ? rewriteExport(read.value, folder, { ...options, op })
      : damage(read.value, folder, wanted, options.seed),
  )
  if (!tampered.ok) return tampered
  const { truth, expectation } = tampered.value
  for (const [file, content] of [
    [truthFileOf(out), truth],
    [expectFileOf(out), expectation],
  ] as const) {
    const written = await writeAtomically(file, `${JSON.stringify(content, null, 2)}\n`)
    if (!written.ok) return written
  }
  return tampered
}

async function readExport(path: string): Promise<Result<ExportToTamper, InputError>> {
  const opened = await openEvidence(path)
  if (!opened.ok) return opened
  const { kind, files, name } = opened.value
  if (kind !== 'folder' && kind !== 'zip') {
    return err(refusal('unknown_format', { file: name }, 'a disclosure log as a folder or .zip', kind))
  }
  const byPath = new Map(files.map((file) => [file.path, file]))
  const segments = segmentPaths(files.map((file) => file.path)).flatMap((each) => byPath.get(each) ?? [])
  const heads: HeadNote[] = []
  for (const file of files.filter((each) => isHeadPath(each.path))) {
    const bytes = await readSource(file.source, { path: file.path, maxBytes: MAX_NOTE_BYTES })
    if (!bytes.ok) return bytes
    const head = readHeadNote(bytes.value, file.path)
    if (!head.ok) return head
    heads.push(head.value)
  }
  return ok({ files, segments, heads })
}

async function damage(
  { files, segments, heads }: ExportToTamper,
  folder: string,
  wanted: readonly Wanted[],
  seed: string,
): Promise<Result<Tampered, InputError>> {
  const counts: number[] = []
  for (const segment of segments) {
    const lines = await countLines(segment)
    if (!lines.ok) return lines
    counts.push(lines.value)
  }
  const sizes = headSizesOf(heads)
  const hasTiles = hasLeafTiles(new Set(files.map(({ path }) => path)), sizes.at(-1) ?? 0)
  const random = createRandom(seed, sha256)
  const changes = planChanges({ segments: counts, heads: sizes, hasTiles }, wanted, random)
  if (!changes.ok) return changes
  const copied = await copyAll(
    files.filter((file) => !segments.includes(file)),
    folder,
  )
  if (!copied.ok) return copied
  const tampering = createTampering(changes.value, random, sha256)
  let first = 0
  for (const segment of segments) {
    const bytes = await readSegment(segment)
    if (!bytes.ok) return bytes
    const lines = splitLines(bytes.value)
    const changed = tampering.segment({ file: segment.path, first, lines })
    await writeSegment(folder, segment.path, joinLines(changed))
    first += lines.length
  }
  const truth = tampering.truth()
  return ok({ truth, expectation: expectationOf(truth) })
}
