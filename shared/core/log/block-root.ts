/** Roots of blocks of leaf hashes (RFC 9162 §2.1.1), computed in place: about one hash an entry, so worth the trouble. */
import type { HashInto } from '../capabilities.ts'
import { BLOCK_LINES } from './chunk-facts.ts'

/**
 * Root of the 256 leaf hashes at `from` of `leafHashes`, written to `out`.
 * `scratch` has 1 + 256 * 32 bytes. A pair lies end to end in it, and the byte before it, which is no longer needed,
 * makes room for the 0x01 that interior nodes are hashed behind.
 */
export function hashBlock(
  leafHashes: Uint8Array,
  from: number,
  scratch: Uint8Array,
  hashInto: HashInto,
  out: Uint8Array,
  outAt: number,
): void {
  scratch.set(leafHashes.subarray(from, from + BLOCK_LINES * 32), 1)
  for (let nodes = BLOCK_LINES; nodes > 1; nodes /= 2) {
    for (let pair = 0; pair < nodes / 2; pair++) {
      const at = pair * 64
      scratch[at] = 0x01
      hashInto(scratch.subarray(at, at + 65), scratch, 1 + pair * 32)
    }
  }
  out.set(scratch.subarray(1, 33), outAt)
}
