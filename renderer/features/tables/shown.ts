import type { Figures } from '../../i18n/words.tsx'

/** A figure as the core gives it, as the reader writes numbers: six places of a share, whole numbers whole, words as they are. */
export function shownFigure(value: unknown, none: string, { count, decimal }: Figures): string {
  if (value === null || value === undefined) return none
  if (typeof value !== 'number') return String(value)
  return Number.isInteger(value) ? count(value) : decimal(value, 6)
}

/** `country DE, outcome rejected` from `country=DE|outcome=rejected`, whose own bars, signs and backslashes are escaped. */
export function cellInWords(key: string): string {
  const plain = (text: string) => text.replace(/\\(.)/g, '$1')
  // A part goes to the next bar, a name to the next equals sign, that no backslash stands before.
  const parts = key.match(/(?:\\.|[^|\\])+/g) ?? []
  return parts
    .map((part) => {
      const name = /^(?:\\.|[^=\\])*/.exec(part)?.[0] ?? ''
      return name === part ? plain(part) : `${plain(name)} ${plain(part.slice(name.length + 1))}`
    })
    .join(', ')
}

/** A sum of a derivation, the keys in its brackets in words. */
export function sumInWords(sum: string): string {
  return sum.replace(/\[([^\]]*)\]/g, (_, key: string) => `[${cellInWords(key)}]`)
}
