/** Completeness, against every head known. */
import type { CountedHead, Fork } from '../compare-heads.ts'
import { type Facts, figure, isOwn, largest, plural } from './facts.ts'

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

const ownOrAny = (counted: readonly CountedHead[]): readonly CountedHead[] =>
  counted.some(isOwn) ? counted.filter(isOwn) : counted

const largestKnown = ({ counted }: Facts): CountedHead | null => largest(counted.filter((head) => !isOwn(head)))

/** A verified head says that there were more entries: the export's own one, or any where it has none of its own. */
export function isTruncated({ counted, damage, entries, hasEntries }: Facts): boolean {
  if (!hasEntries) return false
  if (damage.items.some(({ op }) => op === 'tail_cut')) return true
  return (largest(ownOrAny(counted))?.size ?? 0) > entries
}

/** Without a head of its own an export is not older than a remembered one: it has fewer entries (truncated), or it has not. */
export function isRolledBack(facts: Facts): boolean {
  const { newest } = facts
  return newest !== null && (largestKnown(facts)?.size ?? 0) > newest.size
}

export function completeness(facts: Facts): Completeness {
  const { counted, damage, hasEntries, forks, isClosed } = facts
  const signed = largest(counted)
  const tail = hasEntries && signed !== null ? Math.max(0, damage.end - signed.size) : 0
  const [fork] = forks
  return {
    ...answerOf(facts, signed, tail),
    completeTo: largest(counted.filter(({ agrees }) => agrees === 'yes'))?.size ?? null,
    tail,
    missing: missingOf(facts),
    closed: isClosed,
    ...(fork && { fork: { a: fork.a.head.file.source, b: fork.b.head.file.source } }),
  }
}

function missingOf({ damage }: Facts): number {
  const gone = damage.items.filter(({ op }) => op === 'delete' || op === 'head_cut' || op === 'tail_cut')
  return gone.reduce((sum, { first, last }) => sum + last - first + 1, 0)
}

const entriesOf = (count: number): string => plural(count, 'entry', 'entries')

function answerOf(facts: Facts, signed: CountedHead | null, tail: number): Pick<Completeness, 'answer' | 'why'> {
  const { forks, hasEntries } = facts
  const [fork] = forks
  if (fork) return { answer: 'forked', why: whyForked(fork) }
  if (isTruncated(facts)) return { answer: 'truncated', why: whyTruncated(facts) }
  if (isRolledBack(facts)) return { answer: 'rolled back', why: whyRolledBack(facts) }
  if (signed === null) {
    return { answer: 'not judged', why: `No verified head says how many entries there should be.${ending(facts)}` }
  }
  if (!hasEntries) {
    return {
      answer: 'not judged',
      why: `The head is of ${entriesOf(signed.size)}, and no other head known contradicts it.`,
    }
  }
  if (tail > 0) {
    const after = `${entriesOf(tail)} after it ${tail === 1 ? 'is' : 'are'} not signed yet.`
    const why = `The newest head is of ${entriesOf(signed.size)}; ${after}${ending(facts)}`
    return { answer: `tail of ${tail} entries beyond the last head`, why }
  }
  const missing = missingOf(facts)
  const inside = missing > 0 ? `${entriesOf(missing)} ${missing === 1 ? 'is' : 'are'} missing inside. ` : ''
  const why = `${inside}Nothing is missing at the end: the newest head is of ${entriesOf(signed.size)}.${ending(facts)}`
  return { answer: `complete to ${signed.size}`, why }
}

function ending({ canClose, entries, isClosed }: Facts): string {
  if (!canClose || entries === 0) return ''
  return isClosed ? ' The log was closed.' : ' The log is open, or cut: it has no closing entry.'
}

function whyForked({ a, b, size }: Fork): string {
  const [one, other] = [a.head.file.source, b.head.file.source]
  return `${one} and ${other} are both signed and cannot both be true: two histories of one log were signed, which differ within the first ${entriesOf(size)}.`
}

function whyRolledBack(facts: Facts): string {
  const { newest } = facts
  const known = figure(largestKnown(facts)?.size ?? 0)
  return `This export's newest head is of ${entriesOf(newest?.size ?? 0)}; you remember one of ${known}. Entries were taken back, or this is an old export.`
}

function whyTruncated(facts: Facts): string {
  const { counted, entries, damage } = facts
  const signed = `The log was signed with ${entriesOf(largest(ownOrAny(counted))?.size ?? 0)}; ${plural(entries, 'entry is', 'entries are')} here`
  const cut = damage.items.find(({ op }) => op === 'tail_cut')
  if (!cut) {
    const missing = missingOf(facts)
    return `${signed}. ${missing === 0 ? 'Where the others are missing cannot be told.' : `${entriesOf(missing)} ${missing === 1 ? 'is' : 'are'} missing inside, none at its end.`}`
  }
  const atEnd = cut.last - cut.first + 1
  return `${signed}, and the last ${atEnd === 1 ? 'one is' : `${figure(atEnd)} are`} missing.`
}
