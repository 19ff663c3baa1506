import { useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { ReportChart } from '../../charts/ReportChart.tsx'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { goQuery, usePlace } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Status } from '../../ui/Status.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { Differences } from './Differences.tsx'
import { FiguresPage } from './FiguresPage.tsx'
import { GateFailures } from './GateFailures.tsx'
import { LeakVerdict } from './LeakVerdict.tsx'
import { PublishDialog } from './PublishDialog.tsx'
import { ReportFiles, SaveButtons } from './ReportFiles.tsx'
import type { Definition, ReportView, Target } from './types.ts'
import type { Report } from './use-report.ts'
import { useSaveReport } from './use-save-report.ts'
import { WordsEditor } from './WordsEditor.tsx'

const PAGES = ['preview', 'figures', 'charts', 'words', 'checks', 'changes', 'files'] as const
type Page = (typeof PAGES)[number]

/** Parts of a definition that show in a report. */
const PARTS = [
  'title',
  'publisher',
  'period',
  'threshold',
  'withoutSections',
  'words',
  'footnotes',
  'imported',
] as const
const NOTHING: Partial<Record<(typeof PARTS)[number], unknown>> = {
  withoutSections: [],
  words: {},
  footnotes: [],
  imported: [],
}

/** Members in one order, whoever wrote them down. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, own]) => [name, sorted(own)]),
  )
}

function isOther(one: Definition, other: Definition): boolean {
  const text = (from: Definition, part: (typeof PARTS)[number]) => JSON.stringify(sorted(from[part] ?? NOTHING[part]))
  return PARTS.some((part) => text(one, part) !== text(other, part))
}

interface Props {
  readonly target: Target
  readonly reportId: string
  readonly view: ReportView
  readonly report: Report
  /** Builds again with these parts changed. */
  readonly onDefinition: (part: Partial<Definition>) => void
}

/** A built report: verdict first, then as the public sees it, its charts, its words and its checks. */
export function ReportPages({ target, reportId, view, report, onDefinition }: Props) {
  const t = useWords()
  const call = useCall()
  const asked = usePlace().query.get('page')
  const page = PAGES.find((one) => one === asked) ?? 'preview'
  const [isPublishing, setPublishing] = useState(false)
  const { caseId } = target
  const saving = useSaveReport((path) => call('reports.file', { caseId, reportId, path }))
  const { obstacles, figures, gate, changes, earlier } = view
  const { count } = useFigures()
  const isStale = isOther(report.definition, view.definition)
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
          <SaveButtons saving={saving} paths={['report.html', 'report.pdf', 'report.zip']} />
          <Button look="primary" disabled={obstacles.length > 0 || isStale} onClick={() => setPublishing(true)}>
            {t('reports.publish')}
          </Button>
        </div>
        {isStale && <Notice kind="warning" title={t('reports.view.stale')} />}
        {saving.failure && page !== 'files' && (
          <CallErrorNotice title={t('reports.save.failed')} error={saving.failure} />
        )}
      </div>
      <Tabs<Page>
        label={t('reports.view.tabs')}
        tabs={PAGES.map((id) => ({
          id,
          label: t(`reports.tab.${id}`),
          ...(id === 'checks' && obstacles.length > 0 ? { count: count(obstacles.length) } : {}),
          ...(id === 'changes' && changes.length > 0 ? { count: count(changes.length) } : {}),
        }))}
        selected={page}
        onSelect={(id) => goQuery({ page: id })}
      >
        <div className="Reports-tab">
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
              view={view}
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
                <GateFailures failures={gate.failures} tables={view.tables} />
              </Section>
            </>
          )}
          {page === 'files' && (
            <ReportFiles files={[...view.files, { path: 'report.pdf', bytes: null }]} saving={saving} />
          )}
          {page === 'changes' && (
            <Differences
              differences={changes}
              none={t(earlier.length === 0 ? 'reports.changes.first' : 'reports.changes.none')}
              caption={t('reports.changes.caption', { n: changes.length, id: earlier[0]?.publishedId ?? '' })}
            />
          )}
        </div>
      </Tabs>
      {isPublishing && (
        <PublishDialog
          caseId={target.caseId}
          reportId={reportId}
          period={view.period}
          changes={changes.length}
          onClose={() => setPublishing(false)}
        />
      )}
    </>
  )
}
