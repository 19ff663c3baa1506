import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { useImports } from './imports.tsx'
import './DropZone.css'

interface Props {
  /** Into which case; null asks. */
  readonly caseId: string | null
}

/** Says that evidence may be dropped anywhere in the window, and offers the same to those who do not drag. */
export function DropZone({ caseId }: Props) {
  const t = useWords()
  const { pick } = useImports()
  return (
    <div className="DropZone">
      <p className="DropZone-text">
        <strong>{t('imports.drop')}</strong>
        <br />
        <span className="muted">{t('imports.drop.formats')}</span>
      </p>
      <div className="DropZone-actions">
        <Button look="primary" onClick={() => pick('file', caseId)}>
          {t('imports.choose-file')}
        </Button>
        <Button onClick={() => pick('folder', caseId)}>{t('imports.choose-folder')}</Button>
      </div>
    </div>
  )
}
