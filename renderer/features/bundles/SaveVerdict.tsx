import { useState } from 'react'
import type { CallError } from '#contract/operation.ts'
import { useBridge } from '../../api/call-context.ts'
import { useWords } from '../../i18n/words.tsx'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import type { ImportTarget } from './types.ts'

interface Props {
  readonly target: ImportTarget
  /** null: of every bundle of the import. */
  readonly no: number | null
}

/** The document that `bundle verify --json` prints, as a file. */
export function SaveVerdict({ target, no }: Props) {
  const t = useWords()
  const bridge = useBridge()
  const announce = useAnnounce()
  const [failure, setFailure] = useState<CallError | null>(null)
  async function save() {
    setFailure(null)
    const document = await bridge.call('bundles.document', { ...target, no })
    const saved = document.ok
      ? await bridge.saveFile(document.value.fileName, 'application/json', document.value.text)
      : document
    if (!saved.ok) setFailure(saved.error)
    else if (saved.value) announce(t('bundles.saved'))
  }
  return (
    <>
      <Button glyph="download" onClick={() => void save()}>
        {t('bundles.save')}
      </Button>
      {failure && <CallErrorNotice title={t('bundles.not-saved')} error={failure} safe={t('bundles.safe')} />}
    </>
  )
}
