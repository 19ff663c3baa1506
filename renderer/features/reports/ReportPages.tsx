import { useState } from 'react'
import type { CallError } from '#contract/operation.ts'
import { useBridge } from '../../api/call-context.ts'
import { ReportChart } from '../../charts/ReportChart.tsx'
import { useWords } from '../../i18n/words.tsx'
import { goQuery, usePlace } from '../../router.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Status } from '../../ui/Status.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { Differences } from './Differences.tsx'
import { FiguresPage } from './FiguresPage.tsx'
import { LeakVerdict } from './LeakVerdict.tsx'
import { PublishDialog } from './PublishDialog.tsx'
import type { Definition, ReportView, Target } from './types.ts'
import type { Report } from './use-report.ts'
import { WordsEditor } from './WordsEditor.tsx'

const PAGES = ['preview', 'figures', 'charts', 'words', 'checks', 'changes'] as const
type Page = (typeof PAGES)[number]

interface Props {
  readonly target: Target
  readonly reportId: string
  readonly view: ReportView
  readonly report: Report
  /** Builds again with these parts changed. */
  readonly onDefinition: (part: Partial<Definition>) => void
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}

/** A built report: verdict first, then as the public sees it, its charts, its words and its checks. */
export function ReportPages({ target, reportId, view, report, onDefinition }: Props) {
  const t = useWords()
  const bridge = useBridge()
  const announce = useAnnounce()
  const asked = usePlace().query.get('page')
  const page = PAGES.find((one) => one === asked) ?? 'preview'
  const [isPublishing, setPublishing] = useState(false)
  const [saving, setSaving] = useState<string | null>(null)
  const [failure, setFailure] = useState<CallError | null>(null)
  const { obstacles, figures, gate, changes, earlier } = view

  async function save(path: string) {
    setSaving(path)
    setFailure(null)
    const file = await bridge.call('reports.file', { caseId: target.caseId, reportId, path })
    const saved = file.ok
      ? await bridge.saveFile(file.value.name, file.value.mediaType, bytesOf(file.value.base64))
      : file
    setSaving(null)
    if (!saved.ok) setFailure(saved.error)
    else if (saved.value) announce(t('reports.saved'))
  }
  return (
    <>
      <div className="Reports-verdict">
        <p>
          <Status tone={obstacles.length === 0 ? 'intact' : report.leak.isRunning ? 'unknown' : 'damaged'}>
            {obstacles.length === 0 ? t('reports.view.ready') : t('reports.view.stopped', { n: obstacles.length })}
          </Status>
        </p>
        <LeakVerdict leak={view.leak} job={report.leak} />
        <p className="Reports-muted">
          {t('reports.view.figures', { ...figures, checked: gate.checked, failed: gate.failures.length })}
        </p>
        <div className="Reports-actions">
          <Button glyph="download" busy={saving === 'report.html'} onClick={() => void save('report.html')}>
            {t('reports.save.html')}
          </Button>
          <Button glyph="download" busy={saving === 'report.pdf'} onClick={() => void save('report.pdf')}>
            {t('reports.save.pdf')}
          </Button>
          <Button glyph="download" busy={saving === 'report.zip'} onClick={() => void save('report.zip')}>
            {t('reports.save.zip')}
          </Button>
          <Button look="primary" disabled={obstacles.length > 0} onClick={() => setPublishing(true)}>
            {t('reports.publish')}
          </Button>
        </div>
        {failure && <CallErrorNotice title={t('reports.save.failed')} error={failure} />}
      </div>
      <Tabs<Page>
        label={t('reports.view.tabs')}
        tabs={PAGES.map((id) => ({
          id,
          label: t(`reports.tab.${id}`),
          ...(id === 'checks' && obstacles.length > 0 ? { count: String(obstacles.length) } : {}),
          ...(id === 'changes' && changes.length > 0 ? { count: String(changes.length) } : {}),
        }))}
        selected={page}
        onSelect={(id) => goQuery({ page: id })}
      >
        {page === 'preview' && (
          <iframe className="Reports-preview" title={t('reports.preview.label')} sandbox="" srcDoc={view.html} />
        )}
        {page === 'charts' && (
          <div className="Reports-charts">
            {view.charts.map((chart) => (
              <ReportChart key={chart.id} chart={chart} />
            ))}
          </div>
        )}
        {page === 'figures' && (
          <FiguresPage
            target={target}
            reportId={reportId}
            view={view}
            onFootnotes={(footnotes) => onDefinition({ footnotes })}
          />
        )}
        {page === 'words' && (
          <WordsEditor
            sections={view.sections}
            words={report.definition.words ?? {}}
            onChange={(words) => report.change({ words })}
            onApply={() => onDefinition({})}
          />
        )}
        {page === 'checks' && (
          <>
            {obstacles.length === 0 ? (
              <p>
                <Status tone="intact">{t('reports.checks.none')}</Status>
              </p>
            ) : (
              <Section title={t('reports.checks.obstacles')}>
                <ul className="Reports-obstacles">
                  {obstacles.map((text) => (
                    <li key={text}>
                      <EvidenceText value={text} />
                    </li>
                  ))}
                </ul>
              </Section>
            )}
            <Section title={t('reports.checks.gate')}>
              <p>
                {t('reports.checks.gate.text', {
                  checked: gate.checked,
                  failed: gate.failures.length,
                  na: gate.notApplicable,
                })}
              </p>
            </Section>
          </>
        )}
        {page === 'changes' && (
          <Differences
            differences={changes}
            none={t(earlier.length === 0 ? 'reports.changes.first' : 'reports.changes.none')}
            caption={t('reports.changes.caption', { n: changes.length, id: earlier[0]?.publishedId ?? '' })}
          />
        )}
      </Tabs>
      {isPublishing && (
        <PublishDialog
          caseId={target.caseId}
          reportId={reportId}
          period={view.period}
          needsNote={changes.length > 0}
          onClose={() => setPublishing(false)}
        />
      )}
    </>
  )
}
