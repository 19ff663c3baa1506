/** What is odd about the files of an export, beyond its lines: docs/formats/log.md §2 and §4. */
import { quote } from '#core/input-error.ts'
import { CHUNK_LINES } from '#core/log/chunk-facts.ts'
import type { Head } from '#core/log/head.ts'
import type { LintSink } from '#core/log/lint.ts'
import type { BuiltLog } from '#core/log/log-builder.ts'
import { keyIdentity } from '#core/note/key-name.ts'
import type { Vkey } from '#core/note/vkey.ts'
import type { OpenedEvidence } from '../app/ports.ts'
import { readSource } from '../io/read-source.ts'
import { type Classified, segmentNumber, type TileFile } from './classify.ts'
import type { BundleFile, FileFacts } from './job.ts'

export interface LintFilesOptions {
  readonly evidence: OpenedEvidence
  readonly classified: Classified
  readonly facts: ReadonlyMap<string, FileFacts>
  readonly built: BuiltLog
  readonly unproven: readonly TileFile[]
  readonly lints: LintSink
}

export function lintFiles({ evidence, classified, facts, built, unproven, lints }: LintFilesOptions): void {
  for (const { path } of classified.notCovered) {
    lints.add({ code: 'file_not_covered', file: path, expected: 'a file of docs/formats/log.md', got: 'another' })
  }
  for (const { path, why } of evidence.skipped ?? []) {
    lints.add({ code: 'file_not_covered', file: path, expected: 'a file inside the export', got: why })
  }
  for (const [path, { gzip }] of facts) {
    if (gzip && gzip.members > 1)
      lints.add({ code: 'gz_members', file: path, expected: '1 member', got: `${gzip.members}` })
    if (gzip && gzip.trailingAt !== null) {
      lints.add({ code: 'gz_trailing', file: path, expected: 'the end', got: `more bytes from ${gzip.trailingAt} on` })
    }
  }
  lintSegments(classified, built, lints)
  for (const { file } of unproven) {
    lints.add({
      code: 'tile_unproven',
      file: file.path,
      expected: 'hashes that lead to a verified head',
      got: 'others',
    })
  }
}

function lintSegments({ segments }: Classified, built: BuiltLog, lints: LintSink): void {
  const lines = new Map<string, number>()
  for (const { file, lines: count } of built.chunks) lines.set(file, (lines.get(file) ?? 0) + count)
  segments.forEach(({ path }, i) => {
    if (segmentNumber(path) === null) return
    const count = lines.get(path) ?? 0
    const isLast = i === segments.length - 1
    if (count === CHUNK_LINES || (isLast && count < CHUNK_LINES)) return
    const expected = isLast ? `at most ${CHUNK_LINES} lines` : `${CHUNK_LINES} lines`
    lints.add({ code: 'segment_length', file: path, expected, got: `${count}` })
  })
}

export function lintHeads(
  heads: readonly Head[],
  origin: string | null,
  unusable: readonly Vkey[],
  lints: LintSink,
): void {
  const unchecked = new Set(unusable.map(keyIdentity))
  for (const key of unusable) {
    lints.add({
      code: 'key_unusable',
      file: 'options',
      expected: 'an Ed25519 key',
      got: `${keyIdentity(key)}: ${key.algorithm}`,
    })
  }
  for (const { file, status, checkpoint, unknown, error, refused } of heads) {
    const at = { file: file.source }
    const name = /^heads\/(.+)\.note$/.exec(file.source)?.[1]
    if (status === 'unreadable') {
      lints.add({
        code: 'note_unreadable',
        ...at,
        expected: error?.expected ?? 'a head',
        got: error?.got ?? 'another note',
      })
      continue
    }
    if (checkpoint === null) continue
    if (name !== undefined && name !== String(checkpoint.size)) {
      lints.add({ code: 'head_name', ...at, expected: `heads/${checkpoint.size}.note`, got: file.source })
    }
    for (const line of checkpoint.extensions) {
      lints.add({ code: 'head_extension', ...at, expected: 'no extension lines', got: quote(line) })
    }
    if (checkpoint.origin !== origin) {
      lints.add({ code: 'head_origin', ...at, expected: origin ?? 'the log of the entries', got: checkpoint.origin })
    }
    if (status === 'unverified' && refused.length === 0) {
      const got = unknown.map(keyIdentity).slice(0, 5).join(', ')
      lints.add({ code: 'note_unverified', ...at, expected: 'a signature by a trusted key', got })
    }
    for (const signature of unknown) {
      if (!unchecked.has(keyIdentity(signature))) continue
      lints.add({
        code: 'signature_not_checked',
        ...at,
        expected: 'Ed25519',
        got: `${keyIdentity(signature)}: ML-DSA-44, present, not checked`,
      })
    }
  }
}

/** A narrower version of a bundle has to be the beginning of the wider one. */
export async function lintBundles(
  { bundles, otherBundles }: Classified,
  lints: LintSink,
  signal: AbortSignal | undefined,
): Promise<void> {
  const widest = new Map(bundles.map((bundle) => [bundle.index, bundle]))
  for (const narrow of otherBundles) {
    const wide = widest.get(narrow.index)
    if (!wide) continue
    const a = await bytesOf(narrow, signal)
    const b = await bytesOf(wide, signal)
    if (a && b && a.length < b.length && Buffer.compare(a, b.subarray(0, a.length)) === 0) continue
    lints.add({
      code: 'bundle_not_prefix',
      file: narrow.file.path,
      expected: `the beginning of ${wide.file.path}`,
      got: 'other bytes',
    })
  }
}

async function bytesOf({ file }: BundleFile, signal: AbortSignal | undefined): Promise<Buffer | null> {
  const read = await readSource(file.source, {
    path: file.path,
    maxBytes: 256 * (2 + 65_535),
    ...(signal && { signal }),
  })
  return read.ok ? read.value : null
}
