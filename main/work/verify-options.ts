/** The auditor's side of a verification, read and checked before anything of the export is. */
import type { ReceiptNote } from '#contract/receipt.ts'
import { decodeBase64 } from '#core/bytes/base64.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { parseInstant } from '#core/instant.ts'
import type { SeverityName } from '#core/log/exit-code.ts'
import type { HeadFile } from '#core/log/head.ts'
import type { KeySource, RingKey } from '#core/log/key-ring.ts'
import { type Policy, parsePolicy } from '#core/note/policy.ts'
import { parseVkey, type Vkey, verifierOf } from '#core/note/vkey.ts'
import { err, ok, type Result } from '#core/result.ts'
import { verifyEd25519 } from './verify-ed25519.ts'

/** Plain data: what a receipt records. Everything may be absent. */
export interface VerifyOptions {
  /** Trusted for every tree size. */
  readonly vkeys?: readonly string[]
  /** Of `vkeys` and `keys`: those that the auditor accepted only with this very import. */
  readonly firstSeen?: readonly string[]
  /** Trusted for these tree sizes, both ends included; null = open. */
  readonly keys?: readonly { readonly vkey: string; readonly fromSize: number; readonly toSize: number | null }[] | null
  /** C2SP tlog-policy text. */
  readonly policy?: string | null
  /** Remembered heads. `known:<n>` in the document counts them from 0. */
  readonly knownHeads?: readonly (ReceiptNote | string)[]
  /** Takes the place of the export's `checkpoint`. */
  readonly head?: ReceiptNote | null
  /** The judging time. */
  readonly asOf?: string | null
  readonly maxAgeHours?: number | null
  readonly failOn?: SeverityName | null
}

export interface Trust {
  readonly ring: readonly RingKey[]
  /** ML-DSA-44 keys: known, and nothing here can check their signatures. */
  readonly unusable: readonly Vkey[]
  readonly policy: Policy | null
  readonly knownHeads: readonly HeadFile[]
  readonly head: HeadFile | null
  readonly asOfMs: number | null
  readonly maxAgeHours: number | null
  readonly failOn: SeverityName | null
}

export function readOptions(options: VerifyOptions): Result<Trust, InputError> {
  const { asOf = null, maxAgeHours = null, failOn = null, head = null } = options
  const policy = options.policy == null ? ok(null) : parsePolicy(encodeUtf8(options.policy), 'policy')
  if (!policy.ok) return policy
  const firstSeen = new Set(options.firstSeen ?? [])
  const ring: RingKey[] = []
  const unusable: Vkey[] = []
  const given = [
    ...(options.vkeys ?? []).map((vkey) => ({ vkey, fromSize: 0, toSize: null, ownOriginOnly: false })),
    ...(options.keys ?? []).map((window) => ({ ...window, ownOriginOnly: false })),
  ]
  for (const { vkey: text, fromSize, toSize } of given) {
    const vkey = parseVkey(text, '--vkey')
    if (!vkey.ok) return vkey
    if (vkey.value.algorithm === 'cosignature/v1') return err(wrongKind(text))
    if (!isSize(fromSize) || (toSize !== null && (!isSize(toSize) || toSize < fromSize)))
      return err(badWindow(fromSize, toSize))
    const source: KeySource = firstSeen.has(text) ? 'first seen' : 'given'
    add(ring, unusable, vkey.value, { source, fromSize, toSize, ownOriginOnly: false })
  }
  for (const { vkey } of policy.value?.logs ?? []) {
    add(ring, unusable, vkey, { source: 'policy', fromSize: 0, toSize: null, ownOriginOnly: true })
  }
  const asOfMs = asOf === null ? null : parseInstant(asOf)
  if (asOf !== null && asOfMs === null)
    return err(badOption('--as-of', 'an instant such as 2026-03-01T09:30:00.000Z', quote(asOf)))
  if (maxAgeHours !== null && !(maxAgeHours > 0))
    return err(badOption('--max-age', 'hours, more than 0', String(maxAgeHours)))
  const knownHeads: HeadFile[] = []
  for (const [i, note] of (options.knownHeads ?? []).entries()) {
    const bytes = noteBytes(note)
    if (bytes === null) return err(badOption('--known-head', 'a note in base64', quote(note)))
    knownHeads.push({ role: 'known', source: `known:${i}`, bytes })
  }
  const headBytes = head === null ? null : noteBytes(head)
  if (head !== null && headBytes === null) return err(badOption('--head', 'a note in base64', quote(head)))
  return ok({
    ring,
    unusable,
    policy: policy.value,
    knownHeads,
    head: head && headBytes ? { role: 'chosen', source: head.name, bytes: headBytes } : null,
    asOfMs,
    maxAgeHours,
    failOn,
  })
}

function add(ring: RingKey[], unusable: Vkey[], vkey: Vkey, rest: Omit<RingKey, 'vkey' | 'verifier'>): void {
  const verifier = verifierOf(vkey, verifyEd25519)
  if (verifier === null) unusable.push(vkey)
  else ring.push({ vkey, verifier, ...rest })
}

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

function noteBytes(note: ReceiptNote | string): Uint8Array | null {
  if (typeof note === 'string') return encodeUtf8(note)
  return 'text' in note ? encodeUtf8(note.text) : decodeBase64(note.base64)
}

function badOption(field: string, expected: string, got: string): InputError {
  return { code: 'bad_option', place: { file: 'options', field }, expected, got }
}
const wrongKind = (vkey: string) => badOption('--vkey', "a log's key (Ed25519, 0x01)", `a witness's: ${quote(vkey)}`)
const badWindow = (fromSize: number, toSize: number | null) =>
  badOption('--keys', 'tree sizes, fromSize <= toSize', `${fromSize} to ${toSize}`)
