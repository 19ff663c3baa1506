/**
 * Which characters a reader cannot see, or sees as something else. The classes follow Unicode TR 36 (security
 * considerations) and TR 39 (confusables), reduced to what misleads somebody who reads a log line on a screen.
 *
 * Pure: no DOM.
 */
export type Hidden =
  | 'control' // C0, DEL, C1
  | 'bidi' // reorders what is around it
  | 'invisible' // takes no room, or is a filler
  | 'space' // looks like a space and is another character
  | 'unassigned' // no character, private use, noncharacter
  | 'broken' // bytes that are no UTF-8, lone surrogates

/** Short names of the characters met most often; the rest is named by code point. */
const NAMES: Readonly<Record<number, string>> = {
  0: 'NUL',
  8: 'BS',
  9: 'TAB',
  10: 'LF',
  13: 'CR',
  27: 'ESC',
  127: 'DEL',
  133: 'NEL',
  160: 'NBSP',
  173: 'SHY',
  1564: 'ALM',
  8203: 'ZWSP',
  8204: 'ZWNJ',
  8205: 'ZWJ',
  8206: 'LRM',
  8207: 'RLM',
  8232: 'LSEP',
  8233: 'PSEP',
  8234: 'LRE',
  8235: 'RLE',
  8236: 'PDF',
  8237: 'LRO',
  8238: 'RLO',
  8239: 'NNBSP',
  8288: 'WJ',
  8294: 'LRI',
  8295: 'RLI',
  8296: 'FSI',
  8297: 'PDI',
  65279: 'BOM',
}

/** `U+202E`. */
export const codePointName = (codePoint: number): string => `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`
/** `RLO`, or the code point where there is no short name. */
export const shortName = (codePoint: number): string => NAMES[codePoint] ?? codePointName(codePoint)

const within = (c: number, ranges: readonly (readonly [number, number])[]): boolean =>
  ranges.some(([from, to]) => c >= from && c <= to)

/** UAX #9 §2: embeddings, overrides, isolates and marks. */
const BIDI = [
  [0x61c, 0x61c],
  [0x200e, 0x200f],
  [0x202a, 0x202e],
  [0x2066, 0x2069],
] as const
/** Default_Ignorable_Code_Point (UAX #44) without the bidi controls, and the line and paragraph separators. */
const INVISIBLE = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200d],
  [0x2028, 0x2029],
  [0x2060, 0x2065],
  [0x206a, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
] as const

export function hiddenKind(codePoint: number): Hidden | null {
  if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0)) return 'control'
  if (codePoint < 0x7f) return null
  if (within(codePoint, BIDI)) return 'bidi'
  if (within(codePoint, INVISIBLE)) return 'invisible'
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return 'broken'
  const character = String.fromCodePoint(codePoint)
  if (/\p{Zs}/u.test(character)) return 'space'
  if (/[\p{Cn}\p{Co}]/u.test(character)) return 'unassigned'
  return null
}

/** Right-to-left letters: shown in their own direction, kept from reordering their neighbours. */
export const isRightToLeft = (codePoint: number): boolean =>
  within(codePoint, [
    [0x590, 0x8ff],
    [0xfb1d, 0xfdff],
    [0xfe70, 0xfefc],
    [0x10800, 0x10fff],
    [0x1e800, 0x1efff],
  ])
