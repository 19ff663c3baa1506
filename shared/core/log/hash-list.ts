/** A list of hashes that grows, 32 bytes each, end to end: a million of them are 32 MB, as objects they would be 150. */
export interface HashList {
  readonly add: (hash: Uint8Array) => void
  readonly count: () => number
  /** A view. */
  readonly at: (index: number) => Uint8Array
  /** A view of all. */
  readonly packed: () => Uint8Array
}

export function createHashList(): HashList {
  let bytes = new Uint8Array(32 * 64)
  let count = 0
  return {
    add: (hash) => {
      if ((count + 1) * 32 > bytes.length) {
        const larger = new Uint8Array(bytes.length * 2)
        larger.set(bytes)
        bytes = larger
      }
      bytes.set(hash.length === 32 ? hash : hash.subarray(0, 32), count * 32)
      count++
    },
    count: () => count,
    at: (index) => bytes.subarray(index * 32, index * 32 + 32),
    packed: () => bytes.subarray(0, count * 32),
  }
}
