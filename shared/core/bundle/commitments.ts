/**
 * Commitments to what a payload opens to: docs/formats/bundle.md, "Commitments".
 *
 * AES-GCM is not key-committing (Dodis, Grubbs, Ristenpart, Woodage, "Fast Message Franking", CRYPTO 2018, §3): one
 * ciphertext and tag can be made that opens under two keys to two texts. A commitment to the key and one to the text,
 * both signed, leave a recipient who unwraps the committed key no other text than the committed one.
 */
import { concatBytes } from '../bytes/equal.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Hash } from '../capabilities.ts'

/** Commits to the content encryption key: 32 bytes. */
export const cekCommitment = (hash: Hash, bundle: string, path: string, cek: Uint8Array): Uint8Array =>
  hash(concatBytes(encodeUtf8(`disclosure-bundle/cek/v1\n${bundle}\n${path}\n`), cek))

/** What the salt is the HMAC-SHA-256 of, with the content encryption key as key: nobody without it can guess texts. */
export const SALT_LABEL: Uint8Array = encodeUtf8('disclosure-bundle/salt/v1')

/** What is hashed before the plaintext. */
export const plainCommitmentPrefix = (bundle: string, path: string, salt: Uint8Array): Uint8Array =>
  concatBytes(encodeUtf8(`disclosure-bundle/plain/v1\n${bundle}\n${path}\n`), salt)
