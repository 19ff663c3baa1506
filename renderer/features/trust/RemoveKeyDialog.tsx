import { useWrite } from '../../api/use-write.ts'
import { Say, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { TrustedKey } from './KeySection.tsx'

interface Props {
  readonly about: TrustedKey
  readonly onClose: () => void
}

export function RemoveKeyDialog({ about, onClose }: Props) {
  const t = useWords()
  const remove = useWrite('trust.remove-key', ['trust.', 'verify.result'])
  return (
    <Dialog
      title={t('trust.key.remove.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose} data-autofocus>
            {t('ui.cancel')}
          </Button>
          <Button
            look="danger"
            busy={remove.isPending}
            onClick={() => remove.mutate({ vkey: about.vkey }, { onSuccess: onClose })}
          >
            {t('trust.key.remove')}
          </Button>
        </>
      }
    >
      <p>
        <Say
          id="trust.key.remove.text"
          values={{ key: <EvidenceText key="key" value={`${about.name}+${about.keyId}`} /> }}
        />
      </p>
      {remove.isError && (
        <CallErrorNotice title={t('trust.key.not-removed')} error={remove.error.detail} safe={t('trust.safe')} />
      )}
    </Dialog>
  )
}
