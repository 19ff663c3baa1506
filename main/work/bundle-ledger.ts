/**
 * What a log says of bundles: every `disclosure.sealed`, with what was approved when it was written, and the keys that sign
 * bundles. Corrections are applied; what stood there first is kept beside them.
 */
import type { KeyWindow } from '#core/bundle/bundle-keys.ts'
import { createBundleKeys } from '#core/bundle/bundle-keys.ts'
import type { SealedEntry, SealedMembers } from '#core/bundle/reconcile.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '#core/formats/json-value.ts'
import type { InputError } from '#core/input-error.ts'
import { parseVkey, type Vkey } from '#core/note/vkey.ts'
import { collectCorrections, correctedData } from '#core/requests/corrections.ts'
import { type LogEntry, parseLogLine } from '#core/requests/log-entry.ts'
import type { CorrectedValue } from '#core/requests/request-row.ts'
import { ok, type Result } from '#core/result.ts'
import type { EvidenceFile } from '../app/ports.ts'
import { entryFiles, readLines } from './log-lines.ts'

export interface BundleLedger {
  readonly sealed: readonly SealedEntry[]
  /** Of each of them, in the same order: its place among the lines of the export, from 0. */
  readonly indexes: readonly number[]
  /** Ed25519 public keys (base64) the log names as its own: such a key must not sign bundles. */
  readonly logKeys: ReadonlySet<string>
  /** Keys that `log.opened` names as signing bundles. */
  readonly bundleVkeys: readonly Vkey[]
  /** Sizes of the log in which a key signed bundles; null: the log says nothing of such keys. */
  readonly bundleKeys: readonly KeyWindow[] | null
}

/** Lines that none of the words occurs in are not parsed: almost all of a long log. */
const WORDS = [
  'request.received',
  'request.narrowed',
  'disclosure.sealed',
  'log.opened',
  'key.',
  'correction',
  '\\u00',
].map((word) => Buffer.from(word))

/** Members of `data` that are kept until every correction is known. */
const KEPT: Readonly<Partial<Record<string, readonly string[]>>> = {
  'request.received': ['dataRequested'],
  'request.narrowed': ['dataApproved'],
  'disclosure.sealed': ['bundle', 'dataDisclosed', 'enc', 'recipients', 'tables'],
  'log.opened': ['keys', 'bundleKeys'],
  'key.added': ['vkey'],
  'key.rotated': ['purpose', 'oldKeyId', 'newKeyId'],
  'key.retired': ['keyId', 'toSize'],
  'key.revoked': ['keyId', 'compromisedSinceSize'],
}

interface Kept extends LogEntry {
  readonly log: string | null
}

export async function readLedger(
  files: readonly EvidenceFile[],
  signal?: AbortSignal,
): Promise<Result<BundleLedger, InputError>> {
  const kept: Kept[] = []
  const corrections: LogEntry[] = []
  let index = 0
  const read = await readLines(entryFiles(files), {
    signal,
    onBytes: () => undefined,
    onLine: (line) => {
      const at = index++
      if (!WORDS.some((word) => line.includes(word))) return
      const raw = line.toString('utf8')
      const entry = parseLogLine(raw, { index: at, previousTimeMs: 0 })
      if (entry.type === 'correction') corrections.push(entry)
      const members = entry.type === null ? undefined : KEPT[entry.type]
      if (members === undefined) return
      kept.push({ ...entry, c: {}, data: only(entry.data, members), log: logOf(raw) })
    },
  })
  if (!read.ok) return read
  return ok(ledgerOf(kept, corrections))
}

function only(data: JsonObject, members: readonly string[]): JsonObject {
  return Object.fromEntries(
    members.flatMap((name) => {
      const value = data[name]
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}

function logOf(raw: string): string | null {
  return text((JSON.parse(raw) as JsonObject).log)
}

interface Approval {
  readonly categories: readonly string[] | null
  readonly corrected: readonly CorrectedValue[]
}

function ledgerOf(kept: readonly Kept[], corrections: readonly LogEntry[]): BundleLedger {
  const { bySeq } = collectCorrections(corrections)
  const sealed: SealedEntry[] = []
  const indexes: number[] = []
  const logKeys = new Set<string>()
  const bundleVkeys: Vkey[] = []
  const bundleKeys = createBundleKeys()
  const approvals = new Map<string, Approval>()
  for (const entry of kept) {
    const { seq, index, req, type, log } = entry
    const { data, values } = correctedData(entry, bySeq.get(seq))
    const corrected = values.filter(
      ({ field }) => field === '' || KEPT[type ?? '']?.includes(field.split('/')[1] ?? ''),
    )
    switch (type) {
      case 'request.received':
        if (req !== null && !approvals.has(req))
          approvals.set(req, { categories: texts(data.dataRequested), corrected })
        break
      case 'request.narrowed':
        if (req !== null) approvals.set(req, { categories: texts(data.dataApproved), corrected })
        break
      case 'log.opened':
        for (const { publicKey } of vkeysIn(data.keys)) logKeys.add(encodeBase64(publicKey))
        if (Array.isArray(data.bundleKeys)) {
          const named = vkeysIn(data.bundleKeys)
          bundleVkeys.push(...named)
          if (named.length > 0) bundleKeys.opened(named.map(({ keyId }) => keyId))
        }
        break
      case 'key.added':
        for (const { publicKey } of vkeysIn([data.vkey ?? null])) logKeys.add(encodeBase64(publicKey))
        break
      case 'key.rotated':
        if (data.purpose === 'bundle') bundleKeys.rotated(text(data.oldKeyId), text(data.newKeyId), seq)
        break
      case 'key.retired':
        bundleKeys.ended(text(data.keyId), count(data.toSize))
        break
      case 'key.revoked': {
        const since = count(data.compromisedSinceSize)
        bundleKeys.ended(text(data.keyId), since === null ? null : since - 1)
        break
      }
      case 'disclosure.sealed': {
        const approval = req === null ? undefined : approvals.get(req)
        indexes.push(index)
        sealed.push({
          seq,
          log,
          req,
          ...sealedOf(data),
          approved: approval?.categories ?? null,
          corrected: [...corrected, ...(approval?.corrected ?? [])],
          first: sealedOf(entry.data),
        })
        break
      }
      default:
    }
  }
  return { sealed, indexes, logKeys, bundleVkeys, bundleKeys: bundleKeys.windows() }
}

const text = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null)
const count = (value: JsonValue | undefined): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
const texts = (value: JsonValue | undefined): readonly string[] | null =>
  Array.isArray(value) && value.every((each) => typeof each === 'string') ? (value as readonly string[]) : null

function vkeysIn(value: JsonValue | undefined): readonly Vkey[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((each) => {
    const parsed = typeof each === 'string' ? parseVkey(each) : null
    return parsed?.ok ? [parsed.value] : []
  })
}

function recipientsOf(value: JsonValue | undefined): readonly string[] | null {
  if (!Array.isArray(value)) return null
  return value.map((each) => (isJsonObject(each) ? `${text(each.role)} ${text(each.kid)}` : ''))
}

function sealedOf(data: JsonObject): SealedMembers {
  const bundle = isJsonObject(data.bundle) ? data.bundle : {}
  return {
    bundle: text(bundle.id),
    note: text(bundle.note),
    payloads: count(bundle.payloads),
    bytes: count(bundle.bytes),
    enc: text(data.enc),
    recipients: recipientsOf(data.recipients),
    disclosed: texts(data.dataDisclosed),
    tables: count(data.tables),
  }
}
