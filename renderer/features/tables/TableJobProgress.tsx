import type { JobStatus } from '../../api/use-job.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { Progress } from '../../ui/Progress.tsx'

interface Props {
  readonly label: string
  readonly job: {
    readonly isRunning: boolean
    readonly status: JobStatus | null
    readonly cancel: () => void
    readonly cancelling: boolean
  }
}

/** What a running job does, how far it is, and a way to stop it. Nothing when none runs. */
export function TableJobProgress({ label, job: { isRunning, status, cancel, cancelling } }: Props) {
  const t = useWords()
  if (!isRunning) return null
  return (
    <Progress
      label={label}
      phase={status?.phase ?? t('tables.job.starting')}
      bytesDone={status?.bytesDone ?? 0}
      bytesTotal={status?.bytesTotal ?? 0}
    >
      <Button onClick={cancel} busy={cancelling}>
        {t('tables.job.cancel')}
      </Button>
    </Progress>
  )
}
