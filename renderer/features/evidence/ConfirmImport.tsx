import { useFigures, useWords } from '../../i18n/words.tsx'
import { go, hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { Preflight } from './import-flow.ts'
import { useImports } from './imports.tsx'

interface Props {
  readonly caseId: string
  readonly preflight: Preflight
}

/** Seen before, or too large for the disk: the reader decides, knowing what was found. */
export function ConfirmImport({ caseId, preflight }: Props) {
  const t = useWords()
  const { bytes } = useFigures()
  const { close, confirm } = useImports()
  const { name, kind, files, sizeBytes, freeBytes, neededBytes, enoughSpace, seenBefore } = preflight
  return (
    <Dialog
      title={t(enoughSpace ? 'imports.seen' : 'imports.no-space')}
      onClose={close}
      actions={
        <>
          {enoughSpace && <Button onClick={confirm}>{t('imports.import-again')}</Button>}
          {seenBefore !== null && (
            <Button
              look="primary"
              data-autofocus
              onClick={() => {
                close()
                go(hrefOf(`/case/${caseId}/${kind === 'bundles' ? 'bundles' : 'verify'}/${seenBefore}`))
              }}
            >
              {t('imports.open-seen')}
            </Button>
          )}
          {seenBefore === null && (
            <Button onClick={close} data-autofocus>
              {t('ui.close')}
            </Button>
          )}
        </>
      }
    >
      <p>
        <EvidenceText value={name} />
        {': '}
        {t('imports.facts', { kind: t(`evidence.kind.${kind}`), files, size: bytes(sizeBytes) })}
      </p>
      {!enoughSpace && (
        <Notice kind="error" title={t('imports.no-space.title')}>
          {t('imports.no-space.text', { size: bytes(neededBytes), free: bytes(freeBytes) })}
        </Notice>
      )}
      {seenBefore !== null && <p>{t('imports.seen.text')}</p>}
    </Dialog>
  )
}
