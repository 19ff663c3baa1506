/** Request ids of a chunk, told apart without making a string of each line's: most lines name a request seen before. */
import { decodeUtf8 } from '../bytes/utf8.ts'

export interface ReqTable {
  /** Codes count from 0, in order of appearance. */
  readonly codeOf: (bytes: Uint8Array, from: number, to: number) => number
  readonly list: () => readonly string[]
}

export function createReqTable(): ReqTable {
  /** Ids end to end; id c is arena[starts[c], starts[c + 1]). */
  let arena = new Uint8Array(4096)
  let starts = new Uint32Array(257)
  let count = 0
  /** Open addressing: code + 1, 0 = empty. Always at most half full. */
  let slots = new Int32Array(512)

  const equals = (code: number, bytes: Uint8Array, from: number, to: number): boolean => {
    const start = starts[code] as number
    if ((starts[code + 1] as number) - start !== to - from) return false
    for (let i = from; i < to; i++) if (bytes[i] !== arena[start + i - from]) return false
    return true
  }

  const add = (bytes: Uint8Array, from: number, to: number): number => {
    const start = starts[count] as number
    const end = start + to - from
    if (end > arena.length) {
      const larger = new Uint8Array(Math.max(end, arena.length * 2))
      larger.set(arena)
      arena = larger
    }
    arena.set(bytes.subarray(from, to), start)
    if (count + 2 > starts.length) {
      const larger = new Uint32Array(starts.length * 2)
      larger.set(starts)
      starts = larger
    }
    starts[count + 1] = end
    count++
    if (count * 2 > slots.length) rehash()
    return count - 1
  }

  const rehash = (): void => {
    slots = new Int32Array(slots.length * 2)
    for (let code = 0; code < count; code++) {
      let at = hashOf(arena, starts[code] as number, starts[code + 1] as number) & (slots.length - 1)
      while (slots[at] !== 0) at = (at + 1) & (slots.length - 1)
      slots[at] = code + 1
    }
  }

  return {
    codeOf: (bytes, from, to) => {
      let at = hashOf(bytes, from, to) & (slots.length - 1)
      for (;;) {
        const code = (slots[at] as number) - 1
        if (code < 0) break
        if (equals(code, bytes, from, to)) return code
        at = (at + 1) & (slots.length - 1)
      }
      slots[at] = count + 1
      return add(bytes, from, to)
    },
    list: () =>
      Array.from({ length: count }, (_, code) => {
        return decodeUtf8(arena, starts[code] as number, starts[code + 1] as number) ?? ''
      }),
  }
}

/** FNV-1a, 32 bits (draft-eastlake-fnv): ids are random, an even spread is all that is needed. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193)
  return hash >>> 0
}
