/** The tag files of a bag: bagit.txt, bag-info.txt, and manifests. Source: RFC 8493 §2.1.1, §2.1.3, §2.2.1, §2.2.2. */
import { decodeUtf8 } from '../bytes/utf8.ts'
import { quote } from '../input-error.ts'
import { BAG_INFO, BAGIT } from './bag-names.ts'
import { type BundleFailure, failure } from './check.ts'

/** §2.1.1: exactly these two lines, in this order. */
const BAGIT_LINES = ['BagIt-Version: 1.0', 'Tag-File-Character-Encoding: UTF-8']

/** Lines end in LF, CR or CRLF (§2.1.3); the last line end may be absent. Null: not UTF-8, or a byte order mark. */
function linesOf(bytes: Uint8Array): readonly string[] | null {
  const text = decodeUtf8(bytes)
  if (text === null || text.startsWith('\ufeff')) return null
  const lines = text.split(/\r\n|\n|\r/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

export function checkBagit(bytes: Uint8Array): readonly BundleFailure[] {
  const lines = linesOf(bytes)
  const isRight = lines !== null && lines.length === 2 && lines.every((line, at) => line === BAGIT_LINES[at])
  if (isRight) return []
  return [failure(BAGIT, 'bagit_txt', BAGIT_LINES.map(quote).join(' and '), quote(lines ?? 'not UTF-8'))]
}

/** `payloads`: what the bag holds, to compare with Payload-Oxum (octets and streams, §2.2.2) where that is stated. */
export function checkBagInfo(
  bytes: Uint8Array,
  payloads: { readonly bytes: number; readonly count: number },
): readonly BundleFailure[] {
  const lines = linesOf(bytes)
  if (lines === null) return [failure(BAG_INFO, 'bag_info', 'UTF-8 without a byte order mark', 'other bytes')]
  const failures: BundleFailure[] = []
  const oxum: string[] = []
  for (const [at, line] of lines.entries()) {
    const isFolded = at > 0 && /^[ \t]+\S/.test(line)
    const match = /^([^\s:][^:]*?):[ \t]+(.*)$/.exec(line)
    if (!isFolded && !match) {
      failures.push(failure(BAG_INFO, 'bag_info', '"Label: value" (RFC 8493 §2.2.2)', `line ${at + 1}: ${quote(line)}`))
    }
    if (match?.[1]?.toLowerCase() === 'payload-oxum') oxum.push((match[2] ?? '').trim())
  }
  const expected = `${payloads.bytes}.${payloads.count}`
  if (oxum.length > 1)
    failures.push(failure(BAG_INFO, 'payload_oxum', 'Payload-Oxum at most once', `${oxum.length} times`))
  for (const said of oxum)
    if (said !== expected) failures.push(failure(BAG_INFO, 'payload_oxum', expected, quote(said)))
  return failures
}

/** §2.1.3: checksum, white space, path. Checksums may be in either case. */
export function checkManifest(
  file: string,
  bytes: Uint8Array,
  /** SHA-256 by path of what it has to list: hex. */
  present: ReadonlyMap<string, string>,
): readonly BundleFailure[] {
  const lines = linesOf(bytes)
  if (lines === null) return [failure(file, 'manifest_line', 'UTF-8 without a byte order mark', 'other bytes')]
  const failures: BundleFailure[] = []
  const listed = new Set<string>()
  for (const [at, line] of lines.entries()) {
    const [, checksum = '', path = ''] = /^([0-9a-fA-F]{64})[ \t]+(\S.*)$/.exec(line) ?? []
    if (path === '') {
      const expected = '64 hex digits, a space, a path'
      failures.push(failure(file, 'manifest_line', expected, `line ${at + 1}: ${quote(line)}`))
      continue
    }
    if (listed.has(path))
      failures.push(failure(file, 'manifest_twice', `${quote(path)} once`, `again in line ${at + 1}`))
    listed.add(path)
    const actual = present.get(path)
    if (actual === undefined) {
      failures.push(
        failure(file, 'manifest_extra', 'files that this manifest covers', `line ${at + 1}: ${quote(path)}`),
      )
    } else if (actual !== checksum.toLowerCase()) {
      failures.push(failure(path, 'manifest_hash', `${checksum.toLowerCase()} as ${file} says`, actual))
    }
  }
  for (const path of present.keys()) {
    if (!listed.has(path)) failures.push(failure(file, 'manifest_lacks', `a line for ${path}`, 'none'))
  }
  return failures
}
