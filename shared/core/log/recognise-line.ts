/**
 * The quick way to check a line: one walk over its bytes against the template of its type.
 *
 * A line in canonical form has its members in one order and is written in one way, so a line without any lint is
 * matched from its first byte to its last; `type` stands right before the end and is read first. What does not match is
 * not judged here: check-line.ts looks at it. Measured: about 1 ns a byte, against 15 for parsing and asking.
 */
import { encodeUtf8 } from '../bytes/utf8.ts'
import { EVENT_TYPES } from '../requests/enumerations.ts'
import { lineRule } from './event-members.ts'
import { type ByteView, isAt, type Literal, literal } from './literal.ts'
import { readHash } from './match-hash.ts'
import { type DayCache, readInstant } from './match-instant.ts'
import { matchRule } from './match-value.ts'
import type { MemberNode } from './rule-nodes.ts'
import { ruleNode } from './rule-nodes.ts'

/** What a line claims. One object is used again for every line. */
export interface LineClaims {
  /** Position in EVENT_TYPES; 255 = not understood. */
  type: number
  /** -1 = absent or unreadable. */
  seq: number
  /** Whether `prev` holds the 32 bytes that the line claims. */
  hasPrev: boolean
  readonly prev: Uint8Array
  /** Unix milliseconds; NaN = absent or unreadable. */
  timeMs: number
  /** Span of `log` without its quotes; -1 = absent or no string. */
  logFrom: number
  logTo: number
  /** Span of `req` without its quotes; -1 = absent or no string. */
  reqFrom: number
  reqTo: number
}

export const NOT_UNDERSTOOD = 255

export const noClaims = (): LineClaims => ({
  type: NOT_UNDERSTOOD,
  seq: -1,
  hasPrev: false,
  prev: new Uint8Array(32),
  timeMs: Number.NaN,
  logFrom: -1,
  logTo: -1,
  reqFrom: -1,
  reqTo: -1,
})

interface Template {
  readonly members: readonly MemberNode[]
  /** `"type":"…","v":1}` */
  readonly ending: Literal
  readonly type: string
}

const TEMPLATES: readonly Template[] = EVENT_TYPES.map((type) => ({
  members: ruleNode(lineRule(type)).members.slice(0, -2), // without type and v, which the ending holds
  ending: literal(`"type":"${type}","v":1}`),
  type,
}))

/** Which templates a line may be of, by three letters of its type's name. */
const SLOTS: number[][] = Array.from({ length: 2 ** 15 }, () => [])
TEMPLATES.forEach(({ type }, index) => {
  const letters = encodeUtf8(type)
  SLOTS[slotOf(letters, letters.length - 1)]?.push(index)
})

/** The third, fifth and eighth letter from the end (`last`) tell all types apart but two pairs. */
function slotOf(bytes: Uint8Array, last: number): number {
  const letter = (at: number) => (bytes[at] as number) & 31
  return (letter(last - 2) << 10) | (letter(last - 4) << 5) | letter(last - 7)
}

/** The name ends 9 bytes before the end, before `","v":1}`. */
function typeOf({ bytes, view }: ByteView, start: number, end: number): number {
  const slot = SLOTS[slotOf(bytes, end - 9)] as readonly number[]
  for (let i = 0; i < slot.length; i++) {
    const type = slot[i] as number
    const { ending } = TEMPLATES[type] as Template
    if (end - start > ending.length && isAt(view, end - ending.length, ending)) return type
  }
  return -1
}

/**
 * Whether the line in [start, end) is perfect; `claims` is filled in if so, and left in some state if not.
 * There must be a LF at `end`, and three bytes after it.
 */
export function recogniseLine(
  source: ByteView,
  start: number,
  end: number,
  claims: LineClaims,
  days: DayCache,
): boolean {
  const { bytes, view } = source
  if (end - start < 70 || bytes[start] !== 0x7b) return false
  const type = typeOf(source, start, end)
  if (type < 0) return false
  const { members, ending } = TEMPLATES[type] as Template
  const endingAt = end - ending.length
  claims.type = type
  claims.reqFrom = -1
  claims.reqTo = -1
  let at = start + 1
  for (let m = 0; m < members.length; m++) {
    const { key, required, rule } = members[m] as MemberNode
    if (!isAt(view, at, key)) {
      if (required) return false
      continue
    }
    const valueAt = at + key.length
    const next = matchRule(source, valueAt, rule)
    if (next < 0 || bytes[next] !== 0x2c) return false
    switch (bytes[at + 1]) {
      case 0x6c: // log
        claims.logFrom = valueAt + 1
        claims.logTo = next - 1
        break
      case 0x70: // prev
        claims.hasPrev = true
        readHash(bytes, valueAt + 1, claims.prev, 0)
        break
      case 0x72: // req
        claims.reqFrom = valueAt + 1
        claims.reqTo = next - 1
        break
      case 0x73: // seq
        claims.seq = readInteger(bytes, valueAt, next)
        break
      case 0x74: // time
        claims.timeMs = readInstant(bytes, valueAt, days)
        break
    }
    at = next + 1
  }
  return at === endingAt
}

function readInteger(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) value = value * 10 + (bytes[i] as number) - 0x30
  return value
}
