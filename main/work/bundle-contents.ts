/**
 * What is inside a bundle, with a private key: its index, and the text of one file at a time, in memory. Nothing is handed
 * out before the tag and both commitments of every payload it comes from were verified.
 */
import { createHash, createHmac } from 'node:crypto'
import { INDEX_PAYLOAD, STATEMENT } from '#core/bundle/bag-names.ts'
import { cekCommitment, plainCommitmentPrefix, SALT_LABEL } from '#core/bundle/commitments.ts'
import { type IndexedFile, MAX_INDEX_BYTES, readIndex } from '#core/bundle/index-payload.ts'
import { type Jwe, MAX_JWE_BYTES, readJwe } from '#core/bundle/jwe-profile.ts'
import { createJweScanner } from '#core/bundle/jwe-scan.ts'
import { MAX_STATEMENT_BYTES, readStatement, type StatedPayload, type Statement } from '#core/bundle/statement.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { BundleContents, BundleLook, BundleText } from '../app/ports/bundles.ts'
import type { ByteSource } from '../app/ports.ts'
import type { FoundBundle } from '../io/find-bundles.ts'
import type { DecryptionKey } from '../io/jwe-keys.ts'
import { decryptJwe, unwrapKey } from '../io/jwe-open.ts'
import { sha256 } from '../io/node-crypto.ts'
import { readSource, streamSource } from '../io/read-source.ts'

const bad = (file: string, expected: string, got: string): Result<never, InputError> =>
  err({ code: 'unreadable', place: { file }, expected, got })

export async function lookAtBundle({ members, archive }: FoundBundle): Promise<Result<BundleLook, InputError>> {
  if (archive !== null) return ok({ statement: null, files: [] })
  const files = members.flatMap(({ path, bytes, type }) => (type === 'file' ? [{ path, bytes }] : []))
  const source = members.find(({ path }) => path === STATEMENT)?.source ?? null
  if (source === null) return ok({ statement: null, files })
  const read = await readSource(source, { path: STATEMENT, maxBytes: MAX_STATEMENT_BYTES })
  if (!read.ok) return read.error.code === 'too_large' ? ok({ statement: null, files }) : read
  return ok({ statement: readStatement(read.value).statement, files })
}

async function statementOf(found: FoundBundle): Promise<Result<Statement, InputError>> {
  if (found.archive !== null) return err(found.archive)
  const look = await lookAtBundle(found)
  if (!look.ok) return look
  const { statement } = look.value
  return statement === null ? bad(STATEMENT, 'a statement that can be read', 'none') : ok(statement)
}

export async function bundleContents(
  found: FoundBundle,
  keys: readonly DecryptionKey[],
): Promise<Result<BundleContents, InputError>> {
  const statement = await statementOf(found)
  if (!statement.ok) return statement
  const indexed = await indexOf(found, statement.value, keys)
  if (!indexed.ok) return indexed
  const byPath = new Map(statement.value.payloads.map((payload) => [payload.path, payload] as const))
  return ok({
    files: indexed.value.map((file) => {
      const payloads = partsOf(file).flatMap((part) => byPath.get(part) ?? [])
      return { ...file, payloads, bytes: payloads.reduce((sum, { plain }) => sum + plain.bytes, 0) }
    }),
  })
}

/** A file of one payload may name it in `path` alone. */
const partsOf = ({ path, parts }: IndexedFile): readonly string[] => (parts.length === 0 ? [path] : parts)

async function indexOf(
  found: FoundBundle,
  statement: Statement,
  keys: readonly DecryptionKey[],
): Promise<Result<readonly IndexedFile[], InputError>> {
  const text = await payloadText(found, statement, INDEX_PAYLOAD, keys, MAX_INDEX_BYTES)
  if (!text.ok) return text
  if (text.value.totalBytes > MAX_INDEX_BYTES) {
    return bad(INDEX_PAYLOAD, `an index of at most ${MAX_INDEX_BYTES} bytes`, `${text.value.totalBytes}`)
  }
  const inBag = found.members.map(({ path }) => path).filter((path) => path !== INDEX_PAYLOAD)
  const { files, failures } = readIndex(text.value.bytes, inBag)
  const [first] = failures
  return files.length === 0 && first !== undefined ? bad(first.file, first.expected, first.got) : ok(files)
}

export async function bundleText(
  found: FoundBundle,
  keys: readonly DecryptionKey[],
  file: string,
  maxBytes: number,
): Promise<Result<BundleText, InputError>> {
  const statement = await statementOf(found)
  if (!statement.ok) return statement
  const indexed = await indexOf(found, statement.value, keys)
  if (!indexed.ok) return indexed
  const wanted = indexed.value.find(({ path }) => path === file)
  if (wanted === undefined) return bad(INDEX_PAYLOAD, `a file ${quote(file)}`, 'none of that path')
  const pieces: Uint8Array[] = []
  let kept = 0
  let totalBytes = 0
  for (const part of partsOf(wanted)) {
    const text = await payloadText(found, statement.value, part, keys, maxBytes - kept)
    if (!text.ok) return text
    pieces.push(text.value.bytes)
    kept += text.value.bytes.length
    totalBytes += text.value.totalBytes
  }
  return ok({ bytes: Buffer.concat(pieces), totalBytes })
}

/** At most `maxBytes` of one payload, after all of it was verified. */
async function payloadText(
  { members }: FoundBundle,
  statement: Statement,
  path: string,
  keys: readonly DecryptionKey[],
  maxBytes: number,
): Promise<Result<BundleText, InputError>> {
  const source = members.find((member) => member.path === path)?.source ?? null
  const stated = statement.payloads.find((payload) => payload.path === path)
  if (source === null) return bad(path, 'a payload in the bag', 'nothing')
  if (stated === undefined) return bad(path, 'a payload that disclosure.json states', 'one that it does not')
  const jwe = await jweOf(path, source)
  if (!jwe.ok) return jwe
  const cek = contentKey(jwe.value, path, keys)
  if (!cek.ok) return cek
  const verified = await verifyPayload(statement.bundle, { path, source }, jwe.value, stated, cek.value)
  if (!verified.ok) return verified
  const pieces: Buffer[] = []
  let kept = 0
  const again = await decryptJwe(source, jwe.value, cek.value, { path }, (text) => {
    const some = text.subarray(0, maxBytes - kept)
    if (some.length > 0) pieces.push(Buffer.from(some))
    kept += some.length
  })
  if (!again.ok) return again
  if (!again.value) return bad(path, 'the same bytes twice', 'a file that was changed in between')
  return ok({ bytes: Buffer.concat(pieces), totalBytes: verified.value })
}

async function jweOf(path: string, source: ByteSource): Promise<Result<Jwe, InputError>> {
  const scanner = createJweScanner()
  const read = await streamSource(source, { path, maxBytes: MAX_JWE_BYTES }, (chunk) => scanner.push(chunk))
  if (!read.ok) return read
  const { jwe, failures } = readJwe(path, scanner.finish())
  const [first] = failures
  if (jwe === null) return bad(path, first?.expected ?? 'a JWE within the profile', first?.got ?? 'another')
  return ok(jwe)
}

function contentKey(jwe: Jwe, path: string, keys: readonly DecryptionKey[]): Result<Buffer, InputError> {
  const own = new Map(keys.map((key) => [key.kid, key]))
  const mine = jwe.recipients.flatMap((recipient) => {
    const key = own.get(recipient.kid)
    return key === undefined ? [] : [{ recipient, key }]
  })
  if (mine.length === 0) return bad(path, 'the key of one of its recipients', 'none that is in memory')
  for (const { recipient, key } of mine) {
    const cek = unwrapKey(recipient, key)
    if (cek !== null) return ok(cek)
  }
  return bad(path, 'a content key for its recipient', 'none that unwraps')
}

/** Tag, length and both commitments; answers with the length of the text. Nothing of it is kept. */
async function verifyPayload(
  bundle: string,
  { path, source }: { readonly path: string; readonly source: ByteSource },
  jwe: Jwe,
  stated: StatedPayload,
  cek: Buffer,
): Promise<Result<number, InputError>> {
  const keyCommitment = encodeBase64(cekCommitment(sha256, bundle, path, cek))
  if (keyCommitment !== stated.cek) return bad(path, `content key with commitment ${stated.cek}`, keyCommitment)
  const salt = createHmac('sha256', cek).update(SALT_LABEL).digest()
  const hash = createHash('sha256').update(plainCommitmentPrefix(bundle, path, salt))
  let bytes = 0
  const verified = await decryptJwe(source, jwe, cek, { path }, (text) => {
    hash.update(text)
    bytes += text.length
  })
  if (!verified.ok) return verified
  if (!verified.value) return bad(path, 'a tag that this key and ciphertext give', 'another')
  const commit = hash.digest('base64')
  if (commit !== stated.plain.commit) return bad(path, `text with commitment ${stated.plain.commit}`, commit)
  return ok(bytes)
}
