/**
 * Signing notes: for the reference writer and its witnesses. Private keys come from 32-byte seeds, so that a sample
 * made twice from one number is the same to the byte (RFC 8032 signatures are deterministic).
 *
 * Source: C2SP signed-note; the private form `PRIVATE+KEY+<name>+<key id>+<base64>` is that of golang.org/x/mod.
 */
import { decodeBase64, encodeBase64 } from '../bytes/base64.ts'
import { concatBytes } from '../bytes/equal.ts'
import { decodeHex } from '../bytes/hex.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { PublicKeyOfSeed, SignEd25519 } from '../capabilities.ts'
import type { InputError } from '../input-error.ts'
import { invariant, quote } from '../input-error.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { cosignatureMessage, joinCosignature, MAX_COSIGNATURE_SECONDS } from './cosignature.ts'
import { keyIdOf } from './key-name.ts'
import { MAX_NOTE_BYTES, readNote } from './note.ts'
import { formatVkey } from './vkey.ts'

export interface Signer {
  readonly name: string
  readonly keyId: string
  /** What follows the key id in the signature line. */
  readonly sign: (noteText: Uint8Array) => Uint8Array
}

/** What a seed gives: the key to publish, the key to keep, and their id. */
export interface NoteKey {
  readonly name: string
  readonly keyId: string
  readonly algorithm: 'ed25519' | 'cosignature/v1'
  readonly vkey: string
  readonly privateKey: string
  readonly seed: Uint8Array
}

const ALGORITHM_BYTES = { ed25519: 0x01, 'cosignature/v1': 0x04 } as const

/** `seed`: 32 bytes, from a generator fit for keys (or from a sample's number, for a sample). */
export function noteKeyOfSeed(
  name: string,
  algorithm: NoteKey['algorithm'],
  seed: Uint8Array,
  publicKeyOfSeed: PublicKeyOfSeed,
): Result<NoteKey, InputError> {
  const refuse = (expected: string, got: string) =>
    err({ code: 'bad_key' as const, place: { file: 'key' }, expected, got })
  if (seed.length !== 32) return refuse('a seed of 32 bytes', `${seed.length} bytes`)
  const publicKey = publicKeyOfSeed(seed)
  const vkey = formatVkey(name, algorithm, publicKey)
  if (vkey === null) return refuse('a key name without white space or plus signs', quote(name))
  const byte = ALGORITHM_BYTES[algorithm]
  const keyId = keyIdOf(name, byte, publicKey)
  const privateKey = `PRIVATE+KEY+${name}+${keyId}+${encodeBase64(Uint8Array.of(byte, ...seed))}`
  return ok({ name, keyId, algorithm, vkey, privateKey, seed })
}

/** Reads back what `privateKey` of a NoteKey says. The key itself never appears in an error. */
export function parsePrivateKey(
  text: string,
  publicKeyOfSeed: PublicKeyOfSeed,
  file = 'key',
): Result<NoteKey, InputError> {
  const refuse = (expected: string, got: string) => err({ code: 'bad_key' as const, place: { file }, expected, got })
  const [first, second, name = '', keyId = '', ...rest] = text.split('+')
  if (first !== 'PRIVATE' || second !== 'KEY' || rest.length === 0) {
    return refuse('PRIVATE+KEY+<name>+<key id>+<base64>', 'another text')
  }
  const key = decodeBase64(rest.join('+'))
  const algorithm = key?.[0] === 0x01 ? 'ed25519' : key?.[0] === 0x04 ? 'cosignature/v1' : null
  if (key === null || algorithm === null || key.length !== 33) {
    return refuse('base64 of 0x01 or 0x04 and a seed of 32 bytes', 'something else')
  }
  const made = noteKeyOfSeed(name, algorithm, key.slice(1), publicKeyOfSeed)
  if (made.ok && made.value.keyId !== keyId) return refuse(`key id ${made.value.keyId}`, quote(keyId))
  return made.ok ? made : refuse(made.error.expected, made.error.got)
}

export function noteSigner({ name, keyId, seed }: NoteKey, signEd25519: SignEd25519): Signer {
  return { name, keyId, sign: (noteText) => signEd25519(seed, noteText) }
}

/** A witness at one moment. `timeSeconds`: Unix seconds, 0 to 2^63-1. */
export function cosigner({ name, keyId, seed }: NoteKey, timeSeconds: bigint, signEd25519: SignEd25519): Signer {
  invariant(timeSeconds >= 0n && timeSeconds <= MAX_COSIGNATURE_SECONDS, `${timeSeconds} s cannot be cosigned`)
  return {
    name,
    keyId,
    sign: (noteText) => {
      const ed25519Signature = signEd25519(seed, cosignatureMessage(timeSeconds, noteText))
      return joinCosignature({ timeSeconds, ed25519Signature })
    },
  }
}

/** The note as it is stored. Refused: a text without its final line feed, and whatever else would not read back. */
export function signNote(text: string, signers: readonly Signer[]): Result<Uint8Array, InputError> {
  if (!text.endsWith('\n')) {
    return err({
      code: 'bad_note',
      place: { file: 'note' },
      expected: 'a text that ends in a line feed',
      got: quote(text),
    })
  }
  const textBytes = encodeUtf8(text)
  return checked(concatBytes(textBytes, encodeUtf8('\n'), signatureLines(textBytes, signers)), text)
}

/** Adds signatures below those a note has: what a witness does. */
export function addSignatures(note: Uint8Array, signers: readonly Signer[]): Result<Uint8Array, InputError> {
  const reading = readNote(note, [])
  if (!reading.ok) return reading
  const { text, textBytes } = reading.value
  return checked(concatBytes(note, signatureLines(textBytes, signers)), text)
}

function signatureLines(textBytes: Uint8Array, signers: readonly Signer[]): Uint8Array {
  const lines = signers.map(({ name, keyId, sign }) => {
    const signature = concatBytes(decodeHex(keyId) ?? new Uint8Array(0), sign(textBytes))
    return `\u2014 ${name} ${encodeBase64(signature)}\n`
  })
  return encodeUtf8(lines.join(''))
}

/** What we write has to be readable, and to say what we meant. */
function checked(note: Uint8Array, text: string): Result<Uint8Array, InputError> {
  const reading = readNote(note, [])
  if (!reading.ok) return reading
  if (reading.value.text === text) return ok(note)
  const expected = `a text that fits into ${MAX_NOTE_BYTES} bytes of UTF-8`
  return err({ code: 'bad_note', place: { file: 'note' }, expected, got: quote(text) })
}
