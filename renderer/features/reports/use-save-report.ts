import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import type { Result } from '#core/result.ts'
import { useBridge } from '../../api/call-context.ts'
import { useWords } from '../../i18n/words.tsx'
import { useAnnounce } from '../../ui/announcer.tsx'

type Given = Result<Output<'reports.file'>, CallError>

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}

/** Saves a file of a report through the host's own saving. @param get asks for it by its path */
export function useSaveReport(get: (path: string) => Promise<Given>) {
  const t = useWords()
  const bridge = useBridge()
  const announce = useAnnounce()
  const [saving, setSaving] = useState<string | null>(null)
  const [failure, setFailure] = useState<CallError | null>(null)
  async function save(path: string) {
    setSaving(path)
    setFailure(null)
    const file = await get(path)
    const saved = file.ok
      ? await bridge.saveFile(file.value.name, file.value.mediaType, bytesOf(file.value.base64))
      : file
    setSaving(null)
    if (!saved.ok) setFailure(saved.error)
    else if (saved.value) announce(t('reports.saved'))
  }
  return { saving, failure, save: (path: string) => void save(path) }
}
export type SaveReport = ReturnType<typeof useSaveReport>
