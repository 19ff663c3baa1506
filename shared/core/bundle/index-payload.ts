/** `data/0001.jwe`, opened: which payloads make up which file, under which name. */
import { canonicalize } from '../bytes/canonical-json.ts'
import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.ts'
import { isJsonObject, type JsonValue } from '../formats/json-value.ts'
import { parseIJson } from '../formats/parse-json.ts'
import { quote } from '../input-error.ts'
import { INDEX_PAYLOAD, payloadPath } from './bag-names.ts'
import { type BundleFailure, failure, unreadable } from './check.ts'

export interface IndexedFile {
  readonly path: string
  /** For people; never a path to write to. */
  readonly name: string
  readonly mediaType: string
  /** Payloads that, joined, are the file. */
  readonly parts: readonly string[]
}

export const MAX_INDEX_BYTES = 64 * 2 ** 20
const MEMBERS = ['path', 'name', 'mediaType', 'parts']

/** The index of files that are one payload each, the first at `data/0002.jwe`. */
export function formatIndex(files: readonly Pick<IndexedFile, 'name' | 'mediaType'>[]): Uint8Array {
  const items = files.map(({ name, mediaType }, at) => {
    return { path: payloadPath(at + 2), name, mediaType, parts: [payloadPath(at + 2)] }
  })
  return encodeUtf8(canonicalize({ v: 1, files: items }))
}

/** `payloads`: those of the bag but the index. Each belongs to one file. */
export function readIndex(
  bytes: Uint8Array,
  payloads: readonly string[],
): { readonly files: readonly IndexedFile[]; readonly failures: readonly BundleFailure[] } {
  const failures: BundleFailure[] = []
  const fail = (expected: string, got: unknown) => failures.push(failure(INDEX_PAYLOAD, 'index', expected, got))
  const parsed = parseIJson(bytes, INDEX_PAYLOAD)
  if (!parsed.ok) return { files: [], failures: [unreadable('index', parsed.error)] }
  const value = parsed.value
  if (!isJsonObject(value) || value.v !== 1 || !Array.isArray(value.files) || Object.keys(value).length !== 2) {
    fail('an index {"v":1,"files":[...]}', quote(value))
    return { files: [], failures }
  }
  if (canonicalize(value) !== decodeUtf8(bytes)) fail('canonical JSON (RFC 8785)', 'the same in another spelling')
  const files = value.files.flatMap((file: JsonValue, at: number) => {
    const read = readFile(file)
    if (read === null) fail(`file ${at + 1} with ${MEMBERS.join(', ')}`, quote(file))
    return read === null ? [] : [read]
  })
  const owner = new Map<string, number>()
  for (const [at, { path, parts }] of files.entries()) {
    // A file of one payload may name it in `path` alone.
    for (const part of new Set(parts.length === 0 ? [path] : parts)) {
      if (!payloads.includes(part)) fail('parts that are payloads of the bag', `file ${at + 1}: ${quote(part)}`)
      const before = owner.get(part)
      if (before !== undefined) fail(`${part} in one file`, `files ${before + 1} and ${at + 1}`)
      owner.set(part, at)
    }
  }
  if (files.length < value.files.length) return { files, failures }
  for (const path of payloads) if (!owner.has(path)) fail(`a file that ${path} is part of`, 'none')
  return { files, failures }
}

function readFile(value: JsonValue): IndexedFile | null {
  if (!isJsonObject(value) || Object.keys(value).sort().join() !== [...MEMBERS].sort().join()) return null
  const { path, name, mediaType, parts } = value
  if (typeof path !== 'string' || typeof name !== 'string' || typeof mediaType !== 'string') return null
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return null
  return { path, name, mediaType, parts: parts as readonly string[] }
}
