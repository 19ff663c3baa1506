import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { ChooseCase } from './ChooseCase.tsx'
import { ConfirmImport } from './ConfirmImport.tsx'
import { useImports } from './imports.tsx'

/** What stands between choosing evidence and its import; most of the time nothing does. */
export function ImportDialog() {
  const t = useWords()
  const { step, close } = useImports()
  switch (step.at) {
    case 'idle':
      return null
    case 'sending':
      return (
        <Dialog
          title={t('imports.sending')}
          onClose={close}
          actions={<Button onClick={close}>{t('ui.cancel')}</Button>}
        >
          <Progress label={t('imports.sending.label')} bytesDone={step.bytesDone} bytesTotal={step.bytesTotal} />
          <p className="muted">{t('imports.sending.safe')}</p>
        </Dialog>
      )
    case 'looking':
      return (
        <Dialog
          title={t('imports.looking')}
          onClose={close}
          actions={<Button onClick={close}>{t('ui.cancel')}</Button>}
        >
          <p role="status">{t('imports.looking.text')}</p>
        </Dialog>
      )
    case 'choose-case':
      return <ChooseCase suggestedName={step.suggestedName} />
    case 'confirm':
      return <ConfirmImport caseId={step.caseId} preflight={step.preflight} />
    case 'refused':
      return (
        <Dialog
          title={t('imports.refused')}
          onClose={close}
          actions={
            <Button onClick={close} data-autofocus>
              {t('ui.close')}
            </Button>
          }
        >
          <CallErrorNotice title={t('imports.refused.title')} error={step.error} safe={t('imports.refused.safe')} />
        </Dialog>
      )
  }
}
