/** Names and ids of note keys: C2SP signed-note, "Format" and "Signatures". */
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '../bytes/equal.ts'
import { encodeHex } from '../bytes/hex.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'

/** Not empty, no Unicode white space, no plus sign, no ASCII control characters; well-formed, so that it has a UTF-8 form. */
export const isKeyName = (name: string): boolean =>
  name.length > 0 && !/[\p{White_Space}\p{Cs}+]/u.test(name) && [...name].every((character) => character >= ' ')

/** First four bytes of SHA-256(name || 0x0A || algorithm || key), as 8 lower-case hex digits. */
export function keyIdOf(name: string, algorithm: number, publicKey: Uint8Array): string {
  const message = concatBytes(encodeUtf8(name), Uint8Array.of(0x0a, algorithm), publicKey)
  return encodeHex(sha256(message).subarray(0, 4))
}

/** What identifies a key: name and id together. A name has no plus sign, so the two cannot run into each other. */
export const keyIdentity = (key: { readonly name: string; readonly keyId: string }): string =>
  `${key.name}+${key.keyId}`
