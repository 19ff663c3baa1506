import { useWords } from '../../i18n/words.tsx'
import { EvidenceText } from '../text/Reveal.tsx'

interface Props {
  readonly shown: number
  readonly total: number
  /** In words; '' for none. */
  readonly filter?: string
  /** Which evidence the rows were taken from. */
  readonly source: string
}

/** What a table shows, of how many, through which filter, from where. */
export function RowAccount({ shown, total, filter = '', source }: Props) {
  const t = useWords()
  return (
    <p className="RowAccount">
      {t('ui.account.shown', { shown, total })} {filter !== '' && `${t('ui.account.filter', { filter })} `}
      {source !== '' && (
        <>
          {t('ui.account.source')} <EvidenceText value={source} />
        </>
      )}
    </p>
  )
}
