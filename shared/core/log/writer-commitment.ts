/**
 * Commitments of a disclosure log (docs/formats/log.md §3): SHA-256("disclosure-log/commit/v1\n" + name + "\n" +
 * salt + value). Whoever has the 32-byte salt and the value can show what was committed to; once the salt is deleted
 * nobody can, nor guess.
 */
import { concatBytes } from '../bytes/equal.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Hash } from '../capabilities.ts'
import { invariant } from '../input-error.ts'

export type Committer = (salt: Uint8Array, value: string) => Uint8Array

/** For many commitments under one name. */
export function createCommitter(name: string, hash: Hash): Committer {
  invariant(!name.includes('\n'), 'a commitment name with a line feed')
  const prefix = encodeUtf8(`disclosure-log/commit/v1\n${name}\n`)
  return (salt, value) => {
    invariant(salt.length === 32, `a salt of ${salt.length} bytes, not 32`)
    return hash(concatBytes(prefix, salt, encodeUtf8(value)))
  }
}
