/**
 * The damage map: what was done to a log between being signed and being read. docs/formats/log.md §5.
 *
 * All of it, not the first place. What the hashes decide is decided; where they leave a choice, every belief about it is
 * tried in turn, and the first that gives the root of a verified head is taken. What none explains is said to be so.
 */
import { equalBytes } from '../../bytes/equal.ts'
import type { Hash, HashInto } from '../../capabilities.ts'
import type { RunTable } from '../run-table.ts'
import type { TreeFold } from '../tree-fold.ts'
import { type Atom, type LineSource, type ProvenHashes, provenAt } from './atom.ts'
import { cutRuns } from './cut-runs.ts'
import { type Belief, type Expected, expectHashes } from './expect.ts'
import { type Damage, damageItem, joinMarks, type Mark } from './items.ts'
import { hiddenChange, markDamage } from './mark-damage.ts'
import { type Alignment, align } from './raw-damage.ts'
import { type Part, refold, repairedParts } from './repaired.ts'
import { type Rescued, rescueLast } from './rescue-last.ts'
import { FLIP_BYTES, restoreLine } from './restore.ts'
import { looksWholesale, undoThroughout, type Wholesale } from './wholesale.ts'

export interface SignedHead {
  readonly size: number
  readonly root: Uint8Array
}

export interface DamageOptions {
  readonly runs: RunTable
  readonly source: LineSource
  readonly tree: TreeFold
  readonly proven: ProvenHashes
  /** Name of the log; null: unknown. */
  readonly origin: string | null
  readonly isPositional: boolean
  /** Size of the largest verified head that the lines as they stand agree with; 0 without one. */
  readonly agreed: number
  /** Entries that the export's own largest verified head has; 0 without one. */
  readonly signed: number
  /** Verified heads larger than `agreed`, smaller or larger than the log. */
  readonly heads: readonly SignedHead[]
  readonly hash: Hash
  readonly hashInto: HashInto
  readonly maxAtoms?: number
}

export interface DamageMap {
  readonly items: readonly Damage[]
  /** Size of the largest verified head that the repaired log agrees with. */
  readonly repairedTo: number
  /** Lines that stand in place: position to true index, ascending in both. */
  readonly inPlace: Alignment['inPlace']
  /** Number of indexes of the true log, as far as is known. */
  readonly end: number
  /** Roots of the repaired log at the sizes of heads, as far as they are known. */
  readonly rootAt: (size: number) => Uint8Array | undefined
}

/** 200 bytes each; more places than this are not told apart. */
const MAX_ATOMS = 400_000

const BELIEFS: readonly Belief[] = [
  { contradicted: false, latest: false, trustLast: true },
  { contradicted: true, latest: false, trustLast: true },
  { contradicted: false, latest: true, trustLast: true },
  { contradicted: false, latest: false, trustLast: false },
  { contradicted: true, latest: false, trustLast: false },
]

/** What follows from one belief. */
interface Attempt {
  readonly expected: Expected
  readonly alignment: Alignment
  readonly parts: readonly Part[]
  /** Size of the largest head that the repaired sequence agrees with. */
  readonly reached: number
  /** Size of the smallest head that it contradicts; null: none. */
  readonly refuted: number | null
  readonly rescued: Rescued | null
  readonly rootAt: (size: number) => Uint8Array | undefined
}

export async function mapDamage(options: DamageOptions): Promise<DamageMap> {
  const { agreed, signed, source } = options
  const lines = source.lines
  if (agreed === lines && signed <= lines) return untouched(agreed)
  const wholesale = looksWholesale(options.runs, lines) ? await undoThroughout(options) : null
  if (wholesale && wholesale.reached >= largestHead(options) && signed <= lines)
    return showWholesale(wholesale, options)
  const atoms = await cutRuns({ ...options, maxAtoms: options.maxAtoms ?? MAX_ATOMS })
  if (atoms === null) return tooManyPlaces(options)
  let best: Attempt | null = null
  for (const belief of BELIEFS) {
    const attempt = await tryBelief(atoms, belief, options)
    if (best === null || isBetter(attempt, best)) best = attempt
    if (best.refuted === null && (best.reached >= largestHead(options) || !hasChoice(attempt))) break
  }
  if (best === null) return untouched(agreed)
  return show(atoms, best, options)
}

const untouched = (agreed: number): DamageMap => ({
  items: [],
  repairedTo: agreed,
  inPlace: agreed > 0 ? [{ pos: 0, index: 0, len: agreed }] : [],
  end: agreed,
  rootAt: () => undefined,
})

const largestHead = ({ heads, agreed }: DamageOptions): number =>
  heads.reduce((most, { size }) => Math.max(most, size), agreed)

/** Without any damage there is nothing that another belief could explain better, unless a head says so. */
const hasChoice = ({ alignment }: Attempt): boolean => alignment.damage.length > 0

function isBetter(a: Attempt, b: Attempt): boolean {
  if (a.reached !== b.reached) return a.reached > b.reached
  return b.refuted !== null && a.refuted === null
}

async function tryBelief(atoms: readonly Atom[], belief: Belief, options: DamageOptions): Promise<Attempt> {
  const { agreed, signed, source, proven, heads, tree, hash, hashInto } = options
  const expected = await expectAndSettle(atoms, belief, options)
  const alignment = align({ atoms, matched: expected.matched, agreed, lines: source.lines, signed })
  const expectedAt = async (index: number) => expected.at.get(index)?.hash ?? (await provenAt(proven, index))
  const parts = await repairedParts({ alignment, agreed, expectedAt })
  if (provesAll(options) && heads.length === 1) {
    return { expected, alignment, parts, reached: proven.size, refuted: null, rescued: null, rootAt: () => undefined }
  }
  const sizes = heads.map(({ size }) => size)
  const fold = await refold({ parts, agreed, source, tree, sizes, hash, hashInto })
  const compared = heads.flatMap(({ size, root }) => {
    const computed = fold.rootAt(size)
    return computed === undefined ? [] : [{ size, agrees: equalBytes(computed, root) }]
  })
  const reached = compared.reduce((most, { size, agrees }) => (agrees ? Math.max(most, size) : most), agreed)
  // A head that disagrees below one that agrees is that of another log, not damage of this one.
  const beyond = compared.filter(({ size }) => size > reached).map(({ size }) => size)
  const refuted = beyond.length === 0 ? null : Math.min(...beyond)
  const attempt = { expected, alignment, parts, reached, refuted, rescued: null, rootAt: fold.rootAt }
  const rescued = await rescueLast({ ...options, alignment, parts, reached })
  return rescued ? { ...attempt, rescued, reached: rescued.size, refuted: null } : attempt
}

/**
 * A line that was presumed unchanged although a successor, which is contradicted itself, claims another hash: if undoing
 * an accident gives that very hash, the claim was true.
 */
async function expectAndSettle(atoms: readonly Atom[], belief: Belief, options: DamageOptions): Promise<Expected> {
  const { source, proven, agreed, hash } = options
  const flips = { bytes: FLIP_BYTES }
  const settled = new Set<number>()
  const tried = new Set<number>()
  for (;;) {
    const contradicted = settled.size > 0 ? settled : belief.contradicted
    const expected = await expectHashes({ atoms, source, proven, agreed, belief: { ...belief, contradicted } })
    const before = settled.size
    for (const { index, pos, hash: claimed } of expected.disputed) {
      if (tried.has(index)) continue
      tried.add(index)
      const isClaimed = (leafHash: Uint8Array) => equalBytes(leafHash, claimed)
      if (restoreLine(await source.bytes(pos), isClaimed, hash, flips)) settled.add(index)
    }
    // What was settled makes its neighbours disputed: of three lines in a row the one in the middle comes second.
    if (settled.size === before) return expected
  }
}

/** Every index up to the largest head is known by a hash that leads to it. */
function provesAll(options: DamageOptions): boolean {
  const [first] = options.proven.covered
  return first?.from === 0 && first.to === options.proven.size && options.proven.size >= largestHead(options)
}

async function show(atoms: readonly Atom[], attempt: Attempt, options: DamageOptions): Promise<DamageMap> {
  const { source, proven, agreed } = options
  const { alignment, expected, reached, refuted, rescued } = attempt
  const marks: Mark[] = await markDamage({
    atoms,
    alignment,
    reached,
    rescued,
    expectedAt: async (index) => expected.at.get(index)?.hash ?? (await provenAt(proven, index)),
    source,
    signed: options.signed,
    hash: options.hash,
    flips: { bytes: FLIP_BYTES },
  })
  if (refuted !== null)
    marks.push(...hiddenChange({ alignment, marks, reached, refuted, lines: source.lines, ...options }))
  const items = []
  for (const mark of joinMarks(marks)) items.push(damageItem(mark, await source.place(mark.pos)))
  return {
    items,
    repairedTo: Math.max(agreed, reached),
    inPlace: alignment.inPlace,
    end: alignment.end,
    rootAt: attempt.rootAt,
  }
}

async function showWholesale({ marks, reached }: Wholesale, { source }: DamageOptions): Promise<DamageMap> {
  const items = []
  for (const mark of joinMarks(marks)) items.push(damageItem(mark, await source.place(mark.pos)))
  const { lines } = source
  return {
    items,
    repairedTo: reached,
    inPlace: [{ pos: 0, index: 0, len: lines }],
    end: lines,
    rootAt: () => undefined,
  }
}

/** Hardly a line is where or what it should be: says from where on, and no more. */
async function tooManyPlaces({ agreed, signed, source }: DamageOptions): Promise<DamageMap> {
  const end = Math.max(signed, source.lines)
  const mark: Mark = {
    op: 'edit',
    first: agreed,
    last: Math.max(agreed, Math.min(end, source.lines) - 1),
    count: 0,
    to: -1,
    pos: agreed,
    lines: source.lines - agreed,
    certain: false,
    alternatives: ['more places of damage than are told apart: any operation, anywhere in this stretch'],
    cause: null,
    expected: null,
    got: null,
  }
  const items = [damageItem(mark, await source.place(agreed))]
  return { items, repairedTo: agreed, inPlace: untouched(agreed).inPlace, end, rootAt: () => undefined }
}
