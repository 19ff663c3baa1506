/** The hash and the memory that the passes of the core work with, as fast as node has them. */
import { Buffer } from 'node:buffer'
import type { HashInto } from '#core/capabilities.ts'
import { sha256Latin1 } from '../io/node-crypto.ts'

/** A digest as a string of 32 characters costs half of what one as a Buffer does; writing it out is cheap. */
export const hashInto: HashInto = (message, out, at) => {
  const target = Buffer.isBuffer(out) ? out : Buffer.from(out.buffer, out.byteOffset, out.byteLength)
  target.write(sha256Latin1(message), at, 32, 'latin1')
}

/** Never from the pool that small Buffers share: these are handed from thread to thread. Not zeroed. */
export const allocate = (bytes: number): Uint8Array => {
  const used = spare.get(bytes)?.pop()
  return used ? Buffer.from(used) : Buffer.allocUnsafeSlow(bytes)
}

/** By size: memory that nobody looks at any more. Megabytes for each file, left to the garbage collector, pile up. */
const spare = new Map<number, ArrayBuffer[]>()
const MAX_SPARE = 4
const MAX_SPARE_BYTES = 4 * 2 ** 20

/** To be called with what `allocate` gave, once, by whoever used it last; also in another thread. */
export function reuse(memory: ArrayBuffer): void {
  if (memory.byteLength > MAX_SPARE_BYTES) return
  const same = spare.get(memory.byteLength)
  if (same === undefined) spare.set(memory.byteLength, [memory])
  else if (same.length < MAX_SPARE) same.push(memory)
}
