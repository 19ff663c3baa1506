/** What of the user's trust bears on one log: keys, policy and remembered heads, as they are now. */
import { concatBytes } from '#core/bytes/equal.ts'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import { MAX_NOTE_BYTES } from '#core/note/note.ts'
import type { Profile, RememberedHead, StoredKey, TrustUsed } from './ports/trust.ts'
import type { EvidenceFile, OpenedEvidence, SourceStream } from './ports.ts'
import { receiptNote } from './receipt.ts'

/** The first line is read for its `log`; docs/formats/log.md §3 gives a line 65,535 bytes. */
const FIRST_LINE_BYTES = 65_536

/**
 * Names under which a log may be known: the origin its newest heads give, and the `log` of its first entry. Claims, used only to
 * choose what to compare with; verifying decides.
 */
export async function originsOf(evidence: OpenedEvidence, stream: SourceStream): Promise<readonly string[]> {
  const origins = new Set<string>()
  const add = (origin: string | null) => void (origin !== null && origin !== '' && origins.add(origin))
  const entries = evidence.files.find(({ path }) => /(^|\/)entries\/[0-9]+\.jsonl(\.gz)?$|\.jsonl(\.gz)?$/.test(path))
  if (entries) add(logOf(await firstLine(entries, stream, FIRST_LINE_BYTES)))
  for (const note of newestNotes(evidence)) add(await firstLine(note, stream, MAX_NOTE_BYTES))
  return [...origins]
}

/** `checkpoint` and the head of the largest size; a note alone is a head whatever its name. */
function newestNotes(evidence: OpenedEvidence): readonly EvidenceFile[] {
  if (evidence.kind === 'note') return evidence.files
  const checkpoints = evidence.files.filter(({ path }) => /^checkpoint(\.[0-9]+)?$/.test(path))
  const heads = evidence.files.filter(({ path }) => /^heads\/[0-9]+\.note$/.test(path))
  const sizeOf = ({ path }: EvidenceFile) => Number(/[0-9]+/.exec(path)?.[0] ?? 0)
  const largest = [...heads].sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, 1)
  return [...checkpoints.slice(-1), ...largest]
}

/** The first line of a file, or '' where it has none of that length: verifying says why. */
async function firstLine(file: EvidenceFile, stream: SourceStream, maxBytes: number): Promise<string> {
  const { source, path } = file
  const unpacked = path.endsWith('.gz') ? { ...source, layers: [...source.layers, 'gzip' as const] } : source
  let start: Uint8Array = new Uint8Array(0)
  let end = -1
  await stream(unpacked, { path }, (chunk) => {
    start = concatBytes(start, chunk.slice(0, maxBytes - start.length))
    end = start.indexOf(0x0a)
    return end < 0 && start.length < maxBytes ? undefined : false
  })
  return end < 0 ? '' : (decodeUtf8(start, 0, end) ?? '')
}

function logOf(line: string): string | null {
  try {
    const entry: unknown = JSON.parse(line)
    return typeof entry === 'object' && entry !== null && 'log' in entry && typeof entry.log === 'string'
      ? entry.log
      : null
  } catch {
    return null
  }
}

/** Keys for these origins, the policy, and every remembered head of them. */
export async function trustFor(profile: Profile, origins: readonly string[], asOf: string | null): Promise<TrustUsed> {
  const keys = (await profile.keys()).filter(
    ({ purpose, origin }) => purpose === 'log' && (origin === null || origins.includes(origin)),
  )
  const isOpen = ({ fromSize, toSize }: StoredKey) => fromSize === 0 && toSize === null
  const { text, maxAgeHours } = await profile.policy()
  const heads = (await profile.heads()).filter(({ note }) => origins.includes(firstLineOf(note)))
  return {
    vkeys: keys.filter(isOpen).map(({ vkey }) => vkey),
    keys: keys.filter((key) => !isOpen(key)).map(({ vkey, fromSize, toSize }) => ({ vkey, fromSize, toSize })),
    policy: text === '' ? null : text,
    knownHeads: [...heads].sort(byHeadId).map(({ headId, note }) => receiptNote(headId, note)),
    head: null,
    // Freshness is judged only where a limit was set; without one, the answer would change from day to day and say nothing.
    asOf: maxAgeHours === null ? null : asOf,
    maxAgeHours,
    failOn: null,
  }
}

function byHeadId(a: RememberedHead, b: RememberedHead): number {
  return a.headId < b.headId ? -1 : 1
}

function firstLineOf(note: Uint8Array): string {
  const end = note.indexOf(0x0a)
  return end < 0 ? '' : (decodeUtf8(note, 0, end) ?? '')
}

/** Would the same evidence be judged with something else today? The judging time alone does not count. */
export function isSameTrust(a: TrustUsed, b: TrustUsed): boolean {
  const withoutTime = (trust: TrustUsed) => JSON.stringify({ ...trust, asOf: null })
  return withoutTime(a) === withoutTime(b)
}
