import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import type { Run } from './types.ts'

interface Props {
  readonly run: Run
  /** null: nothing can be checked again in a read-only case. */
  readonly onAgain: (() => void) | null
}

/** What the answers would rest on today, where that is something else. */
export function ChangedSince({ run: { changed }, onAgain }: Props) {
  const t = useWords()
  const what = (['trust', 'keys', 'log'] as const).filter((each) => changed[each])
  if (what.length === 0) return null
  return (
    <Notice
      kind="warning"
      title={t('bundles.changed')}
      actions={onAgain === null ? undefined : <Button onClick={onAgain}>{t('bundles.verify.again')}</Button>}
    >
      {what.map((each) => (
        <p key={each}>{t(`bundles.changed.${each}`)}</p>
      ))}
    </Notice>
  )
}
