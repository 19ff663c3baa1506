import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Status } from '../../ui/Status.tsx'
import type { ReportView } from './types.ts'
import type { Report } from './use-report.ts'

interface Props {
  readonly leak: ReportView['leak']
  readonly job: Report['leak']
}

const TONES = { 'not run': 'unknown', passed: 'intact', refused: 'damaged', undecided: 'unknown' } as const

/** Whether a hidden figure can be worked out: a job of its own, with a limit, and undecided is said to be undecided. */
export function LeakVerdict({ leak, job }: Props) {
  const t = useWords()
  const seconds = leak.tookMs === null ? null : Math.max(0.1, Math.round(leak.tookMs / 100) / 10)
  return (
    <>
      <p aria-live="polite">
        <Status tone={job.isRunning ? 'unknown' : TONES[leak.state]}>
          {job.isRunning
            ? t('reports.leak.running', { limit: leak.limitSeconds })
            : t(`reports.leak.${leak.state}`, {
                limit: leak.limitSeconds,
                seconds: seconds ?? 0,
                n: leak.against.length,
              })}
        </Status>{' '}
        {job.isRunning ? (
          <Button onClick={job.job.cancel} busy={job.job.cancelling}>
            {t('reports.cancel')}
          </Button>
        ) : (
          leak.state !== 'passed' && <Button onClick={job.again}>{t('reports.leak.again')}</Button>
        )}
      </p>
      {job.failure && <CallErrorNotice title={t('reports.leak.failed')} error={job.failure} />}
    </>
  )
}
