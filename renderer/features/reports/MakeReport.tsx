import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { DefinitionForm } from './DefinitionForm.tsx'
import { ReportPages } from './ReportPages.tsx'
import type { Start, Target } from './types.ts'
import { useReport } from './use-report.ts'

interface Props {
  readonly target: Target
  readonly start: Start
}

/** Definition above, the report as built below. */
export function MakeReport({ target, start }: Props) {
  const t = useWords()
  const report = useReport(target, start)
  const { build, definition, reportId, view } = report
  return (
    <>
      <DefinitionForm caseId={target.caseId} start={start} report={report} />
      {build.isRunning && reportId === null && (
        <Progress
          label={t('reports.building')}
          bytesDone={0}
          bytesTotal={0}
          {...(build.job.status ? { phase: build.job.status.phase, entriesDone: 0 } : {})}
        >
          <Button onClick={build.job.cancel} busy={build.job.cancelling}>
            {t('reports.cancel')}
          </Button>
        </Progress>
      )}
      {build.failure && (
        <CallErrorNotice title={t('reports.failed')} error={build.failure} safe={t('reports.failed.safe')} />
      )}
      {reportId !== null && view.isPending && <Loading>{t('reports.building')}</Loading>}
      {view.isError && (
        <CallErrorNotice title={t('reports.failed')} error={view.error.detail} safe={t('reports.failed.safe')} />
      )}
      {reportId !== null && view.data && (
        <ReportPages
          target={target}
          reportId={reportId}
          view={view.data}
          report={report}
          onDefinition={(part) => report.run({ ...definition, ...part })}
        />
      )}
    </>
  )
}
