/** One payload of a bundle, sealed: its file, and what the statement says of it. */
import { createHash, createHmac } from 'node:crypto'
import { cekCommitment, plainCommitmentPrefix, SALT_LABEL } from '#core/bundle/commitments.ts'
import type { SealedPayload } from '#core/bundle/make-bag.ts'
import type { DecryptionKey } from '../io/jwe-keys.ts'
import { sha256 } from '../io/node-crypto.ts'
import { startJwe } from '../io/seal-jwe.ts'

export interface PayloadWriter {
  readonly head: Buffer
  readonly push: (text: Uint8Array) => Buffer
  readonly end: () => Buffer
  /** After `end`. */
  readonly sealed: () => Pick<
    SealedPayload,
    'path' | 'bytes' | 'sha256' | 'plainBytes' | 'plainCommitment' | 'cekCommitment'
  >
}

/** A content key of its own; everything that is written passes through here once. */
export function startPayload(
  bundle: string,
  path: string,
  recipients: readonly DecryptionKey[],
  random: (count: number) => Uint8Array,
): PayloadWriter {
  const cek = random(32)
  const salt = createHmac('sha256', cek).update(SALT_LABEL).digest()
  const plain = createHash('sha256').update(plainCommitmentPrefix(bundle, path, salt))
  const file = createHash('sha256')
  let plainBytes = 0
  let bytes = 0
  const written = (piece: Buffer): Buffer => {
    file.update(piece)
    bytes += piece.length
    return piece
  }
  const jwe = startJwe(cek, recipients, random)
  return {
    head: written(jwe.head),
    push(text) {
      plain.update(text)
      plainBytes += text.length
      return written(jwe.push(text))
    },
    end: () => written(jwe.end()),
    sealed: () => ({
      path,
      bytes,
      sha256: file.digest(),
      plainBytes,
      plainCommitment: plain.digest(),
      cekCommitment: cekCommitment(sha256, bundle, path, cek),
    }),
  }
}
