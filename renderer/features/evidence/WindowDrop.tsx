import { useEffect, useEffectEvent, useState } from 'react'
import { useMaybeCase } from '../../api/case-context.ts'
import { useWords } from '../../i18n/words.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { useImports } from './imports.tsx'
import './WindowDrop.css'

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

/** The whole window takes evidence, on every screen; anything else that is dropped goes nowhere. */
export function WindowDrop() {
  const t = useWords()
  const opened = useMaybeCase()
  const { drop } = useImports()
  const [depth, setDepth] = useState(0)

  const onDrop = useEffectEvent((event: DragEvent) => {
    setDepth(0)
    const dropped = event.dataTransfer
    if (dropped === null || dropped.files.length + dropped.items.length === 0) return
    const name = dropped.files.length === 1 ? (dropped.files[0]?.name ?? '') : ''
    drop(dropped, name, opened !== null && !opened.readOnly ? opened.caseId : null)
  })
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
    }
    const enter = (event: DragEvent) => carriesFiles(event) && setDepth((before) => before + 1)
    const leave = (event: DragEvent) => carriesFiles(event) && setDepth((before) => Math.max(0, before - 1))
    const dropListener = (event: DragEvent) => {
      event.preventDefault()
      onDrop(event)
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', dropListener)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', dropListener)
    }
  }, [])

  if (depth === 0) return null
  return (
    <div className="WindowDrop" role="status">
      <p>
        <Glyph name="upload" />
        {opened !== null && !opened.readOnly ? (
          <span>
            {t('imports.drop-into')} <EvidenceText value={opened.name} />
          </span>
        ) : (
          <span>{t('imports.drop-anywhere')}</span>
        )}
      </p>
    </div>
  )
}
