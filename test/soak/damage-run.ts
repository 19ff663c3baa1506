/**
 * One run of the damage soak: a sample log, damaged on purpose at random, written to disk in one of its forms, verified,
 * and what `verify` says held against what was done. Nothing of the verifier is used to know what was done.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { VerifyDocument } from '#contract/verdict.ts'
import { createRandom, type Random } from '#core/sample/random.ts'
import type { SampleInMemory } from '#core/sample/sample-memory.ts'
import type { SampleOptions } from '#core/sample/sample-options.ts'
import { type Expectation, expectationOf } from '#core/tamper/expectation.ts'
import type { TamperOp, TruthItem, Wanted } from '#core/tamper/ops.ts'
import { tamperFiles } from '#core/tamper/tamper-memory.ts'
import { sha256 } from '../../main/io/node-crypto.ts'
import { openEvidence } from '../../main/io/open-evidence.ts'
import { verifyEvidence } from '../../main/work/verify-evidence.ts'
import { makeSample } from '../unit/sample/tools.ts'

const OPS: readonly TamperOp[] = [
  'edit',
  'delete',
  'insert',
  'duplicate',
  'move',
  'head_cut',
  'tail_cut',
  'rechained',
  'spliced',
  'bitflip',
  'crlf',
]

/** The logs that are damaged: with and without tiles and witnesses, in one segment and in several. */
const FORMS: readonly Partial<SampleOptions>[] = [
  { requests: 60, years: 0.5, headEveryHours: 240, tiles: true, witnesses: 3 },
  { requests: 60, years: 0.5, headEveryHours: 240, tiles: false, witnesses: 0 },
  { requests: 90, years: 1, headEveryHours: 480, tiles: true, witnesses: 0, segmentLines: 150 },
  { requests: 90, years: 1, headEveryHours: 480, tiles: false, witnesses: 3, segmentLines: 150 },
  { requests: 40, years: 0.5, headEveryHours: 2000, tiles: false, witnesses: 0, closed: false },
  { requests: 150, years: 1, headEveryHours: 96, tiles: false, witnesses: 1, segmentLines: 256 },
  { requests: 150, years: 1, headEveryHours: 96, tiles: true, witnesses: 1, segmentLines: 300 },
]

const samples = new Map<number, SampleInMemory>()
function sampleOf(form: number): SampleInMemory {
  const made = samples.get(form) ?? makeSample({ proofs: 0, seed: `soak-${form}`, ...FORMS[form] })
  samples.set(form, made)
  return made
}

export interface DamageRun {
  readonly seed: number
  readonly form: number
  readonly gz: boolean
  readonly wanted: readonly TamperOp[]
  readonly truth: readonly TruthItem[]
  readonly document: VerifyDocument
  /** What the verdict has to say, by whoever did the damage; null for a clean log. */
  readonly expectation: Expectation | null
  /**
   * Truth that the evidence does not determine: without tiles, a log that was chained anew shows only in heads, and no
   * head can be compared once a hash before it is unknown (of several entries that are gone or replaced, only the last
   * one's is known).
   */
  readonly undetermined: readonly TruthItem[]
  /** Truth that the evidence determines, and that no item of the map touches. */
  readonly unseen: readonly TruthItem[]
  /** Items of the map that touch no truth. */
  readonly alarms: VerifyDocument['damage']
  /** Truth that the map does not name exactly: operation, indexes, place, cause. */
  readonly inexact: readonly { readonly truth: TruthItem; readonly shown: VerifyDocument['damage'] }[]
}

/** @param damaged false: the log as it is, in the same forms */
export async function runDamage(seed: number, damaged: boolean): Promise<DamageRun> {
  const random = createRandom(`damage-soak ${seed}`, sha256)
  const form = random.below(FORMS.length)
  const gz = random.chance(0.3)
  const sample = sampleOf(form)
  const { files, truth, wanted } = damaged
    ? tampered(sample, random, seed)
    : { files: sample.files, truth: [], wanted: [] }
  const folder = mkdtempSync(join(tmpdir(), 'plainview-damage-'))
  try {
    writeAll(folder, files, gz)
    const evidence = await openEvidence(folder)
    if (!evidence.ok) throw new Error(JSON.stringify(evidence.error))
    const keys = JSON.parse(text(sample, 'keys.json')) as { vkey: string; fromSize: number; toSize: number | null }[]
    const policy = text(sample, 'policy.txt')
    const verified = await verifyEvidence(evidence.value, { keys, policy }, { maxWorkers: 0 })
    if (!verified.ok) throw new Error(JSON.stringify(verified.error))
    const document = verified.value
    const shown = document.damage
    const place = (file: string) => (gz ? file.replace(/\.jsonl$/, '.jsonl.gz') : file)
    const all = truth.map((item) => ({ ...item, file: place(item.file) }))
    const hasTiles = [...files.keys()].some((path) => path.startsWith('tile/0/'))
    const undetermined = hasTiles ? [] : all.filter((item) => isUndetermined(item, all))
    const expected = all.filter((item) => !undetermined.includes(item))
    return {
      seed,
      form,
      gz,
      wanted,
      truth: expected,
      document,
      expectation: damaged ? expectationOf(truth) : null,
      undetermined,
      unseen: expected.filter((item) => !shown.some((other) => touches(item, other))),
      alarms: shown.filter((item) => !all.some((other) => touches(other, item))),
      inexact: expected
        .filter((item) => !shown.some((other) => isExact(item, other)))
        .map((item) => ({ truth: item, shown: shown.filter((other) => touches(item, other)) })),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function isUndetermined(item: TruthItem, all: readonly TruthItem[]): boolean {
  if (item.op !== 'rechained') return false
  return all.some(({ op, first, last }) => {
    return (op === 'delete' || op === 'head_cut' || op === 'spliced') && last > first && first < item.first
  })
}

function tampered(sample: SampleInMemory, random: Random, seed: number) {
  for (let tries = 0; ; tries++) {
    const count = random.between(1, 5)
    const wanted = Array.from({ length: count }, (): Wanted => ({ op: random.pick(OPS) }))
    const done = tamperFiles(sample.files, wanted, `soak ${seed} ${tries}`, sha256)
    if (done.ok) return { ...done.value, wanted: wanted.map(({ op }) => op) }
    if (tries > 100) throw new Error(JSON.stringify(done.error))
  }
}

function text(sample: SampleInMemory, name: string): string {
  const file = sample.summary.keyFiles.find(({ path }) => path === name)
  if (file === undefined) throw new Error(`the sample has no ${name}`)
  return new TextDecoder().decode(file.bytes)
}

function writeAll(folder: string, files: ReadonlyMap<string, Uint8Array>, gz: boolean): void {
  for (const [path, bytes] of files) {
    const isSegment = gz && path.startsWith('entries/')
    const file = join(folder, isSegment ? `${path}.gz` : path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, isSegment ? gzipSync(bytes) : bytes)
  }
}

type Shown = VerifyDocument['damage'][number]

/** Do they speak of the same place of the true log? An insertion is the gap before its index. */
function touches(a: TruthItem, b: Shown | TruthItem): boolean {
  return a.first <= b.last + 1 && b.first <= a.last + 1
}

function isExact(truth: TruthItem, shown: Shown): boolean {
  return (
    truth.op === shown.op &&
    truth.first === shown.first &&
    truth.last === shown.last &&
    truth.count === shown.count &&
    truth.to === shown.to &&
    truth.file === shown.file &&
    truth.byteOffset === shown.byteOffset &&
    truth.cause === shown.cause &&
    (truth.expected === undefined || shown.expected === undefined || truth.expected === shown.expected) &&
    (truth.got === undefined || truth.got === shown.got)
  )
}
