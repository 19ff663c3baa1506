import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { useImports } from '../evidence/imports.tsx'

interface Props {
  readonly caseId: string
  /** There are none yet: what the reader came for. */
  readonly isFirst?: boolean
}

/** A .zip, or a folder that is a bundle or holds many; dropping works everywhere in the window. */
export function ImportBundles({ caseId, isFirst = false }: Props) {
  const t = useWords()
  const { pick } = useImports()
  return (
    <>
      <Button look={isFirst ? 'primary' : 'plain'} onClick={() => pick('folder', caseId)}>
        {t('bundles.import.folder')}
      </Button>
      <Button onClick={() => pick('file', caseId)}>{t('bundles.import.file')}</Button>
    </>
  )
}
