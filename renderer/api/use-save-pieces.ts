import { useState } from 'react'
import type { Input, Name, Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { useWords } from '../i18n/words.tsx'
import { useAnnounce } from '../ui/announcer.tsx'
import { useBridge } from './call-context.ts'

/** Operations that give a file as text, piece by piece. */
type InPieces = {
  [N in Name]: Output<N> extends { fileName: string; text: string; nextCursor: string | null } ? N : never
}[Name]

/** Operations that give it whole. */
type AtOnce = {
  [N in Name]: Output<N> extends { fileName: string; text: string; nextCursor?: never } ? N : never
}[Name]

const MEDIA_TYPES = { csv: 'text/csv', json: 'application/json', jsonl: 'application/jsonl' } as const

/** Saves what an export gives, all pieces as one file; says when it is done. */
export function useSavePieces() {
  const bridge = useBridge()
  const announce = useAnnounce()
  const t = useWords()
  const [failure, setFailure] = useState<CallError | null>(null)
  const [busy, setBusy] = useState(false)

  async function pieces<N extends InPieces>(name: N, input: Input<N>): Promise<CallError | null> {
    const texts: string[] = []
    let cursor: string | null = null
    let fileName = ''
    do {
      const piece: Awaited<ReturnType<typeof bridge.call<InPieces>>> = await bridge.call<InPieces>(name, {
        ...input,
        cursor,
      } as Input<InPieces>)
      if (!piece.ok) return piece.error
      texts.push(piece.value.text)
      cursor = piece.value.nextCursor
      fileName = piece.value.fileName
    } while (cursor !== null)
    return saveText(fileName, texts.join(''))
  }

  async function atOnce<N extends AtOnce>(name: N, input: Input<N>): Promise<CallError | null> {
    const file: Awaited<ReturnType<typeof bridge.call<AtOnce>>> = await bridge.call<AtOnce>(
      name,
      input as Input<AtOnce>,
    )
    return file.ok ? saveText(file.value.fileName, file.value.text) : file.error
  }

  async function saveText(fileName: string, text: string): Promise<CallError | null> {
    const extension = fileName.slice(fileName.lastIndexOf('.') + 1)
    const mediaType = extension in MEDIA_TYPES ? MEDIA_TYPES[extension as keyof typeof MEDIA_TYPES] : 'text/plain'
    const saved = await bridge.saveFile(fileName, mediaType, text)
    if (!saved.ok) return saved.error
    if (saved.value) announce(t('ui.saved', { name: fileName }))
    return null
  }

  async function atWork(work: () => Promise<CallError | null>): Promise<void> {
    setBusy(true)
    setFailure(null)
    setFailure(await work())
    setBusy(false)
  }

  return {
    failure,
    busy,
    save: <N extends InPieces>(name: N, input: Input<N>) => atWork(() => pieces(name, input)),
    saveWhole: <N extends AtOnce>(name: N, input: Input<N>) => atWork(() => atOnce(name, input)),
  }
}
