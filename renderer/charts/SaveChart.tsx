import { useState } from 'react'
import type { CallError } from '#contract/operation.ts'
import type { ChartModel } from '#report/chart-model.ts'
import { twinAsText } from '#report/chart-words.ts'
import { chartSvg } from '#report/svg.ts'
import { useBridge } from '../api/call-context.ts'
import { useWords } from '../i18n/words.tsx'
import { useAnnounce } from '../ui/announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { CallErrorNotice } from '../ui/CallErrorNotice.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'
import { pngOf } from './picture.ts'

const TYPES = { svg: 'image/svg+xml', png: 'image/png' } as const
type Form = keyof typeof TYPES

/** One chart for a slide or an article, with its legend, notes and source; or its table for a spreadsheet. */
export function SaveChart({ chart }: { readonly chart: ChartModel }) {
  const t = useWords()
  const bridge = useBridge()
  const announce = useAnnounce()
  const [saving, setSaving] = useState<Form | null>(null)
  const [failure, setFailure] = useState<CallError | null>(null)

  async function save(form: Form) {
    setSaving(form)
    setFailure(null)
    try {
      const svg = chartSvg(chart)
      const saved = await bridge.saveFile(`${chart.id}.${form}`, TYPES[form], form === 'svg' ? svg : await pngOf(svg))
      if (!saved.ok) setFailure(saved.error)
      else if (saved.value) announce(t('reports.chart.saved'))
    } catch (error) {
      setFailure({ code: 'internal', message: error instanceof Error ? error.message : String(error) })
    } finally {
      setSaving(null)
    }
  }
  return (
    <>
      <p className="ReportChart-actions">
        {(['svg', 'png'] as const).map((form) => (
          <Button
            key={form}
            look="quiet"
            glyph="download"
            busy={saving === form}
            aria-label={t(`reports.chart.save.${form}.name`, { title: chart.title })}
            onClick={() => void save(form)}
          >
            {t(`reports.chart.save.${form}`)}
          </Button>
        ))}
        <CopyButton text={() => twinAsText(chart)} name={t('reports.chart.copy.name', { title: chart.title })}>
          {t('reports.chart.copy')}
        </CopyButton>
      </p>
      {failure && <CallErrorNotice title={t('reports.chart.not-saved')} error={failure} />}
    </>
  )
}
