/**
 * Signed notes: a text and the signatures under it.
 *
 * Source: C2SP signed-note; docs/formats/notes-and-proofs.md. The text is nobody's word until a known key has signed
 * it, so signatures are verified before anything looks into it. A note is split at its *last* blank line: an empty
 * line inside the text is text.
 */
import { decodeBase64 } from '../bytes/base64.ts'
import { encodeHex } from '../bytes/hex.ts'
import { decodeUtf8, firstInvalidUtf8 } from '../bytes/utf8.ts'
import type { Verifier } from '../capabilities.ts'
import type { InputError, InputErrorCode } from '../input-error.ts'
import { quote } from '../input-error.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { isKeyName, keyIdentity } from './key-name.ts'

/** 64 KiB for the whole note, and 100 signatures: the specification asks for at least 16. */
export const MAX_NOTE_BYTES = 65_536
export const MAX_NOTE_SIGNATURES = 100

export interface NoteSignature {
  readonly name: string
  /** 8 lower-case hex digits. */
  readonly keyId: string
  /** What follows the key id: 64 bytes for Ed25519, 72 for a cosignature, anything for an unknown key. */
  readonly signature: Uint8Array
}

export interface NoteReading {
  /** With its final line feed. Trust it only as far as `verified` goes. */
  readonly text: string
  readonly textBytes: Uint8Array
  /** By a known key, and good. In the order of the note. */
  readonly verified: readonly NoteSignature[]
  /** By a known key, and bad. */
  readonly bad: readonly NoteSignature[]
  /** By keys that nobody gave us; not checked. */
  readonly unverified: readonly NoteSignature[]
}

/**
 * Opens a note for use: at least one known key has to have signed it, and no known key's signature may be bad.
 *
 * Refusals: `bad_signature` where a known key's signature is bad, `unknown_key` where no known key signed,
 * `too_large`, `not_utf8` and `bad_note` where it cannot be read at all. `readNote` tells the same without refusing.
 */
export function openNote(
  bytes: Uint8Array,
  verifiers: readonly Verifier[],
  file = 'note',
): Result<NoteReading, InputError> {
  const reading = readNote(bytes, verifiers, file)
  if (!reading.ok) return reading
  const { verified, bad, unverified } = reading.value
  if (bad.length > 0) {
    const got = `a bad signature by ${bad.map(keyIdentity).join(', ')}`
    return err({ code: 'bad_signature', place: { file }, expected: 'every signature by a known key to be good', got })
  }
  if (verified.length > 0) return reading
  const known = verifiers.length === 0 ? 'a known key; none was given' : verifiers.map(keyIdentity).join(' or ')
  const got = quote(`signed by ${unverified.map(keyIdentity).join(', ')}`)
  return err({ code: 'unknown_key', place: { file }, expected: `a signature by ${known}`, got })
}

/** Reads a note and checks what signatures it can; refuses only what is no note. Never throws. */
export function readNote(
  bytes: Uint8Array,
  verifiers: readonly Verifier[],
  file = 'note',
): Result<NoteReading, InputError> {
  const split = splitNote(bytes, file)
  if (!split.ok) return split
  const { textBytes, signatures } = split.value
  const verified: NoteSignature[] = []
  const bad: NoteSignature[] = []
  const unverified: NoteSignature[] = []
  for (const signature of signatures) {
    const known = verifiers.filter((verifier) => keyIdentity(verifier) === keyIdentity(signature))
    const isGood = known.some((verifier) => verifier.verify(textBytes, signature.signature))
    const list = isGood ? verified : known.length > 0 ? bad : unverified
    list.push(signature)
  }
  return ok({ text: decodeUtf8(textBytes) ?? '', textBytes, verified, bad, unverified })
}

interface SplitNote {
  readonly textBytes: Uint8Array
  readonly signatures: readonly NoteSignature[]
}

function splitNote(bytes: Uint8Array, file: string): Result<SplitNote, InputError> {
  const refuse = (code: InputErrorCode, byte: number, expected: string, got: string) =>
    err({ code, place: { file, byte }, expected, got })
  if (bytes.length > MAX_NOTE_BYTES) {
    return refuse('too_large', MAX_NOTE_BYTES, `at most ${MAX_NOTE_BYTES} bytes`, `${bytes.length} bytes`)
  }
  const invalid = firstInvalidUtf8(bytes)
  if (invalid >= 0) return refuse('not_utf8', invalid, 'UTF-8', `byte 0x${(bytes[invalid] ?? 0).toString(16)}`)
  const control = bytes.findIndex((byte) => byte < 0x20 && byte !== 0x0a)
  if (control >= 0) {
    const got = `byte 0x${(bytes[control] ?? 0).toString(16).padStart(2, '0')}`
    return refuse('bad_note', control, 'no control characters but line feeds', got)
  }
  if (bytes.at(-1) !== 0x0a) return refuse('bad_note', bytes.length, 'a line feed at the end', 'none')
  const textEnd = lastBlankLine(bytes)
  if (textEnd < 0) return refuse('bad_note', bytes.length, 'a blank line before the signatures', 'none')
  const signatures = parseSignatures(bytes, textEnd + 1, file)
  return signatures.ok ? ok({ textBytes: bytes.subarray(0, textEnd), signatures: signatures.value }) : signatures
}

/** Offset of the second of the last two line feeds in a row: the text ends before it, the signatures begin after. */
function lastBlankLine(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at > 0; at--) if (bytes[at] === 0x0a && bytes[at - 1] === 0x0a) return at
  return -1
}

function parseSignatures(bytes: Uint8Array, from: number, file: string): Result<readonly NoteSignature[], InputError> {
  const refuse = (byte: number, expected: string, got: string) =>
    err({ code: 'bad_note' as const, place: { file, byte }, expected, got })
  if (from === bytes.length) return refuse(from, 'at least one signature line', 'the end of the note')
  const signatures: NoteSignature[] = []
  for (let at = from; at < bytes.length; ) {
    if (signatures.length === MAX_NOTE_SIGNATURES) {
      return refuse(at, `at most ${MAX_NOTE_SIGNATURES} signatures`, 'more')
    }
    const end = bytes.indexOf(0x0a, at)
    const line = decodeUtf8(bytes, at, end) ?? ''
    const signature = parseSignatureLine(line)
    if (signature === null) return refuse(at, 'a line "— <key name> <base64 of key id and signature>"', quote(line))
    signatures.push(signature)
    at = end + 1
  }
  return ok(signatures)
}

/** Em dash, space, name, space, base64 of at least one byte behind the four of the key id. */
export function parseSignatureLine(line: string): NoteSignature | null {
  const [dash, name = '', base64 = '', ...rest] = line.split(' ')
  if (dash !== '\u2014' || !isKeyName(name) || rest.length > 0) return null
  const decoded = decodeBase64(base64)
  if (decoded === null || decoded.length < 5) return null
  return { name, keyId: encodeHex(decoded.subarray(0, 4)), signature: decoded.subarray(4) }
}
