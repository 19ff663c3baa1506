/** Openings and proof files of an export: they decide nothing, and are held against the entries all the same. docs/formats/log.md §2. */

import type { InputError } from '#core/input-error.ts'
import type { LintSink } from '#core/log/lint.ts'
import type { BuiltLog, LogChunk } from '#core/log/log-builder.ts'
import { type Opening, opens, parseOpening } from '#core/log/opening.ts'
import { verifyInclusion } from '#core/merkle/proof.ts'
import { leafHash } from '#core/merkle/tree.ts'
import { parseCheckpoint } from '#core/note/checkpoint.ts'
import { readNote } from '#core/note/note.ts'
import { MAX_PROOF_BYTES, parseTlogProof, type TlogProof } from '#core/note/tlog-proof.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { EvidenceFile } from '../app/ports.ts'
import { failure } from '../io/failure.ts'
import { sha256 } from '../io/node-crypto.ts'
import { readSource } from '../io/read-source.ts'
import type { Pool } from './pool.ts'
import { splitLines } from './split-lines.ts'

/** Limits on what nobody needs for a verdict. */
const MAX_OPENINGS_BYTES = 64 * 2 ** 20
const MAX_PROOFS = 1000

export interface InformationOptions {
  readonly information: readonly EvidenceFile[]
  readonly built: BuiltLog
  readonly files: ReadonlyMap<string, EvidenceFile>
  /** False where entries are damaged: then it is not the opening that is wrong. */
  readonly isIntact: boolean
  readonly lints: LintSink
  readonly pool: Pool
  readonly signal: AbortSignal | undefined
}

/** Something to hold against one entry. */
interface Check {
  readonly index: number
  readonly file: string
  readonly expected: string
  readonly holds: (line: Uint8Array) => boolean
}

export async function checkInformation(options: InformationOptions): Promise<void> {
  const { information, built, isIntact, lints } = options
  const checks: Check[] = []
  for (const file of information) {
    const { path } = file
    if (path.endsWith('.tsr')) {
      lints.add({
        code: 'information_only',
        file: path,
        expected: 'no RFC 3161 time stamps',
        got: 'present, not checked',
      })
    } else if (path === 'openings.jsonl') checks.push(...(await openingChecks(file, options)))
  }
  const proofs = information.filter(({ path }) => path.endsWith('.tlog-proof'))
  for (const file of proofs.slice(0, MAX_PROOFS)) checks.push(...(await proofChecks(file, options)))
  const [unread] = proofs.slice(MAX_PROOFS)
  if (unread) {
    const got = `${proofs.length - MAX_PROOFS} more, not checked`
    lints.add({ code: 'bad_information', file: unread.path, expected: `at most ${MAX_PROOFS} proofs`, got })
  }
  const possible = checks.filter((check) => {
    if (check.index < built.lines) return true
    lints.add({
      code: 'bad_information',
      file: check.file,
      expected: check.expected,
      got: `entry ${check.index} is not there`,
    })
    return false
  })
  if (isIntact) await hold(possible, options)
}

const bad = (
  lints: LintSink,
  file: string,
  { expected, got, place }: Pick<InputError, 'expected' | 'got' | 'place'>,
): void => {
  lints.add({
    code: 'bad_information',
    file,
    expected,
    got,
    ...(place.byte === undefined ? {} : { byteOffset: place.byte }),
  })
}

async function openingChecks(file: EvidenceFile, { lints, signal }: InformationOptions): Promise<readonly Check[]> {
  const { path } = file
  const read = await readSource(file.source, { path, maxBytes: MAX_OPENINGS_BYTES, ...(signal && { signal }) })
  if (!read.ok) {
    bad(lints, path, read.error)
    return []
  }
  return splitLines(read.value).flatMap(({ byte, line }): readonly Check[] => {
    const opening = parseOpening(line)
    if (opening) return [openingCheck(path, opening)]
    bad(lints, path, {
      expected: 'an opening {"seq","name","salt","value"}',
      got: 'something else',
      place: { file: path, byte },
    })
    return []
  })
}

function openingCheck(file: string, opening: Opening): Check {
  const { seq, name } = opening
  return {
    index: seq,
    file,
    expected: `the commitment ${name} of entry ${seq} opened`,
    holds: (line) => opens(opening, line, sha256),
  }
}

async function proofChecks(file: EvidenceFile, { lints, signal }: InformationOptions): Promise<readonly Check[]> {
  const { path } = file
  const read = await readSource(file.source, { path, maxBytes: MAX_PROOF_BYTES, ...(signal && { signal }) })
  const proof = read.ok ? parseTlogProof(read.value, path) : read
  const head = proof.ok ? headOf(proof.value, path) : proof
  if (proof.ok && head.ok) {
    const { index, proof: hashes } = proof.value
    const { size, root } = head.value
    const holds = (line: Uint8Array) =>
      verifyInclusion({ leafHash: leafHash(line, sha256), index, size, root, proof: hashes, hash: sha256 })
    return [
      { index: Number(index), file: path, expected: `a proof that entry ${index} is in a tree of ${size}`, holds },
    ]
  }
  if (!head.ok) bad(lints, path, head.error)
  return []
}

function headOf({ checkpoint }: TlogProof, path: string) {
  const note = readNote(checkpoint, [], path)
  return note.ok ? parseCheckpoint(note.value.text, path) : note
}

/** Reads the lines that are needed, file by file, and looks. */
async function hold(checks: readonly Check[], { built, files, lints, pool }: InformationOptions): Promise<void> {
  const byFile = new Map<string, Check[]>()
  for (const check of checks) {
    const { file } = chunkOf(built.chunks, check.index)
    byFile.set(file, [...(byFile.get(file) ?? []), check])
  }
  for (const [path, list] of byFile) {
    const from = built.chunks.find(({ file }) => file === path)?.from ?? 0
    const wanted = [...new Set(list.map(({ index }) => index - from))].sort((a, b) => a - b)
    const picked = await pick(files.get(path), wanted, pool)
    if (!picked.ok) throw failure(picked.error)
    for (const { index, file, expected, holds } of list) {
      const line = picked.value[wanted.indexOf(index - from)]
      if (line && holds(line)) continue
      lints.add({ code: 'bad_information', file, expected, got: 'the entry says otherwise' })
    }
  }
}

function chunkOf(chunks: readonly LogChunk[], position: number): LogChunk {
  return chunks.find(({ from, lines }) => position >= from && position < from + lines) as LogChunk
}

async function pick(
  file: EvidenceFile | undefined,
  lines: readonly number[],
  pool: Pool,
): Promise<Result<readonly Uint8Array[], InputError>> {
  let picked: readonly Uint8Array[] = []
  if (file === undefined) return ok(picked)
  const report = await pool.run({ kind: 'pick', file, lines }, async (part) => {
    if (part.kind === 'picked') picked = part.lines
  })
  return report.ok ? ok(picked) : err(report.error)
}
