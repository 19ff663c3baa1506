/** What happened, how that is known, and from what it may come, in words. */
import type { Figures, Words } from '../../i18n/words.tsx'
import type { DamageItem } from './types.ts'

const range = (first: number, last: number, { count }: Figures): string =>
  first === last ? count(first) : `${count(first)}–${count(last)}`

export const whatHappened = (t: Words, { op }: DamageItem): string => t(`verify.op.${op}`)

/** `402,117`, `871,030–871,031`, `3 before 12`, `7 to before 12`. */
export function whichEntries(t: Words, figures: Figures, item: DamageItem): string {
  const { first, last, count, to } = item
  if (count !== undefined) return t('verify.entries.before', { n: count, index: first })
  if (to !== undefined) return t('verify.entries.moved', { range: range(first, last, figures), to })
  return range(first, last, figures)
}

/** For the map: short enough to stand beside its line. */
export const mapLabel = (t: Words, figures: Figures, item: DamageItem): string =>
  `${whatHappened(t, item)} ${whichEntries(t, figures, item)}`

/** Why this is held to be so: which commitments it contradicts, and whether a signed head confirms the repair. */
export function howKnown(t: Words, item: DamageItem): string {
  const n = item.count ?? item.last - item.first + 1
  return `${t(`verify.how.${item.op}`, { n })} ${t(item.certain ? 'verify.how.certain' : 'verify.how.uncertain')}`
}

/** The cause where undoing it gives the signed hash; otherwise only what that rules out. */
export function causeOf(t: Words, item: DamageItem): string {
  if (item.cause !== undefined) return t(`verify.cause.${item.cause}`)
  return t(`verify.cause.none.${item.op}`)
}
