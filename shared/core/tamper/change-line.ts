/** Changes to single lines: by somebody who means it, by a failing disk, by a text editor. */
import { encodeBase64 } from '../bytes/base64.ts'
import { canonicalize } from '../bytes/canonical-json.ts'
import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../formats/json-value.ts'
import { formatInstant, parseInstant } from '../instant.ts'
import type { Random } from '../sample/random.ts'

/** A line as an object; null where it is none. Ours to change: not frozen, no prototype games. */
export function readLine(line: Uint8Array): JsonObject | null {
  const text = decodeUtf8(line)
  if (text === null) return null
  try {
    const value = JSON.parse(text) as JsonValue
    return isJsonObject(value) ? value : null
  } catch {
    return null
  }
}

const written = (line: JsonObject) => encodeUtf8(canonicalize(line))

/** True where the two differ in a single bit: a verifier would rightly call that a flipped bit and not an edit. */
function isBitApart(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let bits = 0
  for (let i = 0; i < a.length && bits < 2; i++) {
    for (let x = (a[i] ?? 0) ^ (b[i] ?? 0); x > 0; x &= x - 1) bits++
  }
  return bits <= 1
}

/** Somebody changes what the entry says: one member of `data`. Its links and its place stay as they were. */
export function editLine(line: Uint8Array, random: Random): Uint8Array {
  const entry = readLine(line)
  if (entry === null) return encodeUtf8(`${decodeUtf8(line) ?? ''}??`)
  for (let tries = 0; tries < 100; tries++) {
    const edited = written({ ...entry, data: editedValue(entry.data ?? null, random) })
    if (!isBitApart(line, edited)) return edited
  }
  // Nothing in it to change, as in a heartbeat: the time then.
  const timeMs = parseInstant(String(entry.time)) ?? 0
  return written({ ...entry, time: formatInstant(timeMs + 7_000_000) })
}

/** Changes one leaf, chosen at random from the top. */
function editedValue(value: JsonValue, random: Random): JsonValue {
  if (typeof value === 'number') return value + random.between(1, 9)
  if (typeof value === 'boolean') return !value
  if (typeof value === 'string') return editedText(value, random)
  if (value === null) return null
  if (Array.isArray(value)) {
    if (value.length === 0) return value
    const at = random.below(value.length)
    return value.map((item: JsonValue, i) => (i === at ? editedValue(item, random) : item))
  }
  const names = Object.keys(value)
  if (names.length === 0) return value
  const name = random.pick(names)
  return { ...(value as JsonObject), [name]: editedValue((value as JsonObject)[name] ?? null, random) }
}

/** A time moves by some days; another text loses a word or changes two letters. */
function editedText(text: string, random: Random): string {
  const timeMs = parseInstant(text)
  if (timeMs !== null) return formatInstant(timeMs - random.between(1, 40) * 86_400_000)
  const words = text.split(' ')
  if (words.length > 3) return words.filter((_, i) => i !== words.length - 2).join(' ')
  return `${text.slice(0, -1)}${random.pick(['a', 'e', 'o', 'n'] as const)}${random.pick(['r', 's', 't', 'x'] as const)}`
}

/** One bit, anywhere in the line, that does not make a line feed of it. */
export function flipBit(line: Uint8Array, random: Random): Uint8Array {
  for (;;) {
    const at = random.below(line.length)
    const flipped = (line[at] ?? 0) ^ (1 << random.below(8))
    if (flipped === 0x0a) continue
    const changed = new Uint8Array(line)
    changed[at] = flipped
    return changed
  }
}

export const withCarriageReturn = (line: Uint8Array): Uint8Array => Uint8Array.of(...line, 0x0d)

/** A line that claims the place `seq`, behind an entry with hash `prev`, made after the model of a true one. */
export function forgeLine(model: Uint8Array, seq: number, prev: Uint8Array, random: Random): Uint8Array {
  const entry = readLine(model) ?? {}
  const data = editedValue(entry.data ?? {}, random)
  const req = entry.req === undefined ? {} : { req: random.id(16) }
  return written({ ...entry, ...req, data, seq, prev: encodeBase64(prev) })
}

/** A line of another log, which knows nothing of this one. */
export function foreignLine(model: Uint8Array, random: Random): Uint8Array {
  const entry = readLine(model) ?? {}
  const seq = random.between(1000, 9_000_000)
  return written({ ...entry, log: 'transparency.otter.example/log', prev: random.digest(), seq })
}

/** Members of the line itself come behind `data`, whose strings cannot hold an unescaped quote: the last one is it. */
function replaceMember(line: Uint8Array, name: string, value: string): Uint8Array {
  const text = decodeUtf8(line) ?? ''
  const start = text.lastIndexOf(`"${name}":"`)
  if (start < 0) return line
  const from = start + name.length + 4
  return encodeUtf8(text.slice(0, from) + value + text.slice(text.indexOf('"', from)))
}

/** The same entry behind another one. Nothing else is rewritten, whatever the line looks like. */
export const relink = (line: Uint8Array, prev: Uint8Array): Uint8Array =>
  replaceMember(line, 'prev', encodeBase64(prev))

export const retime = (line: Uint8Array, timeMs: number): Uint8Array =>
  replaceMember(line, 'time', formatInstant(timeMs))

/** An audit cites a head by its root. */
export const recite = (line: Uint8Array, root: Uint8Array): Uint8Array =>
  replaceMember(line, 'root', encodeBase64(root))
