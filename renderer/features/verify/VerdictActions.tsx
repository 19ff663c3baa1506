import { useState } from 'react'
import type { CallError } from '#contract/operation.ts'
import { useBridge } from '../../api/call-context.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { useCommands } from '../../ui/commands.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import type { Target, VerifyDocument } from './types.ts'

interface Props {
  readonly target: Target
  readonly document: VerifyDocument
  readonly onAgain: () => void
}

interface Failure {
  readonly title: string
  readonly error: CallError
}

/** Take the receipt, remember the head, take the proof of a fork, verify again. */
export function VerdictActions({ target, document, onAgain }: Props) {
  const t = useWords()
  const bridge = useBridge()
  const announce = useAnnounce()
  const [failure, setFailure] = useState<Failure | null>(null)
  const pin = useWrite('verify.pin-head', ['trust.', 'verify.result'])
  const hasFork = document.completeness.fork !== undefined
  const canPin = document.heads.some(({ status, newest }) => status === 'verified' && newest)

  async function saveReceipt() {
    const receipt = await bridge.call('verify.receipt', target)
    const saved = receipt.ok
      ? await bridge.saveFile(receipt.value.fileName, 'application/json', receipt.value.text)
      : receipt
    if (!saved.ok) setFailure({ title: t('verify.receipt.failed'), error: saved.error })
    else if (saved.value) announce(t('verify.receipt.saved'))
  }
  async function saveFork() {
    const fork = await bridge.call('verify.fork', target)
    if (!fork.ok) return setFailure({ title: t('verify.fork.failed'), error: fork.error })
    for (const [name, note] of [
      ['a.note', fork.value.a],
      ['b.note', fork.value.b],
    ] as const) {
      const saved = await bridge.saveFile(name, 'text/plain', note)
      if (!saved.ok) return setFailure({ title: t('verify.fork.failed'), error: saved.error })
      if (!saved.value) return
    }
    announce(t('verify.fork.saved'))
  }
  const pinHead = () =>
    pin.mutate(target, {
      onSuccess: ({ size, alreadyKnown }) =>
        announce(t(alreadyKnown ? 'verify.pin.known' : 'verify.pin.done', { size })),
      onError: ({ detail }) => setFailure({ title: t('verify.pin.failed'), error: detail }),
    })

  const group = t('verify.title')
  useCommands('verdict', [
    { id: 'receipt', label: t('verify.receipt.save'), group, keys: 'r', run: () => void saveReceipt() },
    ...(canPin ? [{ id: 'pin', label: t('verify.pin'), group, keys: 'p', run: pinHead }] : []),
    ...(hasFork ? [{ id: 'fork', label: t('verify.fork'), group, run: () => void saveFork() }] : []),
    { id: 'again', label: t('verify.again'), group, keys: 'a', run: onAgain },
  ])
  return (
    <>
      <Button glyph="download" onClick={saveReceipt}>
        {t('verify.receipt')}
      </Button>
      {hasFork && (
        <Button glyph="download" onClick={saveFork}>
          {t('verify.fork')}
        </Button>
      )}
      <Button
        onClick={pinHead}
        busy={pin.isPending}
        disabled={!canPin}
        title={canPin ? undefined : t('verify.pin.none')}
      >
        {t('verify.pin')}
      </Button>
      <Button onClick={onAgain}>{t('verify.again')}</Button>
      {failure && (
        <Dialog
          title={failure.title}
          onClose={() => setFailure(null)}
          actions={
            <Button onClick={() => setFailure(null)} data-autofocus>
              {t('ui.close')}
            </Button>
          }
        >
          <CallErrorNotice title={failure.title} error={failure.error} safe={t('cases.nothing-changed')} />
        </Dialog>
      )}
    </>
  )
}
