/** The lines of a chunk that do not continue the line before them, in growing columns. */
import type { Breaks } from './chunk-facts.ts'
import type { LineClaims } from './recognise-line.ts'

export interface BreakList {
  readonly add: (line: number, claims: LineClaims, log: number) => void
  readonly finish: () => Breaks
}

export function createBreakList(): BreakList {
  let capacity = 16
  let count = 0
  let line = new Uint32Array(capacity)
  let seq = new Float64Array(capacity)
  let hasPrev = new Uint8Array(capacity)
  let prev = new Uint8Array(capacity * 32)
  let log = new Int32Array(capacity)

  const grow = (): void => {
    capacity *= 2
    line = extended(line, new Uint32Array(capacity))
    seq = extended(seq, new Float64Array(capacity))
    hasPrev = extended(hasPrev, new Uint8Array(capacity))
    prev = extended(prev, new Uint8Array(capacity * 32))
    log = extended(log, new Int32Array(capacity))
  }
  return {
    add: (at, claims, logId) => {
      if (count === capacity) grow()
      line[count] = at
      seq[count] = claims.seq
      hasPrev[count] = claims.hasPrev ? 1 : 0
      if (claims.hasPrev) prev.set(claims.prev, count * 32)
      log[count] = logId
      count++
    },
    finish: () => ({
      count,
      line: line.slice(0, count),
      seq: seq.slice(0, count),
      hasPrev: hasPrev.slice(0, count),
      prev: prev.slice(0, count * 32),
      log: log.slice(0, count),
    }),
  }
}

function extended<T extends { set: (from: T) => void }>(from: T, to: T): T {
  to.set(from)
  return to
}
