/** Heads and damage of a verdict as marks for the map, in lines of the export. */
import type { MapDamage, MapHead } from '../../charts/log-map/marks.ts'
import type { Figures, Words } from '../../i18n/words.tsx'
import { mapLabel } from './damage-words.ts'
import { lineOfIndex, linesOfDamage } from './line-of-damage.ts'
import type { VerifyDocument } from './types.ts'

const HEAD_TONES = { yes: 'intact', no: 'damaged', beyond: 'damaged', not_compared: 'unknown' } as const

export function mapHeads(t: Words, { damage, heads, input }: VerifyDocument): readonly MapHead[] {
  const lineOf = lineOfIndex(damage, input.entries)
  return heads
    .filter(({ status }) => status !== 'unreadable')
    .map(({ size, source, status, agrees }) => {
      const tone = status === 'verified' ? HEAD_TONES[agrees] : 'unknown'
      const label = t('verify.map.head', { size, source, tone: t(`verify.map.head.${tone}`) })
      return { at: lineOf(size), tone, label }
    })
}

export function mapDamage(t: Words, figures: Figures, { damage, input }: VerifyDocument): readonly MapDamage[] {
  const lines = linesOfDamage(damage, input.entries)
  return damage.map((item, id) => {
    const { from, to } = lines[id] ?? { from: 0, to: 0 }
    return { id, from, to, label: mapLabel(t, figures, item) }
  })
}
