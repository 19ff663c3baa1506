/**
 * Bytes or text from evidence as a list of atoms, each with what a reader must be told about it. Nothing is
 * interpreted, normalised or dropped: joined, the atoms' bytes are the input.
 *
 * Pure: no DOM.
 */
import { codePointName, type Hidden, hiddenKind, isRightToLeft, shortName } from './code-points.ts'
import { findLookAlikes } from './look-alikes.ts'

export type AtomKind =
  | 'plain'
  | 'rtl'
  | Hidden
  | 'look-alike' // passes for another letter
  | 'form' // a letter and its mark apart (not NFC): looks like the composed letter, has other bytes

export interface Atom {
  readonly kind: AtomKind
  /** Byte range in UTF-8, from 0. */
  readonly from: number
  readonly to: number
  /** What to draw: the character itself, or a short name for what cannot be seen. */
  readonly shown: string
  /** The character's code point, `U+202E`, or the byte, `0xFF`. */
  readonly code: string
  /** look-alike: what it passes for; form: the composed letter. */
  readonly like?: string
}

interface Scalar {
  /** null: a byte that is no UTF-8, or a lone surrogate. */
  readonly codePoint: number | null
  readonly from: number
  readonly to: number
  readonly code: string
}

/** Length of a UTF-8 sequence by its first byte, and its smallest code point (RFC 3629 §3). */
const LEADS = [
  { mask: 0xe0, lead: 0xc0, length: 2, least: 0x80 },
  { mask: 0xf0, lead: 0xe0, length: 3, least: 0x800 },
  { mask: 0xf8, lead: 0xf0, length: 4, least: 0x10000 },
] as const

function readScalar(bytes: Uint8Array, at: number): Scalar {
  const first = bytes[at] ?? 0
  const broken: Scalar = {
    codePoint: null,
    from: at,
    to: at + 1,
    code: `0x${first.toString(16).toUpperCase().padStart(2, '0')}`,
  }
  if (first < 0x80) return { ...broken, codePoint: first, code: codePointName(first) }
  const shape = LEADS.find(({ mask, lead }) => (first & mask) === lead)
  if (!shape || at + shape.length > bytes.length) return broken
  let codePoint = first & ~shape.mask & 0xff
  for (let i = 1; i < shape.length; i++) {
    const next = bytes[at + i] ?? 0
    if ((next & 0xc0) !== 0x80) return broken
    codePoint = (codePoint << 6) | (next & 0x3f)
  }
  const isScalar = codePoint >= shape.least && codePoint <= 0x10ffff && !(codePoint >= 0xd800 && codePoint <= 0xdfff)
  return isScalar ? { codePoint, from: at, to: at + shape.length, code: codePointName(codePoint) } : broken
}

/** Atoms of raw bytes, as UTF-8; a byte that is none is its own atom of kind `broken`. */
export function atomsOfBytes(bytes: Uint8Array): readonly Atom[] {
  const scalars: Scalar[] = []
  for (let at = 0; at < bytes.length; ) {
    const scalar = readScalar(bytes, at)
    scalars.push(scalar)
    at = scalar.to
  }
  return judge(scalars)
}

/** Atoms of a string; a lone surrogate is `broken` and counted as the three bytes it would take. */
export function atomsOfText(text: string): readonly Atom[] {
  const scalars: Scalar[] = []
  let at = 0
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0
    const length = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4
    const lone = codePoint >= 0xd800 && codePoint <= 0xdfff
    scalars.push({ codePoint: lone ? null : codePoint, from: at, to: at + length, code: codePointName(codePoint) })
    at += length
  }
  return judge(scalars)
}

function judge(scalars: readonly Scalar[]): readonly Atom[] {
  if (scalars.every(({ codePoint }) => codePoint !== null && codePoint >= 0x20 && codePoint < 0x7f)) {
    return scalars.map((scalar) => plain(scalar, 'plain'))
  }
  const characters = scalars.map(({ codePoint }) => (codePoint === null ? '' : String.fromCodePoint(codePoint)))
  const lookAlikes = findLookAlikes(characters)
  return scalars.map((scalar, i): Atom => {
    const { codePoint, code, from, to } = scalar
    if (codePoint === null) return { kind: 'broken', from, to, shown: code.replace('0x', ''), code }
    const hidden = hiddenKind(codePoint)
    if (hidden !== null) return { kind: hidden, from, to, shown: shortName(codePoint), code }
    const like = lookAlikes.get(i)
    if (like !== undefined) return { kind: 'look-alike', from, to, shown: characters[i] ?? '', code, like }
    const composed = composedWithBefore(characters, i)
    if (composed !== null) return { kind: 'form', from, to, shown: characters[i] ?? '', code, like: composed }
    return plain(scalar, isRightToLeft(codePoint) ? 'rtl' : 'plain')
  })
}

const plain = ({ codePoint, from, to, code }: Scalar, kind: 'plain' | 'rtl'): Atom => ({
  kind,
  from,
  to,
  shown: String.fromCodePoint(codePoint ?? 0),
  code,
})

/** The letter that this mark and the one before would compose to (NFC), or null. */
function composedWithBefore(characters: readonly string[], i: number): string | null {
  const mark = characters[i] ?? ''
  const before = characters[i - 1] ?? ''
  if (before === '' || !/\p{M}/u.test(mark)) return null
  const composed = (before + mark).normalize('NFC')
  return composed !== before + mark ? composed : null
}
