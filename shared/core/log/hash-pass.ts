/** One pass over lines for their leaf hashes and places only: reads again what a line-pass has judged before. */
import type { HashInto } from '../capabilities.ts'
import { CHUNK_LINES } from './chunk-facts.ts'
import type { OnLines } from './line-buffer.ts'

/** Up to 65,536 lines. */
export interface HashedLines {
  readonly lines: number
  /** 32 bytes a line. */
  readonly leafHashes: Uint8Array
  /** Into the uncompressed bytes of the file. */
  readonly byteOffset: Float64Array
  /** Without the LF. */
  readonly byteLength: Uint32Array
}

export interface HashPass {
  readonly lines: OnLines
  readonly finish: () => void
}

const LF = 0x0a

export function createHashPass(
  hashInto: HashInto,
  allocate: (bytes: number) => Uint8Array,
  onChunk: (hashed: HashedLines) => void,
): HashPass {
  let count = 0
  let fileOffset = 0
  let leafHashes = allocate(CHUNK_LINES * 32)
  let byteOffset = new Float64Array(CHUNK_LINES)
  let byteLength = new Uint32Array(CHUNK_LINES)

  const finish = (): void => {
    if (count === 0) return
    onChunk({ lines: count, leafHashes: leafHashes.subarray(0, count * 32), byteOffset, byteLength })
    count = 0
    leafHashes = allocate(CHUNK_LINES * 32)
    byteOffset = new Float64Array(CHUNK_LINES)
    byteLength = new Uint32Array(CHUNK_LINES)
  }
  const lines: OnLines = (bytes, from, to, isLast) => {
    for (let start = from; start < to; ) {
      const end = isLast ? to : bytes.indexOf(LF, start)
      const before = bytes[start - 1] as number
      bytes[start - 1] = 0x00
      hashInto(bytes.subarray(start - 1, end), leafHashes, count * 32)
      bytes[start - 1] = before
      byteOffset[count] = fileOffset
      byteLength[count] = end - start
      fileOffset += end - start + 1
      start = end + 1
      if (++count === CHUNK_LINES) finish()
    }
  }
  return { lines, finish }
}
