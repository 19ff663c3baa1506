/** The plan of a bundle, one JSON file: what to seal, for whom, and what the log entry says of it. docs/formats/bundle.md. */
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { isTime, PAYLOAD_KINDS, ROLES, type Role } from '#core/bundle/statement.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '#core/formats/json-value.ts'
import { parseIJson } from '#core/formats/parse-json.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { DATA_CATEGORIES } from '#core/requests/enumerations.ts'
import { err, ok, type Result } from '#core/result.ts'
import { type DecryptionKey, MAX_KEY_BYTES, readRecipientKey } from '../../../io/jwe-keys.ts'
import { readInput } from '../../../io/read-input.ts'
import type { FileToSeal } from '../../../work/seal-bundle.ts'

export interface SealPlan {
  readonly bundle: string | null
  readonly log: string
  readonly req: string
  readonly created: string | null
  readonly files: readonly FileToSeal[]
  readonly recipients: readonly { readonly role: Role; readonly key: DecryptionKey }[]
  /** Members of the log entry that the plan alone knows. */
  readonly entry: JsonObject
}

const MAX_PLAN_BYTES = 2 ** 22
const MEMBERS = [
  'bundle',
  'log',
  'req',
  'created',
  'files',
  'recipients',
  'period',
  'accountsDisclosed',
  'oldestDataAt',
]
const FILE_MEMBERS = ['path', 'name', 'mediaType', 'kind', 'categories', 'anonymity']
const CLAIM_MEMBERS = ['k', 'quasi', 'sensitive', 'l', 't', 'suppressed']

type Refuse = (
  field: string,
  expected: string,
  got: JsonValue | undefined,
) => { readonly ok: false; readonly error: InputError }

export async function readPlan(path: string): Promise<Result<SealPlan, InputError>> {
  const bytes = await readInput(path, MAX_PLAN_BYTES)
  if (!bytes.ok) return bytes
  const parsed = parseIJson(bytes.value, path)
  if (!parsed.ok) return parsed
  const refuse: Refuse = (field, expected, got) =>
    err({ code: 'bad_field', place: { file: path, field }, expected, got: got === undefined ? 'nothing' : quote(got) })
  const plan = parsed.value
  if (!isJsonObject(plan)) return refuse('plan', 'an object', plan)
  const odd = Object.keys(plan).find((name) => !MEMBERS.includes(name))
  if (odd !== undefined) return refuse(odd, `only ${MEMBERS.join(', ')}`, odd)
  const { bundle = null, created = null, log, req, files, recipients, ...entry } = plan
  if (typeof log !== 'string' || !/^\S{1,256}$/.test(log)) return refuse('log', "the log's origin", log)
  if (typeof req !== 'string' || !/^[A-Za-z0-9_-]{8,64}$/.test(req)) return refuse('req', 'a request id', req)
  if (bundle !== null && (typeof bundle !== 'string' || !/^[A-Za-z0-9._-]{1,128}$/.test(bundle))) {
    return refuse('bundle', 'an id, or nothing for a random one', bundle)
  }
  if (created !== null && (typeof created !== 'string' || !isTime(created)))
    return refuse('created', 'a time as in RFC 3339', created)
  if (!Array.isArray(files) || files.length === 0) return refuse('files', 'a list of files', files)
  if (!Array.isArray(recipients) || recipients.length === 0)
    return refuse('recipients', 'a list of recipients', recipients)
  const folder = dirname(resolve(path))
  const toSeal: FileToSeal[] = []
  for (const [at, file] of files.entries()) {
    const read = await readFile(file, `files/${at}`, folder, refuse)
    if (!read.ok) return read
    toSeal.push(read.value)
  }
  const keys: { readonly role: Role; readonly key: DecryptionKey }[] = []
  for (const [at, recipient] of recipients.entries()) {
    const role = isJsonObject(recipient) ? ROLES.find((known) => known === recipient.role) : undefined
    if (!isJsonObject(recipient) || role === undefined || typeof recipient.key !== 'string') {
      return refuse(`recipients/${at}`, `{"role": one of ${ROLES.join(', ')}, "key": a file}`, recipient)
    }
    const key = await readInput(resolve(folder, recipient.key), MAX_KEY_BYTES, recipient.key)
    const read = key.ok ? readRecipientKey(key.value, recipient.key) : key
    if (!read.ok) return read
    if (keys.some(({ key: other }) => other.kid === read.value.kid)) {
      return refuse(`recipients/${at}`, 'each recipient once', recipient.key)
    }
    keys.push({ role, key: read.value })
  }
  return ok({ bundle, log, req, created, files: toSeal, recipients: keys, entry })
}

async function readFile(
  file: JsonValue,
  at: string,
  folder: string,
  refuse: Refuse,
): Promise<Result<FileToSeal, InputError>> {
  if (!isJsonObject(file) || typeof file.path !== 'string') return refuse(at, '{"path","kind","categories",...}', file)
  const odd = Object.keys(file).find((name) => !FILE_MEMBERS.includes(name))
  if (odd !== undefined) return refuse(`${at}/${odd}`, `only ${FILE_MEMBERS.join(', ')}`, odd)
  const { name = basename(file.path), mediaType = 'application/octet-stream', categories, anonymity } = file
  const kind = PAYLOAD_KINDS.find((known) => known === file.kind)
  if (typeof name !== 'string' || typeof mediaType !== 'string') return refuse(at, 'a name and a media type', file)
  if (kind === undefined || kind === 'index') return refuse(`${at}/kind`, 'table, records or document', file.kind)
  const isKnown = (category: JsonValue) => DATA_CATEGORIES.some((known) => known === category)
  if (!Array.isArray(categories) || !categories.every(isKnown))
    return refuse(`${at}/categories`, 'data categories', categories)
  if (anonymity !== undefined && (!isJsonObject(anonymity) || kind !== 'table')) {
    return refuse(`${at}/anonymity`, 'a claim, for a table', anonymity)
  }
  const claim = anonymity === undefined ? null : claimOf(anonymity, `${at}/anonymity`, refuse)
  if (claim !== null && !claim.ok) return claim
  const path = resolve(folder, file.path)
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) return refuse(`${at}/path`, 'a file', file.path)
  const open = (): AsyncIterable<Uint8Array> => createReadStream(path)
  return ok({
    name,
    mediaType,
    kind,
    categories: categories as readonly string[],
    anonymity: claim?.value ?? null,
    bytes: found.size,
    open,
  })
}

function claimOf(
  claim: JsonObject,
  at: string,
  refuse: Refuse,
): Result<NonNullable<FileToSeal['anonymity']>, InputError> {
  const odd = Object.keys(claim).find((name) => !CLAIM_MEMBERS.includes(name))
  if (odd !== undefined) return refuse(`${at}/${odd}`, `only ${CLAIM_MEMBERS.join(', ')}`, odd)
  const { k, quasi, sensitive = [], l = null, t = null, suppressed = '*' } = claim
  const isCount = (value: JsonValue | undefined): value is number =>
    Number.isSafeInteger(value) && (value as number) >= 1
  const isNames = (value: JsonValue | undefined): value is readonly string[] =>
    Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '')
  if (!isCount(k)) return refuse(`${at}/k`, 'a whole number from 1', k)
  if (!isNames(quasi)) return refuse(`${at}/quasi`, 'names of columns', quasi)
  if (!isNames(sensitive)) return refuse(`${at}/sensitive`, 'names of columns', sensitive)
  if (l !== null && !isCount(l)) return refuse(`${at}/l`, 'a whole number from 1', l)
  if (t !== null && (typeof t !== 'string' || !/^(0|[1-9]\d*)(\.\d+)?$/.test(t)))
    return refuse(`${at}/t`, 'a decimal as a string', t)
  if (typeof suppressed !== 'string' || suppressed === '') return refuse(`${at}/suppressed`, 'a token', suppressed)
  return ok({ k, quasi, sensitive, l, t, suppressed })
}

export const freshBytes = (count: number): Uint8Array => new Uint8Array(randomBytes(count))
