import { useJob } from '../../api/use-job.ts'
import { Say, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { ImportJob } from './import-flow.ts'

/** One import under way. That it has ended is told by the line in the navigation, which is on every screen. */
export function ImportProgress({ job }: { readonly job: ImportJob }) {
  const t = useWords()
  const { status, error, cancel, cancelling } = useJob(job.jobId)
  if (error) return <CallErrorNotice title={t('imports.lost')} error={error.detail} safe={t('imports.lost.safe')} />
  return (
    <Progress
      label={<Say id="imports.importing" values={{ name: <EvidenceText key="name" value={job.name} /> }} />}
      phase={status?.phase ?? t('imports.starting')}
      bytesDone={status?.bytesDone ?? 0}
      bytesTotal={status?.bytesTotal ?? 0}
      bytesPerSecond={status?.bytesPerSecond ?? 0}
      remainingMs={status?.remainingMs ?? null}
      entriesDone={status?.entriesDone ?? 0}
    >
      <Button onClick={cancel} busy={cancelling} aria-label={t('imports.cancel.name', { name: job.name })}>
        {t('imports.cancel')}
      </Button>
    </Progress>
  )
}
