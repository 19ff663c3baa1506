import { useFigures, useWords } from '../../i18n/words.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { EntryView } from './EntryView.tsx'
import { isMissing } from './line-of-damage.ts'
import type { DamageItem, Target } from './types.ts'

interface Props {
  readonly target: Target
  readonly item: DamageItem
  /** The line shown for it, or the one after the gap; null until it is found. */
  readonly line: number | null
  readonly entries: number
}

/** One place of damage in its bytes: what is there, or what stands around the gap, beside what was signed. */
export function DamageView({ target, item, line, entries }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const isGap = isMissing(item)
  if (line === null) return <Loading>{t('verify.entry.loading')}</Loading>
  return (
    <>
      {(isGap || item.alternatives) && (
        <dl className="Facts EntryView">
          {isGap && (
            <div>
              <dt>{t('verify.gap')}</dt>
              <dd>{gapText()}</dd>
            </div>
          )}
          {isGap && item.expected !== undefined && (
            <div>
              <dt>{t('verify.gap.expected')}</dt>
              <dd>
                <Hash value={item.expected} of={t('verify.gap.expected')} whole />
              </dd>
            </div>
          )}
          {item.alternatives && (
            <div>
              <dt>{t('verify.alternatives')}</dt>
              <dd>
                <ul>
                  {item.alternatives.map((alternative) => (
                    <li key={alternative}>
                      <EvidenceText value={alternative} />
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
          )}
        </dl>
      )}
      {line < entries && <EntryView target={target} index={line} entries={entries} isExplained={!isGap} />}
      {line >= entries && entries > 0 && <EntryView target={target} index={entries - 1} entries={entries} />}
    </>
  )

  function gapText(): string {
    if (line === null || line === 0) return t('verify.gap.start')
    if (line >= entries) return t('verify.gap.end', { before: count(entries - 1) })
    return t('verify.gap.between', { before: count(line - 1), after: count(line) })
  }
}
