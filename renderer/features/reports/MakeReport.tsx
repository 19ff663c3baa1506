import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useJob } from '../../api/use-job.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Select } from '../../ui/Select.tsx'
import { Toggle } from '../../ui/Toggle.tsx'
import { ReportPages } from './ReportPages.tsx'
import type { Definition, Start, Target } from './types.ts'

interface Props {
  readonly target: Target
  readonly start: Start
}

/** Definition above, the report as built below. */
export function MakeReport({ target, start }: Props) {
  const t = useWords()
  const call = useCall()
  const [definition, setDefinition] = useState<Definition>({
    title: 'Requests for user data',
    publisher: '',
    period: start.suggested ?? '',
    threshold: start.threshold,
    withoutSections: [],
    words: {},
  })
  const [jobId, setJobId] = useState<string | null>(null)
  const [reportId, setReportId] = useState<string | null>(null)
  const build = useWrite('reports.build')
  const job = useJob(jobId, {
    onEnd: ({ state, result }) => {
      if (state === 'done') setReportId(result)
    },
  })
  const view = useQuery({
    ...readQuery(call, 'reports.view', { caseId: target.caseId, reportId: reportId ?? '' }),
    enabled: reportId !== null,
  })
  const change = (part: Partial<Definition>) => setDefinition({ ...definition, ...part })
  const isRunning = jobId !== null && (job.status === null || job.status.state === 'running')

  function run(next: Definition) {
    setDefinition(next)
    build.mutate(
      { ...target, definition: { ...next, withoutSections: [...next.withoutSections], words: { ...next.words } } },
      { onSuccess: ({ jobId: id }) => setJobId(id) },
    )
  }
  const failed = build.error?.detail ?? (job.status?.state === 'failed' ? job.status.error : null)
  return (
    <>
      <form
        className="Reports-form"
        onSubmit={(event) => {
          event.preventDefault()
          run(definition)
        }}
      >
        <TextField
          label={t('reports.form.title')}
          value={definition.title}
          onChange={(title) => change({ title })}
          required
          maxLength={300}
        />
        <TextField
          label={t('reports.form.publisher')}
          value={definition.publisher}
          onChange={(publisher) => change({ publisher })}
          maxLength={300}
        />
        <Select
          label={t('reports.form.period')}
          value={definition.period}
          options={start.periods.map(({ id, requests }) => ({
            value: id,
            label: t('reports.form.period-option', { id, requests }),
          }))}
          onChange={(period) => change({ period })}
        />
        <TextField
          label={t('reports.form.threshold')}
          hint={t('reports.form.threshold.hint')}
          type="number"
          min={2}
          max={100}
          value={String(definition.threshold)}
          onChange={(text) => change({ threshold: Math.max(2, Math.min(100, Math.round(Number(text) || 2))) })}
        />
        <details className="Reports-sections">
          <summary>{t('reports.form.sections')}</summary>
          <div>
            {start.sections.map(({ id, title, needed }) => (
              <Toggle
                key={id}
                checked={!definition.withoutSections.includes(id)}
                disabled={needed}
                onChange={(isIn) =>
                  change({
                    withoutSections: isIn
                      ? definition.withoutSections.filter((one) => one !== id)
                      : [...definition.withoutSections, id],
                  })
                }
              >
                {title}
              </Toggle>
            ))}
          </div>
        </details>
        <div>
          <Button type="submit" look="primary" busy={isRunning || build.isPending}>
            {t(reportId === null ? 'reports.form.build' : 'reports.form.again')}
          </Button>
        </div>
      </form>
      {isRunning && (
        <Progress
          label={t('reports.building')}
          bytesDone={0}
          bytesTotal={0}
          {...(job.status ? { phase: job.status.phase } : {})}
        />
      )}
      {failed && <CallErrorNotice title={t('reports.failed')} error={failed} safe={t('reports.failed.safe')} />}
      {reportId !== null && view.isPending && <Loading>{t('reports.building')}</Loading>}
      {view.isError && (
        <CallErrorNotice title={t('reports.failed')} error={view.error.detail} safe={t('reports.failed.safe')} />
      )}
      {reportId !== null && view.data && (
        <ReportPages
          key={reportId}
          target={target}
          reportId={reportId}
          view={view.data}
          onWords={(words) => run({ ...definition, words })}
        />
      )}
    </>
  )
}
