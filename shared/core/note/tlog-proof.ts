/**
 * Proof files: one entry's place in a signed tree, complete enough to be checked on another machine, offline.
 *
 * Source: C2SP tlog-proof. `c2sp.org/tlog-proof@v1`, optional `extra <base64>`, `index <n>`, one hash a line from the
 * leaf's sibling up, an empty line, and the checkpoint as the log signed it.
 */
import { decodeBase64, encodeBase64 } from '../bytes/base64.ts'
import { concatBytes } from '../bytes/equal.ts'
import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.ts'
import type { Hash, Verifier } from '../capabilities.ts'
import type { InputError } from '../input-error.ts'
import { quote } from '../input-error.ts'
import { verifyInclusion } from '../merkle/proof.ts'
import { defaultHash, HASH_BYTES } from '../merkle/tree.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { Checkpoint } from './checkpoint.ts'
import { parseCheckpoint, parseDecimal } from './checkpoint.ts'
import type { NoteReading } from './note.ts'
import { MAX_NOTE_BYTES, openNote } from './note.ts'

export interface TlogProof {
  /** Opaque, signed by nobody; null where the line is absent. */
  readonly extra: Uint8Array | null
  /** Of the entry, from 0. */
  readonly index: bigint
  /** From the leaf's sibling up. */
  readonly proof: readonly Uint8Array[]
  /** The signed note, as it stands in the file. */
  readonly checkpoint: Uint8Array
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1'

/** Levels of a tree of 2^63-1 entries. */
const MAX_PROOF_LINES = 63
export const MAX_EXTRA_BYTES = 65_536
/** The longest of each: first line, extra, index, hashes, note. */
export const MAX_PROOF_BYTES = 64 + 4 * Math.ceil(MAX_EXTRA_BYTES / 3) + 32 + MAX_PROOF_LINES * 45 + MAX_NOTE_BYTES

/** Reads the file; says nothing about whether it proves anything. */
export function parseTlogProof(bytes: Uint8Array, file: string): Result<TlogProof, InputError> {
  if (bytes.length > MAX_PROOF_BYTES) {
    const expected = `at most ${MAX_PROOF_BYTES} bytes`
    return err({ code: 'too_large', place: { file }, expected, got: `${bytes.length} bytes` })
  }
  let line = 0
  let at = 0
  const refuse = (expected: string, got: string) =>
    err({ code: 'bad_proof' as const, place: { file, line }, expected, got })
  /** Next line without its line feed; null at the end of the file, and where it is not UTF-8. */
  const next = (): string | null => {
    line += 1
    const end = bytes.indexOf(0x0a, at)
    if (end < 0) return null
    const text = decodeUtf8(bytes, at, end)
    at = end + 1
    return text
  }
  const first = next()
  if (first !== FIRST_LINE) return refuse(quote(FIRST_LINE), quote(first))
  let text = next()
  let extra: Uint8Array | null = null
  if (text?.startsWith('extra ') === true) {
    extra = decodeBase64(text.slice(6))
    if (extra === null || extra.length > MAX_EXTRA_BYTES) {
      return refuse(`"extra " and standard base64 of at most ${MAX_EXTRA_BYTES} bytes`, quote(text))
    }
    text = next()
  }
  const index = text?.startsWith('index ') === true ? parseDecimal(text.slice(6)) : null
  if (index === null) return refuse('"index " and a decimal without leading zeros', quote(text))
  const proof: Uint8Array[] = []
  for (;;) {
    text = next()
    if (text === '') return ok({ extra, index, proof, checkpoint: bytes.slice(at) })
    const hash = text === null ? null : decodeBase64(text)
    if (hash?.length !== HASH_BYTES) return refuse('standard base64 of 32 bytes, or an empty line', quote(text))
    if (proof.length === MAX_PROOF_LINES) return refuse(`at most ${MAX_PROOF_LINES} hashes`, 'more')
    proof.push(hash)
  }
}

export function formatTlogProof({ extra, index, proof, checkpoint }: TlogProof): Uint8Array {
  const lines = [
    FIRST_LINE,
    ...(extra === null ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${index}`,
    ...proof.map(encodeBase64),
    '',
    '',
  ]
  return concatBytes(encodeUtf8(lines.join('\n')), checkpoint)
}

export interface CheckedProof {
  readonly checkpoint: Checkpoint
  readonly index: bigint
  readonly note: NoteReading
}

/**
 * Does the proof show that the entry with `leafHash` is in a tree that one of `logKeys` has signed?
 *
 * `witnesses`: keys whose cosignatures are to be checked along; they cannot stand in for the log's own signature. A
 * caller that asks for a quorum judges `note.verified` with `isQuorumMet`. `origin`: the log it has to be of; omit it
 * where the key alone says so.
 */
export function checkTlogProof(
  { index, proof, checkpoint: noteBytes }: TlogProof,
  leafHash: Uint8Array,
  logKeys: readonly Verifier[],
  options: {
    readonly witnesses?: readonly Verifier[]
    readonly origin?: string
    readonly file?: string
    readonly hash?: Hash
  } = {},
): Result<CheckedProof, InputError> {
  const { witnesses = [], origin, file = 'proof', hash = defaultHash } = options
  const byLog = openNote(noteBytes, logKeys, file)
  if (!byLog.ok) return byLog
  const note = openNote(noteBytes, [...logKeys, ...witnesses], file)
  if (!note.ok) return note
  const checkpoint = parseCheckpoint(note.value.text, file)
  if (!checkpoint.ok) return checkpoint
  const { size, root } = checkpoint.value
  const refuse = (field: string, expected: string, got: string) =>
    err({ code: 'bad_proof' as const, place: { file, field }, expected, got })
  if (origin !== undefined && checkpoint.value.origin !== origin) {
    return refuse('origin', quote(origin), quote(checkpoint.value.origin))
  }
  if (index >= size) return refuse('index', `an index below the size ${size}`, `${index}`)
  if (!verifyInclusion({ leafHash, index, size, root, proof, hash })) {
    const got = 'hashes that lead elsewhere'
    return refuse('proof', `hashes from the entry at ${index} to the root ${encodeBase64(root)}`, got)
  }
  return ok({ checkpoint: checkpoint.value, index, note: note.value })
}
