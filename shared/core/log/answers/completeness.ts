/** Completeness, against every head known. */
import type { CountedHead } from '../compare-heads.ts'
import { type Facts, figure, isOwn, plural } from './facts.ts'

export interface Completeness {
  readonly answer: string
  readonly why: string
  /** Size of the largest verified head that the entries give the root of as they stand. */
  readonly completeTo: number | null
  /** Entries behind the last signed one. */
  readonly tail: number
  /** Signed entries that are not there. */
  readonly missing: number
  readonly closed: boolean
  readonly fork?: { readonly a: string; readonly b: string }
}

const largest = (heads: readonly CountedHead[]): CountedHead | null =>
  heads.reduce<CountedHead | null>((most, head) => (most === null || head.size > most.size ? head : most), null)

/** A verified head says that there were more entries: the export's own one, or any where it has none of its own. */
export function isTruncated({ counted, damage, entries, hasEntries }: Facts): boolean {
  if (!hasEntries) return false
  if (damage.items.some(({ op }) => op === 'tail_cut')) return true
  const own = counted.filter(isOwn)
  return (largest(own.length > 0 ? own : counted)?.size ?? 0) > entries
}

export function isRolledBack({ counted, newest }: Facts): boolean {
  const known = largest(counted.filter((head) => !isOwn(head)))
  return known !== null && known.size > (newest?.size ?? 0)
}

export function completeness(facts: Facts): Completeness {
  const { counted, damage, entries, hasEntries, newest, forks, isClosed } = facts
  const agreeing = largest(counted.filter(({ agrees }) => agrees === 'yes'))
  const signed = largest(counted)
  const missing = damage.items.reduce((sum, { op, first, last }) => {
    return sum + (op === 'delete' || op === 'head_cut' || op === 'tail_cut' ? last - first + 1 : 0)
  }, 0)
  const tail = hasEntries && newest !== null ? Math.max(0, damage.end - Math.max(newest.size, signed?.size ?? 0)) : 0
  const [fork] = forks
  const rest = {
    completeTo: agreeing?.size ?? null,
    tail,
    missing: Math.max(missing, isTruncated(facts) ? 0 : missing),
    closed: isClosed,
    ...(fork && { fork: { a: fork.a.head.file.source, b: fork.b.head.file.source } }),
  }
  const end = isClosed
    ? ' The log was closed.'
    : hasEntries && entries > 0
      ? ' The log is open, or cut: it has no closing entry.'
      : ''
  if (fork) {
    const why = `${fork.a.head.file.source} and ${fork.b.head.file.source} are both signed and cannot both be true: two histories of one log were signed, which differ within the first ${plural(fork.size, 'entry', 'entries')}.`
    return { answer: 'forked', why, ...rest }
  }
  if (isTruncated(facts)) return { answer: 'truncated', why: whyTruncated(facts, missing), ...rest }
  if (isRolledBack(facts)) {
    const known = largest(counted.filter((head) => !isOwn(head)))
    const have =
      newest === null
        ? 'This export has no verified head of its own'
        : `This export's newest head is of ${plural(newest.size, 'entry', 'entries')}`
    const why = `${have}; you remember one of ${figure(known?.size ?? 0)}. Entries were taken back, or this is an old export.`
    return { answer: 'rolled back', why, ...rest }
  }
  if (signed === null) {
    return { answer: 'not judged', why: `No verified head says how many entries there should be.${end}`, ...rest }
  }
  if (tail > 0) {
    const why = `The newest head is of ${plural(signed.size, 'entry', 'entries')}; ${plural(tail, 'entry', 'entries')} after it ${tail === 1 ? 'is' : 'are'} not signed yet.${end}`
    return { answer: `tail of ${tail} entries beyond the last head`, why, ...rest }
  }
  const against = hasEntries
    ? `Nothing is missing up to the newest head, of ${plural(signed.size, 'entry', 'entries')}.`
    : `The head is of ${plural(signed.size, 'entry', 'entries')}, and no other head known contradicts it.`
  const inside = missing > 0 ? `${plural(missing, 'entry is', 'entries are')} missing before its end; ` : ''
  return { answer: hasEntries ? `complete to ${signed.size}` : 'not judged', why: `${inside}${against}${end}`, ...rest }
}

function whyTruncated({ newest, counted, entries, damage }: Facts, missing: number): string {
  const head = newest ?? largest(counted)
  const cut = damage.items.find(({ op }) => op === 'tail_cut')
  const there = `${plural(entries, 'entry is', 'entries are')} here`
  if (cut) {
    const atEnd = cut.last - cut.first + 1
    return `The log was signed with ${plural(head?.size ?? 0, 'entry', 'entries')}; ${there}, and the last ${figure(atEnd)} ${atEnd === 1 ? 'is' : 'are'} missing.`
  }
  return `The log was signed with ${plural(head?.size ?? 0, 'entry', 'entries')}; ${there}. ${plural(missing, 'one is', 'are')} missing inside it, none at its end.`
}
