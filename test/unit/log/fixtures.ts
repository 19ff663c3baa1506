/**
 * Small disclosure logs for tests, written without any code of the product: lines by JSON.stringify with sorted names,
 * hashes and signatures by node:crypto, notes and tiles by hand as their specifications say.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { VerifyDocument } from '#contract/verdict.ts'
import type { InputError } from '#core/input-error.ts'
import type { Result } from '#core/result.ts'
import { openEvidence } from '../../../main/io/open-evidence.ts'
import { type VerifyHooks, type VerifyOptions, verifyEvidence } from '../../../main/work/verify-evidence.ts'

export const ORIGIN = 'log.example/test'
export const sha = (...parts: readonly (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
export const leafOf = (line: Uint8Array): Buffer => sha(Buffer.of(0), line)

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** RFC 8785 for ASCII names and integers. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value as Record<string, Json>).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}

export const START_MS = Date.UTC(2026, 0, 1)
export const timeOf = (index: number): string => new Date(START_MS + index * 60_000).toISOString()

export interface LineParts {
  readonly type?: string
  readonly data?: Json
  readonly req?: string | undefined
  readonly log?: string
  readonly time?: string
  readonly seq?: number
  readonly prev?: string
  readonly more?: Record<string, Json>
}

export const OPENED: Json = {
  format: 'disclosure-log/v1',
  keys: [],
  maxHeadIntervalHours: 24,
  origin: ORIGIN,
  policySha256: null,
}

/** The line of `index` after `prev`: log.opened, then flags with a reason, unless something else is asked for. */
export function lineOf(index: number, prev: Uint8Array, parts: LineParts = {}): Buffer {
  const type = parts.type ?? (index === 0 ? 'log.opened' : 'user.flagged')
  const data = parts.data ?? (type === 'log.opened' ? OPENED : { reason: `flag number ${index}` })
  const req =
    'req' in parts ? parts.req : type.startsWith('log.') || type.startsWith('key.') ? undefined : 'req_00000001'
  const value: Record<string, Json> = {
    data,
    log: parts.log ?? ORIGIN,
    prev: parts.prev ?? Buffer.from(prev).toString('base64'),
    seq: parts.seq ?? index,
    time: parts.time ?? timeOf(index),
    type,
    v: 1,
    ...(req === undefined ? {} : { req }),
    ...parts.more,
  }
  return Buffer.from(canonical(value))
}

/** `parts` of single lines by index; the chain goes through all of them. */
export function makeLines(
  count: number,
  parts: Readonly<Record<number, LineParts>> = {},
  first: Uint8Array = Buffer.alloc(32),
  from = 0,
): Buffer[] {
  const lines: Buffer[] = []
  let prev: Uint8Array = first
  for (let i = from; i < from + count; i++) {
    const line = lineOf(i, prev, parts[i])
    lines.push(line)
    prev = leafOf(line)
  }
  return lines
}

/** RFC 9162 §2.1.1, as the recursion of the text. */
export function rootOfLeaves(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return sha('')
  if (leaves.length === 1) return Buffer.from(leaves[0] as Uint8Array)
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return sha(Buffer.of(1), rootOfLeaves(leaves.slice(0, split)), rootOfLeaves(leaves.slice(split)))
}
export const rootOfLines = (lines: readonly Uint8Array[]): Buffer => rootOfLeaves(lines.map(leafOf))

export interface TestKey {
  readonly name: string
  readonly keyId: Buffer
  readonly vkey: string
  readonly key: KeyObject
}

/** @param algorithm 1 = Ed25519, 4 = cosignature/v1 */
export function makeKey(name: string, seed: string, algorithm: 1 | 4 = 1): TestKey {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), sha(`key ${seed}`)])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
  const typed = Buffer.concat([Buffer.of(algorithm), publicKey])
  const keyId = sha(`${name}\n`, typed).subarray(0, 4)
  return { name, keyId, vkey: `${name}+${keyId.toString('hex')}+${typed.toString('base64')}`, key }
}

export const LOG_KEY = makeKey(ORIGIN, 'log')

export const headText = (size: number | bigint, root: Uint8Array, origin = ORIGIN): string =>
  `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`

const signatureLine = ({ name, keyId }: TestKey, signature: Uint8Array): string =>
  `\u2014 ${name} ${Buffer.concat([keyId, signature]).toString('base64')}\n`

export function signNote(
  text: string,
  keys: readonly TestKey[],
  cosigners: readonly (readonly [TestKey, number])[] = [],
): string {
  const lines = keys.map((key) => signatureLine(key, sign(null, Buffer.from(text), key.key)))
  for (const [key, seconds] of cosigners) {
    const message = `cosignature/v1\ntime ${seconds}\n${text}`
    const time = Buffer.alloc(8)
    time.writeBigUInt64BE(BigInt(seconds))
    lines.push(signatureLine(key, Buffer.concat([time, sign(null, Buffer.from(message), key.key)])))
  }
  return `${text}\n${lines.join('')}`
}

export function headOf(
  lines: readonly Uint8Array[],
  size = lines.length,
  keys: readonly TestKey[] = [LOG_KEY],
  cosigners: readonly (readonly [TestKey, number])[] = [],
): string {
  return signNote(headText(size, rootOfLines(lines.slice(0, size))), keys, cosigners)
}

export type Files = Record<string, string | Uint8Array>

export const joined = (lines: readonly Uint8Array[]): Buffer =>
  Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]))

/** A log in segments, with a checkpoint. */
export function exportOf(lines: readonly Uint8Array[], more: Files = {}, segment = 65_536): Files {
  const files: Files = { 'entries/000000.jsonl': '' }
  for (let i = 0; i * segment < lines.length; i++) {
    files[`entries/${String(i).padStart(6, '0')}.jsonl`] = joined(lines.slice(i * segment, (i + 1) * segment))
  }
  return { ...files, ...more }
}

/** All tiles of a tree, C2SP tlog-tiles. */
export function tilesOf(leaves: readonly Uint8Array[]): Files {
  const files: Files = {}
  let row: readonly Uint8Array[] = leaves
  for (let level = 0; row.length > 0; level++) {
    const next: Uint8Array[] = []
    for (let n = 0; n * 256 < row.length; n++) {
      const part = row.slice(n * 256, n * 256 + 256)
      const name = `tile/${level}/${String(n).padStart(3, '0')}${part.length < 256 ? `.p/${part.length}` : ''}`
      files[name] = Buffer.concat(part)
      if (part.length === 256) next.push(rootOfLeaves(part))
    }
    row = next
  }
  return files
}

/** Puts files on disk for the time of `use`. */
export async function onDisk<T>(files: Files, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'plainview-log-'))
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function verifyFiles(
  files: Files,
  options: VerifyOptions = { vkeys: [LOG_KEY.vkey] },
  hooks: VerifyHooks = {},
  /** Opened instead of the folder. */
  path = '.',
): Promise<Result<VerifyDocument, InputError>> {
  return onDisk(files, async (folder) => {
    const evidence = await openEvidence(join(folder, path))
    return evidence.ok ? verifyEvidence(evidence.value, options, hooks) : evidence
  })
}

export async function verified(
  files: Files,
  options?: VerifyOptions,
  hooks?: VerifyHooks,
  path?: string,
): Promise<VerifyDocument> {
  const result = await verifyFiles(files, options, hooks, path)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** A copy with some bits of one byte changed. */
export function flipped(bytes: Uint8Array, at: number, bits = 1): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] as number) ^ bits
  return copy
}

export const brief = (document: VerifyDocument) => ({
  exit: document.exit,
  integrity: document.integrity.answer,
  authenticity: document.authenticity.answer,
  completeness: document.completeness.answer,
  damage: document.damage.map(({ op, first, last }) => `${op} ${first}-${last}`),
})
