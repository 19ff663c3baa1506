import { useState } from 'react'
import type { CallError } from '#contract/operation.ts'
import { useBridge } from '../../api/call-context.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { go, hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'

/**
 * A case from a stick or from a colleague. Only where the host opens it in its place: a browser could only hand over a
 * copy, and notes written into a copy would be lost.
 */
export function OpenCaseFolder() {
  const t = useWords()
  const bridge = useBridge()
  const open = useWrite('cases.open-picked', ['cases.'])
  const [error, setError] = useState<CallError | null>(null)
  if (bridge.host !== 'electron') return null

  async function choose() {
    const picked = await bridge.pickEvidence({ want: 'folder' })
    if (!picked.ok) setError(picked.error)
    else if (picked.value !== null) {
      open.mutate(
        { pickedId: picked.value },
        {
          onSuccess: ({ caseId, evidenceCount }) =>
            go(hrefOf(`/case/${caseId}/${evidenceCount > 0 ? 'verify' : 'evidence'}`)),
          onError: ({ detail }) => setError(detail),
        },
      )
    }
  }
  return (
    <>
      <Button onClick={() => void choose()} busy={open.isPending}>
        {t('cases.open-folder')}
      </Button>
      {error && (
        <Dialog
          title={t('cases.open-folder')}
          onClose={() => setError(null)}
          actions={
            <Button onClick={() => setError(null)} data-autofocus>
              {t('ui.close')}
            </Button>
          }
        >
          <CallErrorNotice title={t('cases.not-opened')} error={error} safe={t('cases.nothing-changed')} />
        </Dialog>
      )}
    </>
  )
}
