/**
 * The application on real stores and real files, with a plain judge in place of main/work: it believes every head, and answers what a
 * test tells it to. What the real judge says is tested where it lives; here it matters that answers are stored and shown as given.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DamageItem, VerifyDocument } from '#contract/verdict.ts'
import { noteKeyOfSeed, noteSigner, signNote } from '#core/note/signer.ts'
import { ok } from '#core/result.ts'
import { createApp } from '../../main/app/create-app.ts'
import type { Capabilities } from '../../main/app/deps.ts'
import type { Verify } from '../../main/app/ports/verify.ts'
import type { OpenedEvidence } from '../../main/app/ports.ts'
import { freeBytesAt } from '../../main/io/free-space.ts'
import { publicKeyFromSeed, sha256, signEd25519FromSeed } from '../../main/io/node-crypto.ts'
import { openEvidence } from '../../main/io/open-evidence.ts'
import { streamSource } from '../../main/io/read-source.ts'
import { createCaseLibrary } from '../../main/store/case-library.ts'
import { createProfile } from '../../main/store/profile.ts'
import { bundleTools } from '../../main/work/bundles-on-thread.ts'
import { deriveLog } from '../../main/work/derive.ts'
import { createTableWork } from '../../main/work/tables-on-thread.ts'
import { leafOf, type PlainLine, segmentsOf } from './plain-log.ts'

export const ORIGIN = 'log.example'
const made = noteKeyOfSeed(ORIGIN, 'ed25519', new Uint8Array(32).fill(7), publicKeyFromSeed)
if (!made.ok) throw new Error(made.error.expected)
export const KEY = made.value

/** RFC 9162 §2.1.1, word for word. */
export function rootOfLines(lines: readonly Uint8Array[]): Buffer {
  if (lines.length === 0) return createHash('sha256').digest()
  const [only] = lines
  if (lines.length === 1 && only) return leafOf(only)
  let split = 1
  while (split * 2 < lines.length) split *= 2
  const halves = [Buffer.of(1), rootOfLines(lines.slice(0, split)), rootOfLines(lines.slice(split))]
  return createHash('sha256').update(Buffer.concat(halves)).digest()
}

export function signedHead(size: number, root: Uint8Array, origin = ORIGIN): Uint8Array {
  const text = `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`
  const note = signNote(text, [noteSigner(KEY, signEd25519FromSeed)])
  if (!note.ok) throw new Error(note.error.expected)
  return note.value
}

/** A small, chained disclosure log as lines. */
export function chainedLines(count: number): readonly Buffer[] {
  const lines: Buffer[] = []
  let prev = Buffer.alloc(32)
  for (let seq = 0; seq < count; seq++) {
    const type = seq === 0 ? 'log.opened' : seq % 4 === 0 ? 'request.reviewed' : 'request.received'
    const data = seq === 0 ? { format: 'disclosure-log/v1', origin: ORIGIN, keys: [KEY.vkey] } : {}
    const req = seq === 0 ? {} : { req: `request-${String(Math.floor(seq / 4)).padStart(4, '0')}` }
    const time = new Date(Date.UTC(2026, 0, 1) + seq * 3_600_000).toISOString()
    const line = { v: 1, log: ORIGIN, seq, prev: prev.toString('base64'), time, type, ...req, data }
    lines.push(Buffer.from(JSON.stringify(line)))
    prev = leafOf(lines.at(-1) ?? Buffer.alloc(0))
  }
  return lines
}

/** An export folder with one segment and a checkpoint over `headSize` of its lines. */
export function writeExport(folder: string, lines: readonly Uint8Array[], headSize = lines.length): string {
  mkdirSync(join(folder, 'entries'), { recursive: true })
  writeFileSync(
    join(folder, 'entries', '000000.jsonl'),
    Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])),
  )
  writeFileSync(join(folder, 'checkpoint'), signedHead(headSize, rootOfLines(lines.slice(0, headSize))))
  writeFileSync(join(folder, 'log.vkey'), `${KEY.vkey}\n`)
  return folder
}

const TYPES = ['log.opened', 'request.received', 'request.reviewed'] as const
const CODES = { 'log.opened': 0, 'request.received': 6, 'request.reviewed': 7 } as const

function linesIn(evidence: OpenedEvidence): readonly PlainLine[] {
  return evidence.files.flatMap(({ path, source }) => {
    if (!path.startsWith('entries/')) return []
    let byteOffset = 0
    return readFileSync(source.file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((text): PlainLine => {
        const {
          time,
          type,
          req = null,
        } = JSON.parse(text) as { time: string; type: (typeof TYPES)[number]; req?: string }
        const bytes = Buffer.from(text)
        const line = { file: path, byteOffset, bytes, timeMs: Date.parse(time), type: CODES[type], req }
        byteOffset += bytes.length + 1
        return line
      })
  })
}

export interface Judgement {
  damage: DamageItem[]
  lints: VerifyDocument['lints']
  agrees: 'yes' | 'no'
  fork?: { a: string; b: string }
  /** Called before each segment is handed over. */
  onSegment: (signal: AbortSignal) => Promise<void>
}

/** Segments of 50 lines, one head. */
export function plainJudge(judgement: Judgement): Verify {
  return async (evidence, trust, { signal, onProgress, onSegment }) => {
    const lines = linesIn(evidence)
    for (const columns of segmentsOf(lines, 50)) {
      await judgement.onSegment(signal)
      await onSegment?.(columns)
      onProgress({
        phase: 'reading',
        bytes: columns.firstIndex,
        totalBytes: lines.length,
        entries: columns.firstIndex + columns.lines,
      })
    }
    const files = evidence.files.map(({ path, bytes, source }) => {
      return { path, bytes, sha256: createHash('sha256').update(readFileSync(source.file)).digest('hex') }
    })
    return ok(documentOf(judgement, lines, files, evidence, trust.vkeys.includes(KEY.vkey)))
  }
}

function documentOf(
  { damage, lints, agrees, fork }: Judgement,
  lines: readonly PlainLine[],
  files: VerifyDocument['input']['files'],
  evidence: OpenedEvidence,
  isPinned: boolean,
): VerifyDocument {
  const checkpoint = evidence.files.find(({ path }) => path === 'checkpoint')
  const [origin = '', size = '0', root = ''] = checkpoint
    ? readFileSync(checkpoint.source.file, 'utf8').split('\n')
    : []
  return {
    tool: { name: 'plainview', version: '0.1.0' },
    input: { kind: 'folder', files, entries: lines.length },
    headline: isPinned ? 'signed by a key you trust' : 'signed by a key that came with the export',
    exit: damage.length > 0 ? 40 : isPinned ? 10 : 20,
    integrity: {
      answer: damage.length > 0 ? 'damaged' : 'intact',
      why: '',
      entriesDamaged: damage.length,
      places: damage.length,
      headsCompared: 1,
      computedRoot: rootOfLines(lines.map(({ bytes }) => bytes)).toString('base64'),
    },
    authenticity: { answer: isPinned ? 'pinned key' : 'key came with the export', why: '', keys: [] },
    completeness: {
      answer: 'complete to 3',
      why: '',
      completeTo: lines.length,
      tail: 0,
      missing: 0,
      closed: false,
      ...(fork && { fork }),
    },
    freshness: { answer: 'not judged', why: '', newestCosignedAt: null, asOf: null, ageHours: null, maxAgeHours: null },
    independence: { answer: 'not asked for', why: '', splitViewPossible: true, witnesses: [] },
    damage,
    heads: checkpoint
      ? [
          {
            source: 'checkpoint',
            origin,
            size: Number(size),
            root,
            status: 'verified',
            signedBy: [],
            cosignatures: [],
            agrees,
            newest: true,
          },
        ]
      : [],
    lints,
    findings: [],
  }
}

export interface Fixture {
  readonly app: ReturnType<typeof createApp>
  readonly profile: Capabilities['profile']
  readonly judgement: Judgement
  readonly bugs: unknown[]
  readonly clock: { nowMs: number }
}

export function fixture(folder: string, overrides: Partial<Capabilities> = {}): Fixture {
  const judgement: Judgement = { damage: [], lints: [], agrees: 'yes', onSegment: async () => undefined }
  const bugs: unknown[] = []
  const clock = { nowMs: Date.UTC(2026, 5, 1) }
  let count = 0
  const newId = (prefix: string) => prefix + (++count).toString(16).padStart(16, '0')
  const profile = createProfile({
    folder: join(folder, 'profile'),
    writeWhole: (file, bytes) => writeFile(file, bytes),
  })
  // Capabilities of other areas (reports) are left out: nothing here asks for them.
  const app = createApp({
    facts: { host: 'cli', version: '0.1.0', node: 'v20' },
    network: { note: () => undefined, read: () => ({ blocked: true, attempts: 0 }) },
    nowMs: () => clock.nowMs,
    newId,
    hash: sha256,
    profile,
    library: createCaseLibrary({ stream: streamSource, hash: sha256 }),
    verify: plainJudge(judgement),
    derive: deriveLog,
    bundles: bundleTools,
    openEvidence,
    stream: streamSource,
    freeBytes: freeBytesAt,
    caseIdOf: async (path) => `case_${createHash('sha256').update(path).digest('hex').slice(0, 16)}`,
    newCaseFolder: (name) => join(folder, 'cases', `${name.replaceAll(/\W+/g, '-')}-${++count}`),
    samples: {
      make: async () =>
        ok({
          path: writeExport(join(folder, `sample-${++count}`), chainedLines(20)),
          bundlesPath: null,
          remove: async () => undefined,
        }),
    },
    tableWork: createTableWork(null),
    logBug: (error: unknown) => bugs.push(error),
    ...overrides,
  } as Capabilities)
  return { app, profile, judgement, bugs, clock }
}
