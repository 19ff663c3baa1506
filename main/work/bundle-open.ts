/** What the auditor's keys show of a bundle: commitments to keys and texts, the index, claims about tables. */
import { createHash, createHmac } from 'node:crypto'
import { measureTable } from '#core/anonymity/measure.ts'
import { INDEX_PAYLOAD } from '#core/bundle/bag-names.ts'
import { type BundleCheck, type BundleFailure, failure, judged, notExamined, unreadable } from '#core/bundle/check.ts'
import { cekCommitment, plainCommitmentPrefix, SALT_LABEL } from '#core/bundle/commitments.ts'
import { MAX_INDEX_BYTES, readIndex } from '#core/bundle/index-payload.ts'
import type { Jwe } from '#core/bundle/jwe-profile.ts'
import { type PayloadPlace, repeatedFrom } from '#core/bundle/repetitions.ts'
import type { StatedPayload, Statement } from '#core/bundle/statement.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { parseCsvColumns } from '#core/formats/csv-columns.ts'
import { encodingByMark, toUtf8 } from '#core/formats/transcode.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { ok, type Result } from '#core/result.ts'
import type { DecryptionKey } from '../io/jwe-keys.ts'
import { decryptJwe, unwrapKey } from '../io/jwe-open.ts'
import { sha256 } from '../io/node-crypto.ts'
import type { ReadBundle, ReadPayload } from './bundle-read.ts'

export interface OpenedChecks {
  readonly commitments: BundleCheck
  readonly anonymity: BundleCheck
  /** Of the profile: what only an opened payload shows. */
  readonly profile: readonly BundleFailure[]
}

/** A table is held whole while it is measured; other payloads stream. */
export const MAX_OPENED_TABLE_BYTES = 64 * 2 ** 20

const OTHERS = 'whether another recipient was given the same key is shown only if that recipient checks too'

export async function openBundle(
  { statement, payloads }: ReadBundle,
  keys: readonly DecryptionKey[],
  contentKeys: ContentKeys,
  signal?: AbortSignal,
): Promise<Result<OpenedChecks, InputError>> {
  const closed = (why: string) => ok({ commitments: notExamined(why), anonymity: notExamined(why), profile: [] })
  if (keys.length === 0) return closed('no key was given')
  if (statement === null) return closed('disclosure.json could not be read')
  const own = new Map(keys.map((key) => [key.kid, key]))
  if (!statement.recipients.some(({ kid }) => own.has(kid))) return closed('none of the keys is that of a recipient')
  const work: Work = {
    statement,
    own,
    contentKeys,
    signal,
    commitments: [],
    anonymity: [],
    profile: [],
    unopened: [],
    notes: [],
    tables: 0,
  }
  const inBag = payloads.map(({ path }) => path).filter((path) => path !== INDEX_PAYLOAD)
  for (const payload of payloads) {
    const stated = statement.payloads.find(({ path }) => path === payload.path)
    const { jwe } = payload.jwe
    if (stated === undefined || jwe === null) {
      work.unopened.push(payload.path)
      continue
    }
    const done = await openPayload(work, payload, jwe, stated, inBag)
    if (!done.ok) return done
  }
  const { commitments, unopened } = work
  const left = `not opened: ${unopened.join(', ')}`
  const isWhole = unopened.length === 0 && payloads.length > 0
  return ok({
    commitments:
      commitments.length === 0 && !isWhole ? notExamined(left) : judged(commitments, isWhole ? OTHERS : left),
    anonymity: anonymityOf(work),
    profile: work.profile,
  })
}

/** Content keys met so far, by their hash. */
export interface ContentKeys {
  readonly seen: Map<string, PayloadPlace>
  readonly placeOf: (payload: ReadPayload) => PayloadPlace
}

interface Work {
  readonly statement: Statement
  readonly own: ReadonlyMap<string, DecryptionKey>
  readonly contentKeys: ContentKeys
  readonly signal: AbortSignal | undefined
  readonly commitments: BundleFailure[]
  readonly anonymity: BundleFailure[]
  readonly profile: BundleFailure[]
  readonly unopened: string[]
  readonly notes: string[]
  tables: number
}

function anonymityOf({ anonymity, notes, tables, statement }: Work): BundleCheck {
  const claimed = statement.payloads.filter((payload) => payload.anonymity !== null).length
  if (claimed === 0) return notExamined('no table is claimed to be anonymous')
  const why = notes.length === 0 ? undefined : notes.join('; ')
  if (anonymity.length === 0 && tables < claimed) return notExamined(why ?? 'not every table could be opened')
  return judged(anonymity, why)
}

async function openPayload(
  work: Work,
  payload: ReadPayload,
  jwe: Jwe,
  stated: StatedPayload,
  inBag: readonly string[],
): Promise<Result<null, InputError>> {
  const { path } = payload
  const mine = jwe.recipients.filter(({ kid }) => work.own.has(kid))
  if (mine.length === 0) {
    work.unopened.push(path)
    return ok(null)
  }
  const ceks = new Map<string, Buffer>()
  for (const recipient of mine) {
    const key = work.own.get(recipient.kid)
    const cek = key === undefined ? null : unwrapKey(recipient, key)
    if (cek === null) {
      work.commitments.push(failure(path, 'unwrap', 'a content key for its recipient', `none for ${recipient.kid}`))
    } else ceks.set(cek.toString('hex'), cek)
  }
  for (const cek of ceks.values()) {
    const done = await checkContent(work, payload, jwe, stated, cek, inBag)
    if (!done.ok) return done
  }
  return ok(null)
}

async function checkContent(
  work: Work,
  payload: ReadPayload,
  jwe: Jwe,
  stated: StatedPayload,
  cek: Buffer,
  inBag: readonly string[],
): Promise<Result<null, InputError>> {
  const { path, source } = payload
  const { bundle } = work.statement
  const fail = (rule: BundleFailure['rule'], expected: string, got: string) =>
    work.commitments.push(failure(path, rule, expected, got))
  const keyHash = Buffer.from(sha256(cek)).toString('hex')
  const { seen, placeOf } = work.contentKeys
  const before = repeatedFrom(seen, keyHash, placeOf(payload))
  if (before !== null) work.profile.push(failure(path, 'cek_repeated', 'a content key of its own', `that of ${before}`))
  const commitment = encodeBase64(cekCommitment(sha256, bundle, path, cek))
  if (commitment !== stated.cek) fail('cek_commitment', `${stated.cek} as stated`, commitment)

  // First reading: the tag, and a hash of the text; nothing of it is kept.
  const salt = createHmac('sha256', cek).update(SALT_LABEL).digest()
  const hash = createHash('sha256').update(plainCommitmentPrefix(bundle, path, salt))
  let bytes = 0
  const options = { path, signal: work.signal }
  const verified = await decryptJwe(source, jwe, cek, options, (text) => {
    hash.update(text)
    bytes += text.length
  })
  if (!verified.ok) return verified
  if (!verified.value) {
    fail('tag', 'a tag that this key and ciphertext give', 'another')
    return ok(null)
  }
  if (bytes !== stated.plain.bytes) fail('plain_bytes', `${stated.plain.bytes} bytes as stated`, `${bytes}`)
  const commit = hash.digest('base64')
  if (commit !== stated.plain.commit) {
    fail('plain_commitment', `${stated.plain.commit} as stated`, commit)
    return ok(null)
  }
  if (path === INDEX_PAYLOAD) {
    const text = await textOf(work, { path, source }, jwe, cek, bytes, MAX_INDEX_BYTES)
    if (!text.ok) return text
    if (text.value === null) fail('index', `at most ${MAX_INDEX_BYTES} bytes`, `${bytes}`)
    else work.commitments.push(...readIndex(text.value, inBag).failures)
  }
  if (stated.anonymity === null) return ok(null)
  const table = await textOf(work, { path, source }, jwe, cek, bytes, MAX_OPENED_TABLE_BYTES)
  if (!table.ok) return table
  if (table.value === null)
    work.notes.push(`${path} is larger than ${MAX_OPENED_TABLE_BYTES} bytes, the most that is measured here`)
  else {
    work.tables += 1
    work.anonymity.push(...measureClaim(path, table.value, stated.anonymity))
  }
  return ok(null)
}

/** Second reading, of what the first has verified; null where it is more than can be held. */
async function textOf(
  { signal }: Work,
  { path, source }: Pick<ReadPayload, 'path' | 'source'>,
  jwe: Jwe,
  cek: Buffer,
  bytes: number,
  maxBytes: number,
): Promise<Result<Buffer | null, InputError>> {
  if (bytes > maxBytes) return ok(null)
  const parts: Buffer[] = []
  const read = await decryptJwe(source, jwe, cek, { path, signal }, (text) => void parts.push(Buffer.from(text)))
  if (!read.ok) return read
  if (read.value) return ok(Buffer.concat(parts))
  const got = 'a file that was changed in between'
  return { ok: false, error: { code: 'unreadable', place: { file: path }, expected: 'the same bytes twice', got } }
}

/**
 * An undeclared scale is taken as categorical: the distance is then at least as large as on an ordered scale (both are
 * at most 1 a move), so a claim that holds here holds either way.
 */
function measureClaim(
  path: string,
  text: Buffer,
  claim: NonNullable<StatedPayload['anonymity']>,
): readonly BundleFailure[] {
  const utf8 = toUtf8(text, encodingByMark(text), path)
  const parsed = utf8.ok ? parseCsvColumns(utf8.value, path) : utf8
  if (!parsed.ok) return [unreadable('table', parsed.error)]
  const sensitive = claim.sensitive.map((name) => (/:(ordered|categorical)$/.test(name) ? name : `${name}:categorical`))
  const claims = [
    `k=${claim.k}`,
    ...(claim.l === null ? [] : [`l=${claim.l}`]),
    ...(claim.t === null ? [] : [`t=${claim.t}`]),
  ]
  const options = { quasi: claim.quasi, sensitive, claims, suppressed: claim.suppressed, maxClasses: 5 }
  const measured = measureTable(parsed.value.table, options)
  if (!measured.ok) return [unreadable('claim', { ...measured.error, place: { ...measured.error.place, file: path } })]
  return measured.value.claims.flatMap((result) =>
    result.verdict === 'holds'
      ? []
      : [failure(path, 'claim', quote(result.claim).slice(1, -1), `${result.verdict}: ${result.why}`)],
  )
}
