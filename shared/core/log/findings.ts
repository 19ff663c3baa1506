/** What is wrong with heads, keys and times, and is no damage of bytes: docs/formats/log.md §4-5. */
import { formatInstant } from '../instant.ts'
import type { Fork } from './compare-heads.ts'
import type { SeverityName } from './exit-code.ts'
import type { Head } from './head.ts'
import type { KeyNews } from './key-ring.ts'
import type { TimeFinding } from './time-windows.ts'

/** Closed. Codes are stable, wording may change. */
export type LogFindingCode =
  | 'fork'
  | 'time_after_commitment'
  | 'late_or_backdated'
  | 'key_added'
  | 'key_addition_refused'
  | 'key_retired'
  | 'key_revoked'
  | 'head_after_retirement'
  | 'head_by_revoked_key'
  | 'head_outside_window'
  | 'head_of_other_origin'

export interface LogFinding {
  readonly code: LogFindingCode
  readonly severity: SeverityName
  readonly first?: number
  readonly last?: number
  readonly text: string
  readonly evidence?: Record<string, string | number>
}

export function forkFinding({ a, b, size }: Fork): LogFinding {
  return {
    code: 'fork',
    severity: 'high',
    text: `${a.head.file.source} and ${b.head.file.source} are both signed and contradict each other: two histories of ${a.checkpoint.origin} that differ within the first ${size} entries.`,
    evidence: { a: a.head.file.source, b: b.head.file.source, sizeA: a.size, sizeB: b.size },
  }
}

export function timeFinding({ code, first, last, timeMs, boundMs }: TimeFinding): LogFinding {
  const entries = first === last ? `Entry ${first} claims` : `Entries ${first} to ${last} claim, the first`
  const text =
    code === 'time_after_commitment'
      ? `${entries} ${formatInstant(timeMs)}, but a head that covers ${first === last ? 'it' : 'them'} was cosigned by ${formatInstant(boundMs - 999)}.`
      : `${entries} ${formatInstant(timeMs)}, longer than the log's longest interval between heads before a head without ${first === last ? 'it' : 'them'} was cosigned: logged late, or backdated.`
  const evidence = { time: formatInstant(timeMs), bound: formatInstant(boundMs) }
  return { code, severity: 'medium', first, last, text, evidence }
}

export function keyFinding(news: KeyNews): LogFinding {
  const at = { first: news.position, last: news.position }
  switch (news.kind) {
    case 'added': {
      const { vkey, fromSize } = news.key
      const text = `Entry ${news.position} introduces the key ${vkey.name}+${vkey.keyId} from size ${fromSize} on; it and ${news.by} signed the note.`
      return { code: 'key_added', severity: 'info', ...at, text, evidence: { vkey: vkey.text, fromSize } }
    }
    case 'bad_addition': {
      const text = `Entry ${news.position} introduces a key that is not trusted for it: ${news.why}.`
      return {
        code: 'key_addition_refused',
        severity: 'high',
        ...at,
        text,
        evidence: { vkey: news.vkey.slice(0, 200) },
      }
    }
    case 'retired': {
      const text = `Entry ${news.position} retires the key ${news.keyId}: it signs no head of more than ${news.toSize} entries.`
      return {
        code: 'key_retired',
        severity: 'info',
        ...at,
        text,
        evidence: { keyId: news.keyId, toSize: news.toSize },
      }
    }
    case 'revoked': {
      const text = `Entry ${news.position} revokes the key ${news.keyId}: its heads of ${news.sinceSize} entries or more count only with a quorum of witnesses.`
      return {
        code: 'key_revoked',
        severity: 'info',
        ...at,
        text,
        evidence: { keyId: news.keyId, compromisedSinceSize: news.sinceSize },
      }
    }
  }
}

/** What a head's signatures are worth, beyond good and bad. */
export function headFindings(head: Head, origin: string | null, news: readonly KeyNews[]): readonly LogFinding[] {
  const { checkpoint, file, refused, signedBy, status } = head
  if (checkpoint === null) return []
  const size = String(checkpoint.size)
  const found = refused.map(({ key, why }): LogFinding => {
    const keyId = `${key.vkey.name}+${key.vkey.keyId}`
    if (why === 'window') {
      const text = `${file.source}, of ${size} entries, is signed by ${keyId}, which is trusted from ${key.fromSize} to ${key.toSize ?? 'any'} only.`
      return {
        code: 'head_outside_window',
        severity: 'medium',
        text,
        evidence: { source: file.source, size, key: keyId },
      }
    }
    const text = `${file.source}, of ${size} entries, is signed by ${keyId}, which was revoked for this size; no quorum of witnesses vouches for it.`
    return { code: 'head_by_revoked_key', severity: 'high', text, evidence: { source: file.source, size, key: keyId } }
  })
  for (const { vkey } of signedBy) {
    const retired = news.find((item) => item.kind === 'retired' && item.keyId === vkey.keyId)
    if (retired?.kind !== 'retired' || checkpoint.size <= BigInt(retired.toSize)) continue
    const text = `${file.source}, of ${size} entries, is signed by ${vkey.name}+${vkey.keyId}, which the log retired at ${retired.toSize}.`
    found.push({ code: 'head_after_retirement', severity: 'medium', text, evidence: { source: file.source, size } })
  }
  if (status === 'verified' && checkpoint.origin !== origin && file.role !== 'known') {
    const text = `${file.source} is signed, but for the log ${checkpoint.origin}: it says nothing about these entries of ${origin ?? 'no named log'}.`
    found.push({ code: 'head_of_other_origin', severity: 'high', text, evidence: { source: file.source } })
  }
  return found
}
