import type { CaseSummary } from '../../api/case-context.ts'
import { useWrite } from '../../api/use-write.ts'
import { Say, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'

interface Props {
  readonly about: CaseSummary
  readonly onClose: () => void
}

export function ForgetCaseDialog({ about, onClose }: Props) {
  const t = useWords()
  const forget = useWrite('cases.forget', ['cases.recent'])
  return (
    <Dialog
      title={t('cases.forget.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose} data-autofocus>
            {t('ui.cancel')}
          </Button>
          <Button
            busy={forget.isPending}
            onClick={() => forget.mutate({ caseId: about.caseId }, { onSuccess: onClose })}
          >
            {t('cases.forget')}
          </Button>
        </>
      }
    >
      <p>
        <Say id="cases.forget.text" values={{ name: <EvidenceText key="name" value={about.name} /> }} />
      </p>
      {forget.isError && (
        <CallErrorNotice
          title={t('cases.not-forgotten')}
          error={forget.error.detail}
          safe={t('cases.nothing-changed')}
        />
      )}
    </Dialog>
  )
}
