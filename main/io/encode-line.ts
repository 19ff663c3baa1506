/** Lines for the reference writer, in one buffer that is used again: 0x00, the line, LF. */
import { hash } from 'node:crypto'
import type { EncodeLine } from '#core/log/writer.ts'

/** A line may have 65,535 bytes; JavaScript strings take up to three bytes a code unit. */
const START_BYTES = 256 * 1024

export function createEncodeLine(): EncodeLine {
  let buffer = Buffer.alloc(START_BYTES)
  return (text) => {
    if (text.length * 3 + 2 > buffer.length) buffer = Buffer.alloc(text.length * 3 + 2)
    const end = 1 + buffer.write(text, 1, 'utf8')
    buffer[end] = 0x0a
    const leafHash = hash('sha256', buffer.subarray(0, end), 'buffer')
    return { stored: buffer.subarray(1, end + 1), leafHash, base64: leafHash.toString('base64') }
  }
}
