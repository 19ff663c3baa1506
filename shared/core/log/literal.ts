/**
 * Comparing bytes with a known piece of text, four at a time. Half of every line is names that are known in advance, so
 * this is what checking a line costs: byte by byte it takes twice as long, measured.
 */
import { encodeUtf8 } from '../bytes/utf8.ts'

/** Bytes together with a view of the same bytes, for reading four at once. */
export interface ByteView {
  readonly bytes: Uint8Array
  readonly view: DataView
}

export const byteView = (bytes: Uint8Array): ByteView => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
})

export interface Literal {
  readonly length: number
  /** All groups of four bytes, little-endian; where the length is no multiple of four, the last overlaps the one before. */
  readonly words: Int32Array
}

/** `text` is at least four bytes long and holds no LF. */
export function literal(text: string): Literal {
  const bytes = encodeUtf8(text)
  const { view } = byteView(bytes)
  const words = Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => view.getInt32(i * 4, true))
  if (bytes.length % 4 !== 0) words.push(view.getInt32(bytes.length - 4, true))
  return { length: bytes.length, words: Int32Array.from(words) }
}

/** Does `wanted` stand at `at`? Reads at most three bytes past a LF: whoever owns the bytes leaves that much room. */
export function isAt(view: DataView, at: number, wanted: Literal): boolean {
  const { words, length } = wanted
  const last = words.length - 1
  for (let i = 0; i < last; i++) if (view.getInt32(at + i * 4, true) !== words[i]) return false
  return view.getInt32((length & 3) === 0 ? at + last * 4 : at + length - 4, true) === words[last]
}
