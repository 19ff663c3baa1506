/**
 * What anyone knows of two counts by what they are counts of: a part is at most the whole, parts that exclude each other
 * are at most the whole together, and some values imply others (docs/formats/events.md §3).
 *
 * Two-way tables bound their own cells by their sums; these relations bind cells of different tables.
 */
import type { createCountSystem } from '../anonymity/counts/count-system.ts'
import { type Dimension, MULTI_VALUED } from './dimensions.ts'
import { type AnyCut, type KnownCount, keyFor } from './known-count.ts'

type System = ReturnType<typeof createCountSystem>

const REQUESTS = { section: 'request' } as const
const DISCLOSED = ['disclosed_full', 'disclosed_partial']
/** States that are asked for only after something was disclosed. */
const AFTER_DISCLOSURE = ['not_notified_no_contact', 'not_notified_emergency', 'delayed_pending', 'not_notified']
const NOTIFIED = ['notified_before', 'notified_after']
const KEYS = ['encryption_key', 'technical_capability']
const CONTENT = ['stored_content', 'live_content']

const POSITIVE = Number.POSITIVE_INFINITY

interface Part {
  readonly value: string
  readonly key: string
}

/** Requests of one period, by cut. */
type ByCut = ReadonlyMap<string, KnownCount>
const idOf = (cut: AnyCut) => keyFor('', '', cut)

function atMost(system: System, parts: readonly string[], whole: string, why: string): void {
  system.addRange([[whole, 1], ...parts.map((key) => [key, -1] as const)], 0, POSITIVE, why)
}

/** Sections share no requests, and both sides of a step have a sum of their own. */
const ALONE: ReadonlySet<string> = new Set(['section', 'reached', 'not_reached'])
/** Is it known already that these parts sum to the whole? */
export type IsSum = (parts: readonly string[], whole: string) => boolean

/** Every count against the same count with one condition less. */
function addParts(system: System, byCut: ByCut, isSum: IsSum): void {
  const groups = new Map<string, { readonly whole: string; readonly by: string; readonly parts: Part[] }>()
  for (const { cut, key } of byCut.values()) {
    for (const [by, value = ''] of Object.entries(cut)) {
      // "Other than" these countries depends on which are named: its own table sums it.
      if (ALONE.has(by) || (by === 'origin' && value.startsWith('other'))) continue
      const { [by]: _one, ...rest } = cut
      const whole = byCut.get(idOf(rest))?.key
      if (whole === undefined) continue
      const id = `${by} ${whole}`
      const group = groups.get(id) ?? { whole, by, parts: [] }
      groups.set(id, group)
      group.parts.push({ value, key })
    }
  }
  for (const { whole, by, parts } of groups.values()) {
    if (MULTI_VALUED.has(by as Dimension)) {
      for (const { key } of parts) atMost(system, [key], whole, `${key}: a part is at most the whole`)
      continue
    }
    const keys = parts.map(({ key }) => key)
    if (isSum(keys, whole)) continue
    // What was disclosed in full or in part excludes every other outcome.
    const outcomes = by === 'disclosed_any' ? (groups.get(`outcome ${whole}`)?.parts ?? []) : []
    const others = outcomes.filter(({ value }) => !DISCLOSED.includes(value)).map(({ key }) => key)
    const isDivided = isSum(
      outcomes.map(({ key }) => key),
      whole,
    )
    if (isDivided) continue
    atMost(system, [...keys, ...others], whole, `${whole}: parts by ${by} are at most the whole together`)
  }
}

/** Values that imply others, over all requests of a period. */
function addImplied(system: System, byCut: ByCut): void {
  const find = (cut: AnyCut) => byCut.get(idOf({ ...REQUESTS, ...cut }))?.key
  const all = (cuts: readonly AnyCut[]) => cuts.flatMap((cut) => find(cut) ?? [])
  const within = (parts: readonly string[], whole: string | undefined, why: string) => {
    if (whole !== undefined && parts.length > 0) atMost(system, parts, whole, why)
  }
  /** The union of some values: at least each, at most their sum. */
  const union = (whole: string | undefined, values: readonly string[], by: string, why: string) => {
    if (whole === undefined) return
    const parts = all(values.map((value) => ({ [by]: value })))
    for (const part of parts) within([part], whole, why)
    if (parts.length === values.length)
      system.addRange([...parts.map((key) => [key, 1] as const), [whole, -1]], 0, POSITIVE, why)
  }
  const sum = (parts: readonly string[], wanted: number, whole: string | undefined, why: string) => {
    if (whole !== undefined && parts.length === wanted) system.addSum(parts, whole, why)
  }
  const any = find({ disclosed_any: 'yes' })
  const received = find({})
  for (const { cut, key } of byCut.values()) {
    if (cut.section !== 'request' || Object.keys(cut).length !== 2) continue
    if (cut.disclosed !== undefined) within([key], any, `${key}: what was disclosed was disclosed in some answer`)
    if (cut.reached === undefined) continue
    const rest = find({ not_reached: cut.reached })
    if (rest !== undefined) sum([key, rest], 2, received, `durations, row ${cut.reached}: with and without are all`)
  }
  const content = find({ content: 'yes' })
  within(content === undefined ? [] : [content], any, 'content is disclosed in an answer that discloses')
  union(content, CONTENT, 'disclosed', 'content of messages is stored or live content')
  union(find({ keys: 'yes' }), KEYS, 'requested', 'demands for keys or back doors are those of two categories')
  within(
    all(AFTER_DISCLOSURE.map((notice) => ({ notice }))),
    any,
    'who is yet to be told of a disclosure: at most those with one',
  )
  const nothing = find({ notice: 'not_applicable_nothing_disclosed' })
  if (nothing !== undefined && any !== undefined)
    within([nothing, any], received, 'nothing was disclosed, or something was')
  const told = all(NOTIFIED.map((notice) => ({ notice })))
  const judged = all(['all_four', 'not_all'].map((value) => ({ told: value })))
  if (judged.length > 0 && told.length === NOTIFIED.length) {
    const terms = [...told.map((key) => [key, 1] as const), ...judged.map((key) => [key, -1] as const)]
    system.addRange(terms, 0, POSITIVE, 'notice-told: together at most those who were told')
  }
  sum(told, NOTIFIED.length, find({ reached: 'notice' }), 'durations, row notice: those who were told')
  sum(any === undefined ? [] : [any], 1, find({ reached: 'disclosure' }), 'durations, row disclosure: those disclosed')
}

export function addCutRelations(system: System, counts: readonly KnownCount[], isSum: IsSum): void {
  const byPeriod = new Map<string, Map<string, KnownCount>>()
  for (const count of counts) {
    if (count.measure !== 'request') continue
    const own = byPeriod.get(count.period) ?? new Map<string, KnownCount>()
    byPeriod.set(count.period, own)
    own.set(idOf(count.cut), count)
  }
  for (const byCut of byPeriod.values()) {
    addParts(system, byCut, isSum)
    addImplied(system, byCut)
  }
}
