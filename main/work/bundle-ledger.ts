/** What a log says of bundles: every `disclosure.sealed`, with what was approved when it was written. */

import type { SealedEntry } from '#core/bundle/reconcile.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '#core/formats/json-value.ts'
import type { InputError } from '#core/input-error.ts'
import { parseVkey } from '#core/note/vkey.ts'
import { parseLogLine } from '#core/requests/log-entry.ts'
import { ok, type Result } from '#core/result.ts'
import type { EvidenceFile } from '../app/ports.ts'
import { entryFiles, readLines } from './log-lines.ts'

export interface BundleLedger {
  readonly sealed: readonly SealedEntry[]
  /** Ed25519 public keys (base64) the log names as its own: such a key must not sign bundles. */
  readonly logKeys: ReadonlySet<string>
}

const text = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null)
const count = (value: JsonValue | undefined): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
const texts = (value: JsonValue | undefined): readonly string[] | null =>
  Array.isArray(value) && value.every((each) => typeof each === 'string') ? (value as readonly string[]) : null

function recipientsOf(value: JsonValue | undefined): readonly string[] | null {
  if (!Array.isArray(value)) return null
  return value.map((each) => (isJsonObject(each) ? `${text(each.role)} ${text(each.kid)}` : ''))
}

/** Lines that none of the words occurs in are not parsed: almost all of a long log. */
const WORDS = ['request.received', 'request.narrowed', 'disclosure.sealed', 'log.opened', 'key.added', '\\u00'].map(
  (word) => Buffer.from(word),
)

export async function readLedger(files: readonly EvidenceFile[]): Promise<Result<BundleLedger, InputError>> {
  const sealed: SealedEntry[] = []
  const logKeys = new Set<string>()
  const requested = new Map<string, readonly string[] | null>()
  const addKey = (vkey: JsonValue | undefined) => {
    const parsed = typeof vkey === 'string' ? parseVkey(vkey) : null
    if (parsed?.ok) logKeys.add(encodeBase64(parsed.value.publicKey))
  }
  let index = 0
  const read = await readLines(entryFiles(files), {
    onBytes: () => undefined,
    onLine: (line) => {
      const at = index++
      if (!WORDS.some((word) => line.includes(word))) return
      const raw = line.toString('utf8')
      const { type, req, data, seq } = parseLogLine(raw, { index: at, previousTimeMs: 0 })
      if (type === 'log.opened' && Array.isArray(data.keys)) data.keys.forEach(addKey)
      if (type === 'key.added') addKey(data.vkey)
      if (type === 'request.received' && req !== null && !requested.has(req))
        requested.set(req, texts(data.dataRequested))
      if (type === 'request.narrowed' && req !== null) requested.set(req, texts(data.dataApproved))
      if (type !== 'disclosure.sealed') return
      sealed.push({
        seq,
        log: logOf(raw),
        req,
        ...sealedOf(data),
        approved: (req === null ? null : requested.get(req)) ?? null,
      })
    },
  })
  return read.ok ? ok({ sealed, logKeys }) : read
}

function logOf(raw: string): string | null {
  return text((JSON.parse(raw) as JsonObject).log)
}

function sealedOf(data: JsonObject): Omit<SealedEntry, 'seq' | 'log' | 'req' | 'approved'> {
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
