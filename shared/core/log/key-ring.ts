/**
 * The keys whose signatures under heads count, and for which tree sizes: docs/formats/log.md §4.
 *
 * Trust begins with the auditor's keys. A log can hand it on: `key.added` carries a note that the old key and the new
 * one sign. It can take it back: `key.retired` names the largest size that a key signs, `key.revoked` the size from
 * which heads count only with a quorum of witnesses.
 */
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Verifier, VerifyEd25519 } from '../capabilities.ts'
import { isJsonObject, type JsonObject } from '../formats/json-value.ts'
import { parseJson } from '../formats/parse-json.ts'
import { parseDecimal } from '../note/checkpoint.ts'
import { openNote } from '../note/note.ts'
import { parseVkey, type Vkey, verifierOf } from '../note/vkey.ts'
import type { PlacedEvent } from './log-builder.ts'

/** Where trust in a key comes from. */
export type KeySource = 'given' | 'first seen' | 'policy' | 'log' | 'export'

export interface RingKey {
  readonly vkey: Vkey
  readonly verifier: Verifier
  readonly source: KeySource
  /** Tree sizes, both included; null = open. */
  readonly fromSize: number
  readonly toSize: number | null
  /** Only heads of the log of the key's own name: keys of a policy file. */
  readonly ownOriginOnly: boolean
}

/** What a log says about a key, from an entry that a verified head covers. */
export type KeyNews =
  | { readonly kind: 'added'; readonly position: number; readonly key: RingKey; readonly by: string }
  | { readonly kind: 'bad_addition'; readonly position: number; readonly vkey: string; readonly why: string }
  | { readonly kind: 'retired'; readonly position: number; readonly keyId: string; readonly toSize: number }
  | {
      readonly kind: 'revoked'
      readonly position: number
      readonly keyId: string
      readonly sinceSize: number
      readonly why: string
    }

export interface LogEntry {
  readonly position: number
  readonly type: string
  readonly log: string | null
  readonly seq: number | null
  readonly data: JsonObject
}

/** Events as values; null where the line is no entry that can be read. */
export function readEvent({ position, type, text }: PlacedEvent): LogEntry | null {
  const parsed = parseJson(encodeUtf8(text), '')
  if (!parsed.ok || !isJsonObject(parsed.value) || !isJsonObject(parsed.value.data)) return null
  const { log, seq, data } = parsed.value
  return {
    position,
    type,
    log: typeof log === 'string' ? log : null,
    seq: typeof seq === 'number' && Number.isSafeInteger(seq) ? seq : null,
    data: data as JsonObject,
  }
}

/** Is a head of this size inside the key's window? Both ends belong to it. */
export const isInWindow = ({ fromSize, toSize }: Pick<RingKey, 'fromSize' | 'toSize'>, size: bigint): boolean =>
  size >= BigInt(fromSize) && (toSize === null || size <= BigInt(toSize))

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/**
 * Follows the key events of a log of this origin, in order. `entries` are those that count; keys found on the way are
 * trusted from their own entry on.
 */
export function followKeyEvents(
  entries: readonly LogEntry[],
  origin: string,
  ring: readonly RingKey[],
  verifyEd25519: VerifyEd25519,
): readonly KeyNews[] {
  const known = [...ring]
  return entries.flatMap((entry): readonly KeyNews[] => {
    const { position, type, data } = entry
    if (entry.log !== origin) return []
    if (type === 'key.added') {
      const news = readAddition(entry, origin, known, verifyEd25519)
      if (news.kind === 'added') known.push(news.key)
      return [news]
    }
    const keyId = data.keyId
    if (typeof keyId !== 'string') return []
    if (type === 'key.retired' && isSize(data.toSize)) {
      return [{ kind: 'retired', position, keyId, toSize: data.toSize }]
    }
    if (type === 'key.revoked' && isSize(data.compromisedSinceSize)) {
      const why = typeof data.why === 'string' ? data.why : ''
      return [{ kind: 'revoked', position, keyId, sinceSize: data.compromisedSinceSize, why }]
    }
    return []
  })
}

/** The note's text names format, origin, key and size, one a line, as the entry does; a trusted key and the new one sign it. */
function readAddition(
  { position, data }: LogEntry,
  origin: string,
  known: readonly RingKey[],
  verifyEd25519: VerifyEd25519,
): KeyNews {
  const { vkey: vkeyText, fromSize, note } = data
  const bad = (why: string): KeyNews => {
    return { kind: 'bad_addition', position, vkey: typeof vkeyText === 'string' ? vkeyText : '', why }
  }
  if (typeof vkeyText !== 'string' || typeof note !== 'string' || !isSize(fromSize)) return bad('members are missing')
  const vkey = parseVkey(vkeyText)
  if (!vkey.ok) return bad(`the key is unusable: ${vkey.error.expected}`)
  const verifier = vkey.value.algorithm === 'ed25519' ? verifierOf(vkey.value, verifyEd25519) : null
  if (verifier === null) return bad('the key is no Ed25519 key')
  const opened = openNote(encodeUtf8(note), [...known.map((key) => key.verifier), verifier])
  if (!opened.ok) return bad(`its note does not open: ${opened.error.got}`)
  const [format, noteOrigin, noteVkey, noteSize, ...rest] = opened.value.text.split('\n')
  const isSame =
    format === 'disclosure-log/key/v1' &&
    noteOrigin === origin &&
    noteVkey === vkeyText &&
    parseDecimal(noteSize ?? '') === BigInt(fromSize) &&
    rest.length === 1 &&
    rest[0] === ''
  if (!isSame) return bad('its note says something else than the entry')
  const signed = new Set(opened.value.verified.map(({ name, keyId }) => `${name}+${keyId}`))
  if (!signed.has(`${vkey.value.name}+${vkey.value.keyId}`)) return bad('the new key did not sign its note')
  const old = known.find(({ vkey: { name, keyId } }) => keyId !== vkey.value.keyId && signed.has(`${name}+${keyId}`))
  if (old === undefined) return bad('no trusted key signed its note')
  const key: RingKey = {
    vkey: vkey.value,
    verifier,
    source: old.source === 'export' ? 'export' : 'log',
    fromSize,
    toSize: null,
    ownOriginOnly: false,
  }
  return { kind: 'added', position, key, by: `${old.vkey.name}+${old.vkey.keyId}` }
}
