/** From heads, keys and lines to the facts that the five answers are made from. */
import { type Facts, isOwn } from '#core/log/answers/facts.ts'
import { type CountedHead, countHeads, findForks, sizeOf } from '#core/log/compare-heads.ts'
import { forkFinding, headFindings, keyFinding, type LogFinding, timeFinding } from '#core/log/findings.ts'
import type { Head, HeadFile, Judges } from '#core/log/head.ts'
import { type RingKey, readEvent } from '#core/log/key-ring.ts'
import { createLintSink, type LintSink } from '#core/log/lint.ts'
import { anyRun } from '#core/log/run-table.ts'
import { emptyRoot } from '#core/merkle/tree.ts'
import { parseVkeyFile, verifierOf } from '#core/note/vkey.ts'
import type { OpenedEvidence } from '../app/ports.ts'
import { sha256 } from '../io/node-crypto.ts'
import { readSource } from '../io/read-source.ts'
import { type Breathe, createBreath } from './breath.ts'
import { checkInformation } from './check-information.ts'
import type { Classified } from './classify.ts'
import { followKeys, judgeHeads } from './follow-keys.ts'
import { judgeTimes } from './judge-times.ts'
import { createLineSource } from './line-source.ts'
import { lintBundles, lintFiles, lintHeads } from './lint-files.ts'
import { lintClosing, lintLogs } from './lint-log.ts'
import { locateDamage } from './locate-damage.ts'
import type { Pool } from './pool.ts'
import { proveTiles } from './prove-tiles.ts'
import type { ReadLog } from './read-log.ts'
import { verifyEd25519 } from './verify-ed25519.ts'
import type { Trust } from './verify-options.ts'

export interface JudgeOptions {
  readonly evidence: OpenedEvidence
  readonly classified: Classified
  readonly own: readonly HeadFile[]
  readonly trust: Trust
  readonly isTilesLog: boolean
  readonly pool: Pool
  readonly signal: AbortSignal | undefined
}

export interface Judged {
  readonly facts: Facts
  readonly findings: readonly LogFinding[]
  readonly lints: LintSink
}

export interface Judge {
  /** Tree sizes that heads name, of whatever signature: the roots there are needed. */
  readonly sizes: readonly number[]
  readonly withLog: (read: ReadLog) => Promise<Judged>
}

export async function judgeLog(options: JudgeOptions): Promise<Judge> {
  const { classified, own, trust } = options
  const lints = createLintSink()
  const exported =
    trust.ring.length === 0 && trust.unusable.length === 0 ? await exportKey(classified, lints, options) : null
  const ring = exported ? [exported] : trust.ring
  // A chosen head takes the place of the export's newest.
  const kept = trust.head ? own.filter(({ source }) => source !== 'checkpoint') : own
  const files = [...(trust.head ? [trust.head] : []), ...kept, ...trust.knownHeads]
  const witnesses = (trust.policy?.witnesses ?? []).flatMap(({ vkey }) => verifierOf(vkey, verifyEd25519) ?? [])
  const judges: Judges = { ring, witnesses, policy: trust.policy, news: [] }
  const breathe = createBreath(options.signal)
  const heads = await judgeHeads(files, judges, breathe)
  const sizes = heads.flatMap(({ checkpoint }) => (checkpoint ? [sizeOf(checkpoint)] : []))
  const keys = exported ? 'export' : ring.length > 0 ? 'given' : 'none'
  return { sizes, withLog: (read) => judgeWithLog({ ...options, heads, judges, keys, lints, read, breathe }) }
}

/** The key that came with the export: integrity can be checked with it, authenticity cannot. */
async function exportKey({ logVkey }: Classified, lints: LintSink, { signal }: JudgeOptions): Promise<RingKey | null> {
  if (logVkey === null) return null
  const { path } = logVkey
  const bytes = await readSource(logVkey.source, { path, maxBytes: 65_536, ...(signal && { signal }) })
  const vkey = bytes.ok ? parseVkeyFile(bytes.value, path) : bytes
  const verifier = vkey.ok ? verifierOf(vkey.value, verifyEd25519) : null
  if (vkey.ok && verifier && vkey.value.algorithm === 'ed25519') {
    return { vkey: vkey.value, verifier, source: 'export', fromSize: 0, toSize: null, ownOriginOnly: false }
  }
  const got = vkey.ok ? vkey.value.algorithm : vkey.error.got
  lints.add({ code: 'bad_information', file: path, expected: 'an Ed25519 key as vkey', got })
  return null
}

interface WithLog extends JudgeOptions {
  readonly heads: readonly Head[]
  readonly judges: Judges
  readonly keys: Facts['keys']
  readonly lints: LintSink
  readonly read: ReadLog
  readonly breathe: Breathe
}

async function judgeWithLog(options: WithLog): Promise<Judged> {
  const { evidence, classified, trust, isTilesLog, pool, lints, read, judges } = options
  const { built } = read
  const hasEntries = evidence.kind !== 'note'
  const origin = originOf(options)
  const events = built.events.flatMap((event) => readEvent(event) ?? []).filter(({ log }) => log === origin)
  const count = (heads: readonly Head[]) =>
    countHeads({ heads, origin, hasEntries, lines: built.lines, rootAt: built.tree.rootAt })
  const followed = await followKeys(options, events, origin, count)
  const { heads, news } = followed
  const counted = count(heads)
  const files = new Map(evidence.files.map((file) => [file.path, file]))
  const source = createLineSource({
    lines: built.lines,
    chunks: built.chunks,
    files,
    isTilesLog,
    emptyFile: classified.segments[0]?.path ?? 'entries/000000.jsonl',
    pool,
    breathe: options.breathe,
  })
  const signedHeads = counted.map(({ size, checkpoint }) => ({ size, root: checkpoint.root }))
  const proven = await proveTiles({
    tiles: classified.tiles,
    tileRoots: new Map(
      [...read.facts].flatMap(([path, { tileRoot }]) => (tileRoot ? [[path, tileRoot] as const] : [])),
    ),
    built,
    source,
    heads: signedHeads,
  })
  const newest = newestOf(counted)
  const agreed = counted.reduce((most, { size, agrees }) => (agrees === 'yes' ? Math.max(most, size) : most), 0)
  const damage = hasEntries
    ? await locateDamage({
        read,
        classified,
        isTilesLog,
        isSegmented: evidence.kind === 'folder' || evidence.kind === 'zip',
        counted,
        newest,
        agreed,
        origin,
        source,
        proven: proven.hashes,
      })
    : { items: [], repairedTo: 0, inPlace: [], end: 0, rootAt: () => undefined }
  const forks = findForks(counted, (size, smaller) => {
    if (size <= agreed) return built.tree.rootAt(smaller)
    return size <= damage.repairedTo ? damage.rootAt(smaller) : undefined
  })
  const opened = events.find(({ type }) => type === 'log.opened')
  const interval = opened?.data.maxHeadIntervalHours
  const intervalHours = Number.isSafeInteger(interval) && (interval as number) > 0 ? (interval as number) : null
  const closing = events.findLast(({ type }) => type === 'log.closed')
  const times = await judgeTimes({ counted, intervalHours, built, source, inPlace: damage.inPlace })
  lints.merge(built.lints.list())
  lintLogs(built, origin, lints)
  lintClosing(closing, built, lints)
  lintHeads(heads, origin, trust.unusable, lints)
  lintFiles({ evidence, classified, facts: read.facts, built, unproven: proven.unproven, lints })
  await lintBundles(classified, lints, options.signal)
  await checkInformation({
    information: classified.information,
    built,
    files,
    isIntact: damage.items.length === 0 && !isTilesLog,
    lints,
    pool,
    signal: options.signal,
  })
  const facts: Facts = {
    hasEntries,
    entries: built.lines,
    origin,
    computedRoot: built.lines === 0 ? emptyRoot(sha256) : built.tree.root(),
    heads,
    counted,
    newest,
    forks,
    damage,
    ring: judges.ring,
    keys: options.keys,
    policy: trust.policy,
    asOfMs: trust.asOfMs,
    maxAgeHours: trust.maxAgeHours,
    intervalHours,
    canClose: hasEntries && !isTilesLog,
    areLinked: anyRun(built.runs, ({ prev }) => prev !== null),
    isClosed: closing !== undefined && closing.position === built.lines - 1,
  }
  const findings = [
    ...forks.slice(0, 20).map(forkFinding),
    ...news.map(keyFinding),
    ...heads.flatMap((head) => headFindings(head, origin, news)),
    ...times.map(timeFinding),
  ]
  return { facts, findings, lints }
}

/** `--head` is what the auditor wants judged, whatever else there is. */
function newestOf(counted: readonly CountedHead[]): CountedHead | null {
  const chosen = counted.find(({ head }) => head.file.role === 'chosen')
  if (chosen) return chosen
  return counted
    .filter(isOwn)
    .reduce<CountedHead | null>((most, head) => (most === null || head.size > most.size ? head : most), null)
}

/** What most lines say; where they say nothing, what the newest verified head says, or any. */
function originOf({ read, heads }: WithLog): string | null {
  let most: { name: string; lines: number } | null = null
  for (const [name, lines] of read.built.logs) {
    if (name !== null && (most === null || lines > most.lines)) most = { name, lines }
  }
  if (most) return most.name
  const readable = heads.filter(({ checkpoint }) => checkpoint !== null)
  const own = readable.filter(({ file }) => file.role !== 'known')
  const verified = (own.length > 0 ? own : readable).filter(({ status }) => status === 'verified')
  const from = verified.length > 0 ? verified : own.length > 0 ? own : readable
  const largest = from.reduce<Head | null>((a, b) => {
    return a === null || (b.checkpoint?.size ?? 0n) > (a.checkpoint?.size ?? 0n) ? b : a
  }, null)
  return largest?.checkpoint?.origin ?? null
}
