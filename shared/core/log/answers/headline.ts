/** The verdict in plain words: what was found, and what it rests on. One to three sentences. */
import type { ExitCode } from '../exit-code.ts'
import { isPinned } from './authenticity.ts'
import { isRolledBack, isTruncated } from './completeness.ts'
import { type Facts, figure, keyName, plural } from './facts.ts'
import { listed } from './integrity.ts'

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
const word = (count: number): string => WORDS[count] ?? figure(count)
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export function headline(facts: Facts, code: Exclude<ExitCode, 50>): string {
  switch (code) {
    case 40:
      return damaged(facts)
    case 30:
      return contradicted(facts)
    case 20:
      return unpinned(facts)
    case 11:
      return `${asSigned(facts)} The witnesses you ask for have not all seen it.`
    case 10:
      return `${asSigned(facts)} No independent witnesses were asked for.`
    case 0:
      return `${asSigned(facts)} The witnesses you ask for have seen it.`
  }
}

/** What was done, as the end of a sentence: one verb for each operation. */
const VERBS = {
  edit: 'changed',
  delete: 'removed',
  head_cut: 'cut off at the beginning',
  tail_cut: 'cut off at the end',
  insert: 'inserted',
  duplicate: 'repeated',
  move: 'moved',
  rechained: 'rewritten and chained anew',
  spliced: 'taken from another log',
} as const

function damaged(facts: Facts): string {
  const { damage, heads, forks } = facts
  const counts = new Map<string, number>()
  for (const { op, first, last, count } of damage.items) {
    counts.set(VERBS[op], (counts.get(VERBS[op]) ?? 0) + (count ?? last - first + 1))
  }
  const parts = [...counts].map(([verb, count], i) => {
    const noun = i > 0 ? '' : count === 1 ? ' entry' : ' entries'
    return `${word(count)}${noun} ${count === 1 ? 'was' : 'were'} ${verb}`
  })
  if (parts.length > 0) {
    const all = facts.counted.reduce((most, { size }) => Math.max(most, size), 0)
    const isSure = damage.items.every(({ certain }) => certain) && damage.repairedTo >= all && all > 0
    const rest = isSure ? 'Everything else is as signed.' : 'What else was changed cannot be told from this export.'
    return `${capital(listed(parts, 9))}. ${rest}`
  }
  const bad = heads.filter(({ status, file }) => status === 'bad_signature' && file.role !== 'known')
  if (bad.length > 0)
    return `The signature in ${listed(bad.map(({ file }) => file.source))} is bad: the note was changed after it was signed.`
  if (forks.length > 0)
    return 'The log was forked: two signed heads contradict each other, and the entries agree with one of them only.'
  return 'The entries do not give the root of a signed head.'
}

function contradicted(facts: Facts): string {
  const { forks, counted, newest, entries, damage } = facts
  if (forks.length > 0) return 'The log was forked: two signed heads of it contradict each other.'
  const head = newest ?? counted.at(-1)
  if (isTruncated(facts)) {
    const cut = damage.items.find(({ op }) => op === 'tail_cut')
    const missing = cut ? cut.last - cut.first + 1 : (head?.size ?? 0) - entries
    return `The last ${missing === 1 ? 'entry' : `${word(missing)} entries`} of ${figure(head?.size ?? 0)} ${missing === 1 ? 'is' : 'are'} missing. The rest is as signed as far as can be told.`
  }
  if (isRolledBack(facts)) {
    const known = counted.reduce((most, { size }) => Math.max(most, size), 0)
    return `You have seen this log with ${plural(known, 'entry', 'entries')}; this export ends earlier. Entries were taken back, or it is an old export.`
  }
  return 'A signed head contradicts this export.'
}

function unpinned(facts: Facts): string {
  const { entries, hasEntries, counted, heads } = facts
  if (!hasEntries) {
    const [head] = counted
    if (head && isPinned(facts))
      return `A signed head of ${plural(head.size, 'entry', 'entries')}, by ${signer(facts)}. There are no entries to hold against it.`
    return 'A head without entries, and not signed by a key that you gave.'
  }
  if (entries === 0) return 'The log has no entries.'
  if (counted.length > 0) {
    return `The ${plural(entries, 'entry', 'entries')} hash to the signed head, but the key came with the export: whose log it is, is not shown.`
  }
  if (heads.length === 0 && !facts.areLinked) {
    return `${capital(plural(entries, 'line that names', 'lines that name'))} neither a place nor the line before: nothing shows that this is a log.`
  }
  return heads.length === 0
    ? `${capital(plural(entries, 'entry links', 'entries link'))} among themselves without contradiction. No signed head says that they are all, or whose they are.`
    : 'No head is signed by a key that you trust: whose log it is, is not shown.'
}

const signer = ({ newest, counted }: Facts): string => {
  const head = newest ?? counted.at(-1)
  return head?.head.signedBy[0] ? keyName(head.head.signedBy[0]) : 'nobody'
}

function asSigned(facts: Facts): string {
  const { entries, newest, counted } = facts
  const signed = newest ?? counted.at(-1)
  const tail = signed ? entries - signed.size : 0
  const all =
    tail > 0
      ? `The first ${plural(signed?.size ?? 0, 'entry', 'entries')} are`
      : entries === 1
        ? 'The one entry is'
        : `All ${figure(entries)} entries are`
  const rest = tail > 0 ? ` The last ${tail === 1 ? 'entry is' : `${word(tail)} are`} not signed yet.` : ''
  return `${all} as signed by ${signer(facts)}.${rest}`
}
