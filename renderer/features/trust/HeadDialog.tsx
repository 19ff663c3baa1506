import { useMemo } from 'react'
import { useBridge } from '../../api/call-context.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { BytesView } from '../../ui/text/BytesView.tsx'
import type { RememberedHead } from './HeadSection.tsx'

interface Props {
  readonly head: RememberedHead
  readonly onClose: () => void
}

/** The signed note as it was remembered: to read, to save, to forget. */
export function HeadDialog({ head, onClose }: Props) {
  const t = useWords()
  const bridge = useBridge()
  const forget = useWrite('trust.forget-head', ['trust.', 'verify.result'])
  const bytes = useMemo(() => new TextEncoder().encode(head.note), [head.note])
  return (
    <Dialog
      wide
      title={t('trust.head.title', { size: head.size })}
      onClose={onClose}
      actions={
        <>
          <Button
            look="danger"
            busy={forget.isPending}
            onClick={() => forget.mutate({ headId: head.headId }, { onSuccess: onClose })}
          >
            {t('trust.head.forget')}
          </Button>
          <Button glyph="download" onClick={() => void bridge.saveFile(`${head.size}.note`, 'text/plain', head.note)}>
            {t('trust.head.save')}
          </Button>
          <Button onClick={onClose} data-autofocus>
            {t('ui.close')}
          </Button>
        </>
      }
    >
      <p className="muted">{t('trust.head.text')}</p>
      <BytesView label={t('trust.head.note')} bytes={bytes} offset={0} />
      {forget.isError && (
        <CallErrorNotice title={t('trust.head.not-forgotten')} error={forget.error.detail} safe={t('trust.safe')} />
      )}
    </Dialog>
  )
}
