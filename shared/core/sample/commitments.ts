/**
 * Salted commitments of the sample: to the paper that was served and to the accounts it names. Nothing about an
 * account is in the log, or anywhere else in a sample.
 */
import { encodeBase64 } from '../bytes/base64.ts'
import { concatBytes } from '../bytes/equal.ts'
import { encodeHex } from '../bytes/hex.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Hash } from '../capabilities.ts'
import { createCommitter } from '../log/writer-commitment.ts'

const NAMES = ['accounts', 'document'] as const
export type CommitmentName = (typeof NAMES)[number]

export interface Opened {
  readonly name: string
  /** Base64, 32 bytes. */
  readonly salt: string
  readonly value: string
}

export interface Commitments {
  readonly of: (req: string) => Readonly<Record<CommitmentName, string>>
  readonly opening: (req: string, name: CommitmentName) => Opened
}

/** Salt and value both follow from the seed, so that an opening can be written out long after the entry. */
export function createCommitments(seed: string, hash: Hash): Commitments {
  const prefix = encodeUtf8(`plainview sample commitment\n${seed}\n`)
  const commit = { accounts: createCommitter('accounts', hash), document: createCommitter('document', hash) }
  const secrets = (req: string, name: CommitmentName) => {
    const salt = hash(concatBytes(prefix, encodeUtf8(`${name}\n${req}`)))
    // `document`: the SHA-256 of a paper that nobody ever wrote; `accounts`: likewise of a list.
    return { salt, value: encodeHex(hash(salt)) }
  }
  const of = (req: string, name: CommitmentName) => {
    const { salt, value } = secrets(req, name)
    return encodeBase64(commit[name](salt, value))
  }
  return {
    of: (req) => ({ accounts: of(req, 'accounts'), document: of(req, 'document') }),
    opening: (req, name) => {
      const { salt, value } = secrets(req, name)
      return { name, salt: encodeBase64(salt), value }
    },
  }
}
