/** `disclosure.json`: what the bundle says of itself. Strict: JCS, no member more or less. docs/formats/bundle.md. */
import { decodeBase64 } from '../bytes/base64.ts'
import { canonicalize } from '../bytes/canonical-json.ts'
import { decodeUtf8 } from '../bytes/utf8.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../formats/json-value.ts'
import { parseIJson } from '../formats/parse-json.ts'
import { quote } from '../input-error.ts'
import { DATA_CATEGORIES } from '../requests/enumerations.ts'
import { INDEX_PAYLOAD, isPayloadPath, STATEMENT } from './bag-names.ts'
import { type BundleFailure, failure, unreadable } from './check.ts'

export const ROLES = ['authority', 'auditor', 'operator'] as const
export type Role = (typeof ROLES)[number]
export const PAYLOAD_KINDS = ['index', 'table', 'records', 'document'] as const
export type PayloadKind = (typeof PAYLOAD_KINDS)[number]

export interface StatedRecipient {
  /** RFC 7638 SHA-256 thumbprint, base64url. */
  readonly kid: string
  readonly role: Role
}

/** What was promised of a table. */
export interface AnonymityClaim {
  readonly k: number
  readonly quasi: readonly string[]
  readonly sensitive: readonly string[]
  readonly l: number | null
  /** A decimal. */
  readonly t: string | null
  readonly suppressed: string
}

export interface StatedPayload {
  readonly path: string
  /** Of the file in the bag. */
  readonly bytes: number
  /** Of the file in the bag, standard base64. */
  readonly sha256: string
  readonly plain: { readonly bytes: number; readonly commit: string }
  /** Commitment to the content encryption key. */
  readonly cek: string
  readonly kind: PayloadKind
  readonly categories: readonly string[]
  readonly anonymity: AnonymityClaim | null
}

export interface Statement {
  readonly bundle: string
  readonly log: string
  readonly req: string
  readonly created: string
  readonly recipients: readonly StatedRecipient[]
  readonly payloads: readonly StatedPayload[]
}

export const MAX_STATEMENT_BYTES = 64 * 2 ** 20
/** `data/000001.jwe` to `data/999999.jwe`. */
export const MAX_PAYLOADS = 999_999
const MAX_RECIPIENTS = 256

export interface StatementReading {
  /** What could be understood, the best effort where there are failures; null where it is no object at all. */
  readonly statement: Statement | null
  readonly failures: readonly BundleFailure[]
}

/** One line of text: what goes into a note and into commitments, which are framed by line feeds. */
const isLine = (value: JsonValue | undefined): value is string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  typeof value === 'string' && /^[^\u0000-\u001f\u007f]{1,256}$/.test(value)
const isCount = (value: JsonValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
const isHash = (value: JsonValue | undefined): value is string =>
  typeof value === 'string' && decodeBase64(value)?.length === 32
const isNames = (value: JsonValue | undefined): value is readonly string[] =>
  Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '') && isDistinct(value)
const isDistinct = (values: readonly JsonValue[]): boolean => new Set(values).size === values.length
const oneOf =
  (choices: readonly string[]) =>
  (value: JsonValue | undefined): boolean =>
    typeof value === 'string' && choices.includes(value)
const isKid = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(value)
const isRequest = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{8,64}$/.test(value)
/** RFC 3339 §5.6. */
export const isTime = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' &&
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/.test(
    value,
  )
const isDecimal = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && /^(0|[1-9]\d*)(\.\d+)?$/.test(value)
const isAtLeastOne = (value: JsonValue | undefined): boolean => isCount(value) && value >= 1

type Is = (value: JsonValue | undefined) => boolean
/** A name that ends in `?` may be absent. */
type Shape = readonly (readonly [name: string, is: Is, expected: string])[]

const HASH = 'standard base64 of 32 bytes'
const TOP: Shape = [
  ['v', (value) => value === 1, '1'],
  ['bundle', isLine, 'an id on one line'],
  ['log', isLine, "the log's origin"],
  ['req', isRequest, 'a request id, [A-Za-z0-9_-]{8,64}'],
  ['created', isTime, 'a time as in RFC 3339'],
  [
    'recipients',
    (value) => Array.isArray(value) && value.length > 0 && value.length <= MAX_RECIPIENTS,
    `1 to ${MAX_RECIPIENTS} recipients`,
  ],
  [
    'payloads',
    (value) => Array.isArray(value) && value.length > 0 && value.length <= MAX_PAYLOADS,
    'a list of payloads',
  ],
]
const RECIPIENT: Shape = [
  ['kid', isKid, 'an RFC 7638 thumbprint: base64url of 32 bytes'],
  ['role', oneOf(ROLES), ROLES.join(', ')],
]
const PAYLOAD: Shape = [
  ['path', (value) => typeof value === 'string' && isPayloadPath(value), 'data/[0-9]{4,6}.jwe'],
  ['bytes', isCount, 'a count of bytes'],
  ['sha256', isHash, HASH],
  ['plain', isJsonObject, '{"bytes","commit"}'],
  ['cek', isHash, HASH],
  ['kind', oneOf(PAYLOAD_KINDS), PAYLOAD_KINDS.join(', ')],
  [
    'categories',
    (value) => isNames(value) && value.every((name) => DATA_CATEGORIES.some((known) => known === name)),
    'data categories, each once',
  ],
  ['anonymity?', isJsonObject, 'what is claimed of the table'],
]
const PLAIN: Shape = [
  ['bytes', isCount, 'a count of bytes'],
  ['commit', isHash, HASH],
]
const CLAIM: Shape = [
  ['k', isAtLeastOne, 'a whole number from 1'],
  ['quasi', isNames, 'names of columns'],
  ['sensitive?', isNames, 'names of columns'],
  ['l?', isAtLeastOne, 'a whole number from 1'],
  ['t?', isDecimal, 'a decimal as a string'],
  ['suppressed?', (value) => typeof value === 'string' && value !== '', 'a token'],
]

export function readStatement(bytes: Uint8Array): StatementReading {
  if (bytes.length > MAX_STATEMENT_BYTES) {
    const got = `${bytes.length} bytes`
    return { statement: null, failures: [failure(STATEMENT, 'file_size', `at most ${MAX_STATEMENT_BYTES} bytes`, got)] }
  }
  const parsed = parseIJson(bytes, STATEMENT)
  if (!parsed.ok) return { statement: null, failures: [unreadable('statement_json', parsed.error)] }
  const value = parsed.value
  if (!isJsonObject(value)) {
    return { statement: null, failures: [failure(STATEMENT, 'statement_json', 'an object', value)] }
  }
  const failures: BundleFailure[] = []
  if (canonicalize(value) !== decodeUtf8(bytes)) {
    failures.push(
      failure(STATEMENT, 'statement_canonical', 'canonical JSON (RFC 8785)', 'the same in another spelling'),
    )
  }
  checkShape(value, TOP, '', failures)
  const recipients = objectsOf(value.recipients, 'recipients', failures)
  const payloads = objectsOf(value.payloads, 'payloads', failures)
  for (const [at, each] of recipients.entries()) checkShape(each, RECIPIENT, `/recipients/${at}`, failures)
  for (const [at, each] of payloads.entries()) checkPayload(each, `/payloads/${at}`, failures)
  checkTwice(
    recipients.map(({ kid }) => kid),
    'recipient',
    failures,
  )
  checkTwice(
    payloads.map(({ path }) => path),
    'payload',
    failures,
  )
  return { statement: statementOf(value, recipients, payloads), failures }
}

function checkPayload(payload: JsonObject, at: string, failures: BundleFailure[]): void {
  checkShape(payload, PAYLOAD, at, failures)
  if (isJsonObject(payload.plain)) checkShape(payload.plain, PLAIN, `${at}/plain`, failures)
  if (isJsonObject(payload.anonymity)) checkShape(payload.anonymity, CLAIM, `${at}/anonymity`, failures)
  if (payload.anonymity !== undefined && payload.kind !== 'table') {
    failures.push(
      failure(STATEMENT, 'statement_value', 'an anonymity claim only for a table', `${at}: ${quote(payload.kind)}`),
    )
  }
  if ((payload.path === INDEX_PAYLOAD) !== (payload.kind === 'index')) {
    const got = `${at}: ${quote(payload.path)} of kind ${quote(payload.kind)}`
    failures.push(failure(STATEMENT, 'statement_value', `${INDEX_PAYLOAD}, and nothing else, to be the index`, got))
  }
}

function checkShape(object: JsonObject, shape: Shape, at: string, failures: BundleFailure[]): void {
  const names = shape.map(([name]) => name.replace('?', ''))
  for (const name of Object.keys(object)) {
    if (names.includes(name)) continue
    failures.push(
      failure(STATEMENT, 'statement_member', `only ${names.join(', ')}`, `${at}/${quote(name).slice(1, -1)}`),
    )
  }
  for (const [marked, is, expected] of shape) {
    const name = marked.replace('?', '')
    const value = object[name]
    if (value === undefined) {
      if (name === marked) failures.push(failure(STATEMENT, 'statement_member', `${at}/${name}`, 'nothing'))
    } else if (!is(value)) {
      failures.push(failure(STATEMENT, 'statement_value', `${at}/${name}: ${expected}`, quote(value)))
    }
  }
}

function objectsOf(value: JsonValue | undefined, name: string, failures: BundleFailure[]): readonly JsonObject[] {
  if (!Array.isArray(value)) return []
  const odd = value.findIndex((each) => !isJsonObject(each))
  if (odd >= 0) failures.push(failure(STATEMENT, 'statement_value', `/${name}/${odd}: an object`, quote(value[odd])))
  return value.filter(isJsonObject)
}

function checkTwice(values: readonly (JsonValue | undefined)[], what: string, failures: BundleFailure[]): void {
  const seen = new Set<JsonValue | undefined>()
  for (const value of values) {
    if (seen.has(value))
      failures.push(failure(STATEMENT, 'statement_value', `each ${what} once`, `${quote(value)} again`))
    seen.add(value)
  }
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')
const count = (value: JsonValue | undefined): number => (isCount(value) ? value : -1)
const texts = (value: JsonValue | undefined): readonly string[] => (isNames(value) ? value : [])

function statementOf(value: JsonObject, recipients: readonly JsonObject[], payloads: readonly JsonObject[]): Statement {
  return {
    bundle: text(value.bundle),
    log: text(value.log),
    req: text(value.req),
    created: text(value.created),
    recipients: recipients.map(({ kid, role }) => ({ kid: text(kid), role: text(role) as Role })),
    payloads: payloads.map((payload) => {
      const plain = isJsonObject(payload.plain) ? payload.plain : {}
      return {
        path: text(payload.path),
        bytes: count(payload.bytes),
        sha256: text(payload.sha256),
        plain: { bytes: count(plain.bytes), commit: text(plain.commit) },
        cek: text(payload.cek),
        kind: text(payload.kind) as PayloadKind,
        categories: texts(payload.categories),
        anonymity: isJsonObject(payload.anonymity) && isCount(payload.anonymity.k) ? claimOf(payload.anonymity) : null,
      }
    }),
  }
}

function claimOf(claim: JsonObject): AnonymityClaim {
  return {
    k: count(claim.k),
    quasi: texts(claim.quasi),
    sensitive: texts(claim.sensitive),
    l: isCount(claim.l) ? claim.l : null,
    t: typeof claim.t === 'string' ? claim.t : null,
    suppressed: typeof claim.suppressed === 'string' ? claim.suppressed : '*',
  }
}

/** What the statement says of the payloads against the files that are there. */
export function checkStated(
  statement: Statement,
  files: ReadonlyMap<string, { readonly bytes: number; readonly sha256: string }>,
): readonly BundleFailure[] {
  const failures: BundleFailure[] = []
  for (const { path, bytes, sha256 } of statement.payloads) {
    const file = files.get(path)
    if (file === undefined) {
      failures.push(failure(STATEMENT, 'statement_payloads', 'payloads that are in the bag', quote(path)))
      continue
    }
    if (file.bytes !== bytes)
      failures.push(failure(path, 'statement_bytes', `${bytes} bytes as stated`, `${file.bytes}`))
    if (file.sha256 !== sha256) failures.push(failure(path, 'statement_sha256', `${sha256} as stated`, file.sha256))
  }
  const stated = new Set(statement.payloads.map(({ path }) => path))
  for (const path of files.keys()) {
    if (!stated.has(path)) failures.push(failure(STATEMENT, 'statement_payloads', `an item for ${path}`, 'none'))
  }
  return failures
}
