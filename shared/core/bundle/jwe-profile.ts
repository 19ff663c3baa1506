/**
 * The few kinds of JWE a bundle may hold: docs/formats/bundle.md, "The JWE profile". Sources: RFC 7516 (JWE), RFC 7518
 * §4.3, §4.6, §5.3 (algorithms), RFC 8037 (X25519). Whatever is not named here is refused, and named in the refusal.
 */
import { decodeBase64Url } from '../bytes/base64.ts'
import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../formats/json-value.ts'
import { parseIJson } from '../formats/parse-json.ts'
import { quote } from '../input-error.ts'
import { type BundleFailure, type BundleRule, failure, unreadable } from './check.ts'
import { epkFault } from './curves.ts'
import { bytesOfDigits, type ScannedJwe } from './jwe-scan.ts'

export type JweAlg = 'ECDH-ES+A256KW' | 'RSA-OAEP-256'
export const JWE_ALGS: readonly string[] = ['ECDH-ES+A256KW', 'RSA-OAEP-256']

export interface JweRecipient {
  readonly alg: JweAlg
  readonly kid: string
  /** A checked public key, for key agreement. */
  readonly epk: JsonObject | null
  readonly encryptedKey: Uint8Array
}

/** A JWE within the profile. */
export interface Jwe {
  /** Additional authenticated data: the protected header as it stands (RFC 7516 §5.1, step 14). */
  readonly aad: Uint8Array
  readonly iv: Uint8Array
  readonly tag: Uint8Array
  readonly ciphertextBytes: number
  readonly recipients: readonly JweRecipient[]
}

export interface JweReading {
  /** Null where a rule is broken: it is then not opened. */
  readonly jwe: Jwe | null
  readonly failures: readonly BundleFailure[]
  /** Key ids as far as they could be read, to compare with the statement; null where there is no list of recipients. */
  readonly kids: readonly string[] | null
  /** As they stand in the file, to find repetitions. */
  readonly iv: string | null
  readonly encryptedKeys: readonly string[]
}

/** Of the plaintext: a payload of 256 MiB. */
export const MAX_PLAIN_BYTES = 256 * 2 ** 20
/** The same in base64url, with its head. */
export const MAX_JWE_BYTES = Math.ceil((MAX_PLAIN_BYTES * 4) / 3) + 2 ** 20
/** 40 bytes: a 256-bit key wrapped (RFC 3394 §2.2). */
const WRAPPED_KEY_BYTES = 40
/** 2048 and 16384 bits. */
const RSA_BYTES = { least: 256, most: 2048 } as const
const IV_BYTES = 12
const TAG_BYTES = 16
const MAX_RECIPIENTS = 256

interface Texts {
  readonly protected: JsonValue | undefined
  readonly iv: JsonValue | undefined
  readonly tag: JsonValue | undefined
  readonly recipients: readonly { readonly header: JsonObject; readonly encryptedKey: JsonValue | undefined }[] | null
}

export function readJwe(file: string, scanned: ScannedJwe): JweReading {
  const failures: BundleFailure[] = []
  const fail = (rule: BundleRule, expected: string, got: unknown) => failures.push(failure(file, rule, expected, got))
  if (scanned.isHeadTooLarge) fail('file_size', 'at most 1 MiB beside the ciphertext', 'more')
  const texts = scanned.isHeadTooLarge ? null : textsOf(file, scanned, fail, failures)
  if (texts === null) return { jwe: null, failures, kids: null, iv: null, encryptedKeys: [] }
  if (scanned.badDigitAt !== null) {
    fail('jwe_base64url', 'a ciphertext in base64url', `another character at byte ${scanned.badDigitAt}`)
  } else if (!scanned.isCanonical) {
    fail(
      'jwe_base64url',
      'a ciphertext in canonical base64url',
      'a last digit with unused bits that are set, or a digit too many',
    )
  }
  const ciphertextBytes = bytesOfDigits(scanned.digits)
  if (ciphertextBytes > MAX_PLAIN_BYTES)
    fail('file_size', `at most ${MAX_PLAIN_BYTES} bytes of text`, `${ciphertextBytes}`)
  const aadText = typeof texts.protected === 'string' ? texts.protected : ''
  const shared = readProtected(file, texts, scanned.serialization, fail, failures)
  const iv = sized(texts.iv, IV_BYTES, 'jwe_iv', 'a 96-bit IV', fail)
  const tag = sized(texts.tag, TAG_BYTES, 'jwe_tag', 'a 128-bit tag', fail)
  const headers = texts.recipients ?? []
  if (texts.recipients !== null && (headers.length === 0 || headers.length > MAX_RECIPIENTS)) {
    fail('jwe_form', `1 to ${MAX_RECIPIENTS} recipients`, `${headers.length}`)
  }
  const recipients = headers.map(({ header, encryptedKey }, at) =>
    readRecipient(`recipient ${at + 1}`, shared ?? {}, header, encryptedKey, scanned.serialization, fail),
  )
  const kids = texts.recipients === null ? null : headers.map(({ header }) => header.kid ?? shared?.kid)
  const good = recipients.filter((each) => each !== null)
  return {
    jwe:
      failures.length === 0 && iv && tag
        ? { aad: encodeUtf8(aadText), iv, tag, ciphertextBytes, recipients: good }
        : null,
    failures,
    kids: kids === null ? null : kids.map((kid) => (typeof kid === 'string' ? kid : '')),
    iv: typeof texts.iv === 'string' ? texts.iv : null,
    encryptedKeys: headers.flatMap(({ encryptedKey }) => (typeof encryptedKey === 'string' ? [encryptedKey] : [])),
  }
}

type Fail = (rule: BundleRule, expected: string, got: unknown) => void

function textsOf(file: string, scanned: ScannedJwe, fail: Fail, failures: BundleFailure[]): Texts | null {
  if (scanned.serialization === 'compact') {
    const parts = decodeUtf8(scanned.head)?.split('.') ?? []
    if (parts.length !== 5) {
      fail('jwe_form', 'a compact JWE of five parts, or a general JSON one', `${parts.length} parts`)
      return null
    }
    const [header, encryptedKey, iv, , tag] = parts
    return { protected: header, iv, tag, recipients: [{ header: {}, encryptedKey }] }
  }
  const parsed = parseIJson(scanned.head, file)
  if (!parsed.ok) {
    failures.push(unreadable('jwe_json', parsed.error))
    return null
  }
  const jwe = parsed.value
  if (!isJsonObject(jwe)) {
    fail('jwe_json', 'an object', quote(jwe))
    return null
  }
  const allowed = ['protected', 'recipients', 'iv', 'ciphertext', 'tag']
  for (const name of Object.keys(jwe)) {
    if (!allowed.includes(name)) fail('jwe_member', `only ${allowed.join(', ')}`, quote(name))
  }
  if (scanned.ciphertexts !== 1 || jwe.ciphertext !== '')
    fail('jwe_form', 'one ciphertext, a string', `${scanned.ciphertexts}`)
  return { protected: jwe.protected, iv: jwe.iv, tag: jwe.tag, recipients: recipientsOf(jwe, fail) }
}

function recipientsOf(jwe: JsonObject, fail: Fail): Texts['recipients'] {
  const value = jwe.recipients
  if (value === undefined) {
    fail('jwe_form', 'general JSON or compact serialization', 'flattened JSON (no "recipients")')
    // Read on all the same, so that what else lies outside the profile is named.
    return [{ header: isJsonObject(jwe.header) ? jwe.header : {}, encryptedKey: jwe.encrypted_key ?? '' }]
  }
  if (!Array.isArray(value)) {
    fail('jwe_form', 'a list "recipients"', quote(value))
    return null
  }
  return value.map((each, at) => {
    const recipient = isJsonObject(each) ? each : {}
    const odd = Object.keys(recipient).filter((name) => name !== 'header' && name !== 'encrypted_key')
    for (const name of odd)
      fail('jwe_member', 'only header and encrypted_key for a recipient', `recipient ${at + 1}: ${quote(name)}`)
    const isEmpty = recipient.header === undefined
    if (!isJsonObject(each) || (!isEmpty && !isJsonObject(recipient.header))) {
      fail('jwe_form', 'recipients that are objects with a header', `recipient ${at + 1}: ${quote(each)}`)
    }
    return { header: isJsonObject(recipient.header) ? recipient.header : {}, encryptedKey: recipient.encrypted_key }
  })
}

function readProtected(
  file: string,
  texts: Texts,
  serialization: ScannedJwe['serialization'],
  fail: Fail,
  failures: BundleFailure[],
): JsonObject | null {
  const decoded = typeof texts.protected === 'string' ? decodeBase64Url(texts.protected) : null
  if (decoded === null) {
    fail('jwe_base64url', 'a protected header in canonical base64url', quote(texts.protected ?? null))
    return null
  }
  const parsed = parseIJson(decoded, file)
  if (!parsed.ok) {
    failures.push(
      unreadable('jwe_json', { ...parsed.error, place: { ...parsed.error.place, field: 'protected header' } }),
    )
    return null
  }
  if (!isJsonObject(parsed.value)) {
    fail('jwe_json', 'a protected header that is an object', quote(parsed.value))
    return null
  }
  const header = parsed.value
  const one = texts.recipients === null || texts.recipients.length === 1
  const allowed = serialization === 'compact' ? ['enc', 'alg', 'kid', 'epk'] : one ? ['enc', 'alg'] : ['enc']
  checkMembers(header, allowed, 'protected header', 'jwe_protected', fail)
  if (header.enc !== 'A256GCM') fail('jwe_enc', '"A256GCM" in the protected header', quote(header.enc ?? null))
  return header
}

/** Members that would change what is done are refused under their own name. */
function checkMembers(
  header: JsonObject,
  allowed: readonly string[],
  where: string,
  rule: BundleRule,
  fail: Fail,
): void {
  for (const [name, value] of Object.entries(header)) {
    if (allowed.includes(name)) continue
    const got = `${where}: ${quote(name)} = ${quote(value)}`
    if (name === 'zip') fail('jwe_zip', 'no compression before encryption', got)
    else if (name === 'crit') fail('jwe_crit', 'no critical extensions: none is understood', got)
    else fail(rule, `only ${allowed.join(', ')}`, got)
  }
}

function sized(
  value: JsonValue | undefined,
  bytes: number,
  rule: BundleRule,
  what: string,
  fail: Fail,
): Uint8Array | null {
  const decoded = typeof value === 'string' ? decodeBase64Url(value) : null
  if (decoded === null) fail('jwe_base64url', `${what} in canonical base64url`, quote(value ?? null))
  else if (decoded.length !== bytes) fail(rule, what, `${decoded.length * 8} bits`)
  return decoded?.length === bytes ? decoded : null
}

function readRecipient(
  where: string,
  shared: JsonObject,
  own: JsonObject,
  keyText: JsonValue | undefined,
  serialization: ScannedJwe['serialization'],
  fail: Fail,
): JweRecipient | null {
  checkMembers(own, ['alg', 'kid', 'epk'], where, 'jwe_header', fail)
  for (const name of Object.keys(own)) {
    if (Object.hasOwn(shared, name))
      fail('jwe_header', 'each header parameter in one place (RFC 7516 §7.2.1)', `${where}: ${quote(name)} twice`)
  }
  const header: JsonObject = serialization === 'compact' ? shared : { alg: shared.alg ?? null, ...own }
  const { alg, kid, epk } = header
  const isKnown = typeof alg === 'string' && JWE_ALGS.includes(alg)
  if (!isKnown) fail('jwe_alg', JWE_ALGS.join(' or '), `${where}: ${quote(alg ?? null)}`)
  if (typeof kid !== 'string' || decodeBase64Url(kid)?.length !== 32) {
    fail('jwe_kid', 'a kid that is an RFC 7638 thumbprint', `${where}: ${quote(kid ?? null)}`)
  }
  const isAgreed = alg === 'ECDH-ES+A256KW'
  if (isAgreed) {
    const fault = isJsonObject(epk) ? epkFault(epk) : quote(epk ?? null)
    if (fault !== null) fail('jwe_epk', 'an ephemeral key on P-256 or X25519', `${where}: ${fault}`)
  } else if (isKnown && epk !== undefined) {
    fail('jwe_epk', 'no epk with RSA-OAEP-256', `${where}: ${quote(epk)}`)
  }
  const encryptedKey = typeof keyText === 'string' ? decodeBase64Url(keyText) : null
  if (encryptedKey === null) {
    fail('jwe_base64url', 'an encrypted key in canonical base64url', `${where}: ${quote(keyText ?? null)}`)
    return null
  }
  const isSized = isAgreed
    ? encryptedKey.length === WRAPPED_KEY_BYTES
    : encryptedKey.length >= RSA_BYTES.least && encryptedKey.length <= RSA_BYTES.most
  if (isKnown && !isSized) {
    const expected = isAgreed ? '40 bytes of wrapped key' : 'an encrypted key of 2048 bits or more (RSA)'
    fail('jwe_encrypted_key', expected, `${where}: ${encryptedKey.length * 8} bits`)
  }
  if (!isKnown || typeof kid !== 'string') return null
  return { alg: alg as JweAlg, kid, epk: isJsonObject(epk) ? epk : null, encryptedKey }
}
