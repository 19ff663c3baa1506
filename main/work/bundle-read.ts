/** Reads one bundle once, every file, and judges what needs no key: the bag, the statement, each JWE's form. */
import { createHash } from 'node:crypto'
import {
  BAG_INFO,
  BAGIT,
  checkNames,
  isPayloadPath,
  MANIFEST,
  NOTE,
  STATEMENT,
  TAG_FILES,
  TAGMANIFEST,
} from '#core/bundle/bag-names.ts'
import { type BundleFailure, type BundleRule, unreadable } from '#core/bundle/check.ts'
import { type JweReading, MAX_JWE_BYTES, readJwe } from '#core/bundle/jwe-profile.ts'
import { createJweScanner } from '#core/bundle/jwe-scan.ts'
import { checkStated, MAX_STATEMENT_BYTES, readStatement, type Statement } from '#core/bundle/statement.ts'
import { checkBagInfo, checkBagit, checkManifest } from '#core/bundle/tag-files.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import type { InputError } from '#core/input-error.ts'
import { MAX_NOTE_BYTES } from '#core/note/note.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { ByteSource } from '../app/ports.ts'
import type { FoundBundle } from '../io/find-bundles.ts'
import type { Listed } from '../io/listed.ts'
import { readSource, streamSource } from '../io/read-source.ts'

export interface ReadPayload {
  readonly path: string
  readonly source: ByteSource
  readonly bytes: number
  /** Of the file, standard base64. */
  readonly sha256: string
  readonly jwe: JweReading
}

export interface ReadBundle {
  readonly statement: Statement | null
  readonly note: Buffer | null
  /** Standard base64 of the SHA-256 of tagmanifest-sha256.txt; null where it is missing. */
  readonly tagmanifest: string | null
  readonly payloads: readonly ReadPayload[]
  /** Of the bag. */
  readonly failures: readonly BundleFailure[]
}

/** What may be read of each tag file. A manifest of 999,999 payloads has 83 bytes a line. */
const CAPS: ReadonlyMap<string, number> = new Map([
  [BAGIT, 4096],
  [BAG_INFO, 2 ** 20],
  [MANIFEST, 128 * 2 ** 20],
  [TAGMANIFEST, 65_536],
  [STATEMENT, MAX_STATEMENT_BYTES],
  [NOTE, MAX_NOTE_BYTES],
])

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

export async function readBundle(found: FoundBundle, signal?: AbortSignal): Promise<Result<ReadBundle, InputError>> {
  const { members, archive } = found
  if (archive !== null) {
    const failures = [unreadable('archive', archive)]
    return ok({ statement: null, note: null, tagmanifest: null, payloads: [], failures })
  }
  const failures: BundleFailure[] = [...checkNames(members)]
  const tags = new Map<string, Buffer>()
  const payloads: ReadPayload[] = []
  const hashes = new Map<string, Buffer>()
  for (const member of members) {
    if (member.source === null) continue
    const cap = CAPS.get(member.path)
    if (cap !== undefined) {
      const options = { path: member.path, maxBytes: cap, ...(signal && { signal }) }
      const read = await readSource(member.source, options)
      if (read.ok) {
        tags.set(member.path, read.value)
        hashes.set(member.path, sha256(read.value))
      } else if (isOurs(read.error)) failures.push(unreadable(ruleOf(read.error), read.error))
      else return read
    } else if (isPayloadPath(member.path)) {
      const read = await readPayload(member, member.source, signal)
      if (!read.ok && !isOurs(read.error)) return read
      if (!read.ok) failures.push(unreadable(ruleOf(read.error), read.error))
      else {
        payloads.push(read.value.payload)
        hashes.set(member.path, read.value.sha256)
      }
    }
  }
  const statement = readTags(tags, hashes, payloads, failures)
  const tagmanifest = hashes.get(TAGMANIFEST)
  return ok({
    statement,
    note: tags.get(NOTE) ?? null,
    tagmanifest: tagmanifest === undefined ? null : encodeBase64(tagmanifest),
    payloads,
    failures,
  })
}

/** A file over its limit, or an archive that contradicts itself, is a fault of the bundle; an unreadable disk is not. */
const isOurs = ({ code }: InputError): boolean => code === 'too_large' || code === 'bad_archive'
const ruleOf = ({ code }: InputError): BundleRule => (code === 'too_large' ? 'file_size' : 'archive')

async function readPayload(
  { path, bytes }: Listed,
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<Result<{ readonly payload: ReadPayload; readonly sha256: Buffer }, InputError>> {
  const scanner = createJweScanner()
  const options = { path, maxBytes: MAX_JWE_BYTES, sha256: true, ...(signal && { signal }) }
  const read = await streamSource(source, options, (chunk) => scanner.push(chunk))
  if (!read.ok) return err(read.error)
  const jwe = readJwe(path, scanner.finish())
  const sha256 = Buffer.from(read.value.sha256 ?? '', 'hex')
  return ok({ payload: { path, source, bytes, sha256: sha256.toString('base64'), jwe }, sha256 })
}

function readTags(
  tags: ReadonlyMap<string, Buffer>,
  hashes: ReadonlyMap<string, Buffer>,
  payloads: readonly ReadPayload[],
  failures: BundleFailure[],
): Statement | null {
  const check = (file: string, judge: (bytes: Buffer) => readonly BundleFailure[]) => {
    const bytes = tags.get(file)
    if (bytes !== undefined) failures.push(...judge(bytes))
  }
  const total = payloads.reduce((sum, { bytes }) => sum + bytes, 0)
  const hexOf = (isIn: (path: string) => boolean) =>
    new Map([...hashes].flatMap(([path, hash]) => (isIn(path) ? [[path, hash.toString('hex')] as const] : [])))
  check(BAGIT, checkBagit)
  check(BAG_INFO, (bytes) => checkBagInfo(bytes, { bytes: total, count: payloads.length }))
  check(MANIFEST, (bytes) => checkManifest(MANIFEST, bytes, hexOf(isPayloadPath)))
  check(TAGMANIFEST, (bytes) =>
    checkManifest(
      TAGMANIFEST,
      bytes,
      hexOf((path) => TAG_FILES.includes(path)),
    ),
  )
  const stated = tags.get(STATEMENT)
  if (stated === undefined) return null
  const { statement, failures: inStatement } = readStatement(stated)
  failures.push(...inStatement)
  if (statement === null) return null
  const files = payloads.map(({ path, bytes }) => {
    return [path, { bytes, sha256: encodeBase64(hashes.get(path) ?? Buffer.alloc(0)) }] as const
  })
  failures.push(...checkStated(statement, new Map(files)))
  return statement
}
