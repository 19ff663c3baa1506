import { useQuery } from '@tanstack/react-query'
import { figureInWords } from '#report/figure-words.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { Filter } from './FilterBar.tsx'
import type { LogTarget } from './NewestLog.tsx'

interface Props {
  readonly target: LogTarget
  readonly figure: NonNullable<Filter['behind']>
  readonly onClear: () => void
}

/** The list is what one figure of a report counts: which, how many requests that is, and a cross to see all again. */
export function BehindFigure({ target, figure, onClear }: Props) {
  const t = useWords()
  const query = useQuery(readQuery(useCall(), 'requests.list', { ...target, filter: { behind: figure }, limit: 1 }))
  const label = t('requests.filter.behind')
  return (
    <div className="FilterMenu FilterMenu-on BehindFigure">
      <span>
        {label}: <EvidenceText value={figureInWords(figure)} />
        {query.data && ` (${t('requests.filter.behind.count', { requests: query.data.matching })})`}
      </span>
      <button type="button" className="FilterMenu-clear" aria-label={t('ui.filter.clear', { label })} onClick={onClear}>
        <Glyph name="cross" />
      </button>
    </div>
  )
}
