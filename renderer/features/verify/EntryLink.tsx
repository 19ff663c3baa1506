import { useWords } from '../../i18n/words.tsx'
import { changed, hrefOf, usePlace } from '../../router.ts'

/** To an entry of the same evidence, on this screen. */
export function EntryLink({ index }: { readonly index: number }) {
  const t = useWords()
  const { path, query } = usePlace()
  return (
    <a href={hrefOf(path, changed(query, { tab: 'entries', entry: index, damage: null }))}>
      {t('verify.entry.title', { index })}
    </a>
  )
}
