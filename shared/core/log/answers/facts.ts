/** Everything the five answers are made from. Gathered by main/work, judged here. */
import type { Policy } from '../../note/policy.ts'
import type { CountedHead, Fork } from '../compare-heads.ts'
import type { DamageMap } from '../damage/map-damage.ts'
import type { Head } from '../head.ts'
import type { RingKey } from '../key-ring.ts'

export interface Facts {
  /** False for a single note, which is a head without a log. */
  readonly hasEntries: boolean
  /** Lines, or entries of a tiles log. */
  readonly entries: number
  readonly origin: string | null
  readonly computedRoot: Uint8Array
  readonly heads: readonly Head[]
  readonly counted: readonly CountedHead[]
  /** The export's own largest one (or the one chosen with `--head`). */
  readonly newest: CountedHead | null
  readonly forks: readonly Fork[]
  readonly damage: DamageMap
  readonly ring: readonly RingKey[]
  /** Where the ring's keys come from; none: there is no key at all. */
  readonly keys: 'given' | 'export' | 'none'
  readonly policy: Policy | null
  readonly asOfMs: number | null
  readonly maxAgeHours: number | null
  /** `maxHeadIntervalHours` of `log.opened`. */
  readonly intervalHours: number | null
  /** False for a tiles log, whose entries are not ours to understand. */
  readonly canClose: boolean
  /** Some line names its place or the hash of the line before. False: nothing ties the lines to one another. */
  readonly areLinked: boolean
  /** The last entry is `log.closed`. */
  readonly isClosed: boolean
}

/** `1,234`: the same in every locale. */
export const figure = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${figure(count)} ${count === 1 ? one : many}`

export const largest = (heads: readonly CountedHead[]): CountedHead | null =>
  heads.reduce<CountedHead | null>((most, head) => (most === null || head.size > most.size ? head : most), null)

/** Heads in the export itself, or chosen by the auditor in their place. */
export const isOwn = ({ head }: CountedHead): boolean => head.file.role !== 'known'

export const keyName = ({ vkey }: RingKey): string => `${vkey.name}+${vkey.keyId}`
