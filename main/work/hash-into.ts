/** The hash and the memory that the passes of the core work with, as fast as node has them. */
import { Buffer } from 'node:buffer'
import type { HashInto } from '#core/capabilities.ts'
import { sha256Latin1 } from '../io/node-crypto.ts'

/** A digest as a string of 32 characters costs half of what one as a Buffer does; writing it out is cheap. */
export const hashInto: HashInto = (message, out, at) => {
  const target = Buffer.isBuffer(out) ? out : Buffer.from(out.buffer, out.byteOffset, out.byteLength)
  target.write(sha256Latin1(message), at, 32, 'latin1')
}

/** Never from the pool that small Buffers share: these are handed from thread to thread. */
export const allocate = (bytes: number): Uint8Array => Buffer.allocUnsafeSlow(bytes)
