/**
 * A bundle made step by step with `jose` and a few lines of hashing, not with our own writer; every step can be bent, and
 * what follows is then computed from the bent bytes, so that a case breaks one rule alone.
 */
import { createHash, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CompactEncrypt, calculateJwkThumbprint, GeneralEncrypt, importJWK, type JWK } from 'jose'
import { noteKeyOfSeed } from '#core/note/signer.ts'
import { publicKeyFromSeed } from '../../main/io/node-crypto.ts'

export const BUNDLE = 'bdl_0123456789abcdef'
export const LOG = 'example.org/log'
export const REQ = 'req_00000001'

function signer(name: string, byte: number) {
  const made = noteKeyOfSeed(name, 'ed25519', new Uint8Array(32).fill(byte), publicKeyFromSeed)
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return made.value
}
export const SIGNER = signer('example.org/log/bundles', 7)
export const LOG_KEY = signer('example.org/log', 8)

export interface Party {
  readonly role: 'authority' | 'auditor' | 'operator'
  readonly alg: string
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicJwk: JWK
}

async function party(
  role: Party['role'],
  alg: string,
  pair: { privateKey: KeyObject; publicKey: KeyObject },
): Promise<Party> {
  const publicJwk = pair.publicKey.export({ format: 'jwk' }) as JWK
  return { role, alg, kid: await calculateJwkThumbprint(publicJwk), privateKey: pair.privateKey, publicJwk }
}
export const AUTHORITY = await party('authority', 'ECDH-ES+A256KW', generateKeyPairSync('ec', { namedCurve: 'P-256' }))
export const AUDITOR = await party('auditor', 'ECDH-ES+A256KW', generateKeyPairSync('x25519'))
export const OPERATOR = await party('operator', 'RSA-OAEP-256', generateKeyPairSync('rsa', { modulusLength: 2048 }))
export const PARTIES = [AUTHORITY, AUDITOR, OPERATOR]

const digest = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
export const commitKey = (path: string, cek: Uint8Array): string =>
  digest(`disclosure-bundle/cek/v1\n${BUNDLE}\n${path}\n`, cek).toString('base64')
export const commitPlain = (path: string, cek: Uint8Array, plain: Uint8Array): string => {
  const salt = createHmac('sha256', cek).update('disclosure-bundle/salt/v1').digest()
  return digest(`disclosure-bundle/plain/v1\n${BUNDLE}\n${path}\n`, salt, plain).toString('base64')
}

/** Runs `make` and says which 32 random bytes were drawn in it: jose makes the content key, and keeps it to itself. */
async function withContentKey<T>(make: () => Promise<T>): Promise<{ readonly made: T; readonly cek: Buffer }> {
  const original = globalThis.crypto.getRandomValues
  const drawn: Buffer[] = []
  globalThis.crypto.getRandomValues = ((array: Uint8Array) => {
    const filled = original.call(globalThis.crypto, array as Uint8Array<ArrayBuffer>) as Uint8Array
    if (filled.length === 32) drawn.push(Buffer.from(filled))
    return filled
  }) as typeof original
  try {
    const made = await make()
    const [cek] = drawn
    if (cek === undefined || drawn.length !== 1) throw new Error(`${drawn.length} draws of 32 bytes`)
    return { made, cek }
  } finally {
    globalThis.crypto.getRandomValues = original
  }
}

// biome-ignore lint/suspicious/noExplicitAny: bent in every way by the cases
export type Bent = any

export interface Payload {
  path: string
  jwe: Bent
  plain: Buffer
  cek: Buffer
  kind: string
  categories: string[]
  anonymity?: Bent
}

export async function sealWithJose(plain: Buffer, parties: readonly Party[] = PARTIES) {
  const { made, cek } = await withContentKey(async () => {
    const general = new GeneralEncrypt(plain).setProtectedHeader({ enc: 'A256GCM' })
    for (const { alg, kid, publicJwk } of parties) {
      general.addRecipient(await importJWK(publicJwk, alg)).setUnprotectedHeader({ alg, kid })
    }
    return general.encrypt()
  })
  return { jwe: JSON.parse(JSON.stringify(made)) as Bent, cek }
}

/** Compact serialization, for one recipient. */
export async function sealCompact(plain: Buffer, { alg, kid, publicJwk }: Party) {
  const { made, cek } = await withContentKey(async () =>
    new CompactEncrypt(plain).setProtectedHeader({ alg, enc: 'A256GCM', kid }).encrypt(await importJWK(publicJwk, alg)),
  )
  return { jwe: made, cek }
}

export const TABLE = `age,region,category\n${[1, 2, 3]
  .flatMap((group) => Array.from({ length: 6 }, (_, row) => `${group}0-${group}9,north,${row % 2 === 0 ? 'a' : 'b'}`))
  .join('\n')}\n`
const INDEX = {
  files: [
    { mediaType: 'text/csv', name: 'counts.csv', parts: ['data/0002.jwe'], path: 'data/0002.jwe' },
    { mediaType: 'text/plain', name: 'letter.txt', parts: ['data/0003.jwe'], path: 'data/0003.jwe' },
  ],
  v: 1,
}

export interface Hooks {
  readonly index?: (index: Bent) => void
  readonly table?: string
  readonly payloads?: (payloads: Payload[]) => void | Promise<void>
  readonly statement?: (statement: Bent) => void
  readonly statementText?: (text: string) => string
  readonly bagit?: string
  readonly bagInfo?: (text: string) => string
  readonly manifest?: (text: string) => string
  readonly tagmanifest?: (text: string) => string
  readonly noteText?: (text: string) => string
  readonly signWith?: typeof SIGNER
  readonly files?: (files: Map<string, Buffer>) => void
}

/** Sorted names at every level: canonical for the values that occur here (RFC 8785 §3.2.3). */
export function jcs(value: Bent): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${jcs(value[name])}`).join(',')}}`
}

export interface MadeBundle {
  readonly files: Map<string, Buffer>
  readonly noteText: string
  readonly statement: Bent
  readonly payloadBytes: number
}

export async function makeBundle(hooks: Hooks = {}, parties: readonly Party[] = PARTIES): Promise<MadeBundle> {
  const index = structuredClone(INDEX)
  hooks.index?.(index)
  const plains = [jcs(index), hooks.table ?? TABLE, 'Dear authority,\nsee the table.\n'].map((text) =>
    Buffer.from(text),
  )
  const claim = { k: 5, l: 2, quasi: ['age', 'region'], sensitive: ['category'], suppressed: '*', t: '0.3' }
  const payloads: Payload[] = []
  for (const [at, plain] of plains.entries()) {
    const kind = ['index', 'table', 'document'][at] ?? ''
    const categories = [[], ['subscriber'], ['subscriber', 'payment']][at] ?? []
    const sealed = await sealWithJose(plain, parties)
    payloads.push({
      path: `data/000${at + 1}.jwe`,
      plain,
      kind,
      categories,
      ...sealed,
      ...(at === 1 && { anonymity: claim }),
    })
  }
  await hooks.payloads?.(payloads)
  const files = new Map<string, Buffer>()
  for (const { path, jwe } of payloads)
    files.set(path, Buffer.from(typeof jwe === 'string' ? jwe : JSON.stringify(jwe)))
  const statement: Bent = {
    v: 1,
    bundle: BUNDLE,
    log: LOG,
    req: REQ,
    created: '2026-03-01T09:30:00.000Z',
    recipients: parties.map(({ kid, role }) => ({ kid, role })),
    payloads: payloads.map(({ path, plain, cek, kind, categories, anonymity }) => ({
      path,
      bytes: files.get(path)?.length,
      sha256: digest(files.get(path) ?? '').toString('base64'),
      plain: { bytes: plain.length, commit: commitPlain(path, cek, plain) },
      cek: commitKey(path, cek),
      kind,
      categories,
      ...(anonymity && { anonymity }),
    })),
  }
  const payloadBytes = [...files.values()].reduce((sum, { length }) => sum + length, 0)
  const payloadPaths = [...files.keys()]
  hooks.statement?.(statement)
  const same = (text: string) => text
  const line = (path: string) => `${digest(files.get(path) ?? '').toString('hex')}  ${path}\n`
  files.set('disclosure.json', Buffer.from((hooks.statementText ?? same)(jcs(statement))))
  files.set('bagit.txt', Buffer.from(hooks.bagit ?? 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'))
  const info = `Bagging-Date: 2026-03-01\nPayload-Oxum: ${payloadBytes}.${payloadPaths.length}\n`
  files.set('bag-info.txt', Buffer.from((hooks.bagInfo ?? same)(info)))
  files.set('manifest-sha256.txt', Buffer.from((hooks.manifest ?? same)(payloadPaths.map(line).join(''))))
  const tags = ['bag-info.txt', 'bagit.txt', 'disclosure.json', 'manifest-sha256.txt']
  files.set('tagmanifest-sha256.txt', Buffer.from((hooks.tagmanifest ?? same)(tags.map(line).join(''))))
  const people = parties.map(({ role, kid }) => `${role} ${kid}`)
  const tagDigest = digest(files.get('tagmanifest-sha256.txt') ?? '').toString('base64')
  const plainText = ['disclosure-bundle/v1', BUNDLE, LOG, REQ, tagDigest, payloadPaths.length, ...people, ''].join('\n')
  const noteText = (hooks.noteText ?? same)(plainText)
  files.set('bundle.note', signText(noteText, hooks.signWith ?? SIGNER))
  hooks.files?.(files)
  return { files, noteText, statement, payloadBytes }
}

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
/** C2SP signed-note by hand. */
export function signText(text: string, { name, keyId, seed }: typeof SIGNER): Buffer {
  const key = { key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' } as const
  const signature = Buffer.concat([Buffer.from(keyId, 'hex'), sign(null, Buffer.from(text), key)])
  return Buffer.from(`${text}\n\u2014 ${name} ${signature.toString('base64')}\n`)
}

export function writeBundle(folder: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
}

/** The lines of a log that has sealed `made`; `bend` changes data of its `disclosure.sealed`. */
export function logOf(
  made: MadeBundle,
  bend: (sealed: Bent) => void = () => undefined,
  extra: readonly Bent[] = [],
): string {
  const sealed: Bent = {
    log: LOG,
    req: REQ,
    type: 'disclosure.sealed',
    data: {
      bundle: { id: BUNDLE, note: digest(made.noteText).toString('base64'), payloads: 3, bytes: made.payloadBytes },
      dataDisclosed: ['subscriber', 'payment'],
      enc: 'A256GCM',
      recipients: made.statement.recipients,
      tables: 1,
    },
  }
  bend(sealed)
  const entries: Bent[] = [
    { type: 'log.opened', data: { format: 'disclosure-log/v1', keys: [LOG_KEY.vkey] } },
    { type: 'request.received', req: REQ, data: { dataRequested: ['subscriber', 'payment', 'device'] } },
    sealed,
    ...extra,
  ]
  return entries
    .map((entry, seq) => `${JSON.stringify({ v: 1, log: LOG, seq, time: '2026-03-01T09:30:00.000Z', ...entry })}\n`)
    .join('')
}
