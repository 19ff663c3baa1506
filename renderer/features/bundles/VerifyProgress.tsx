import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Progress } from '../../ui/Progress.tsx'
import type { useVerifyBundles } from './use-verify-bundles.ts'

/** A run of checks under way, or why it failed. */
export function VerifyProgress({ verify }: { readonly verify: ReturnType<typeof useVerifyBundles> }) {
  const t = useWords()
  const { job, isRunning, failure } = verify
  if (failure !== null) {
    return <CallErrorNotice title={t('bundles.verify.failed')} error={failure} safe={t('bundles.verify.failed.safe')} />
  }
  if (!isRunning) return null
  const { status } = job
  return (
    <Progress
      label={t('bundles.verifying')}
      bytesDone={status?.bytesDone ?? 0}
      bytesTotal={status?.bytesTotal ?? 0}
      bytesPerSecond={status?.bytesPerSecond ?? 0}
      remainingMs={status?.remainingMs ?? null}
      {...(status ? { phase: status.phase } : {})}
    >
      <Button look="quiet" busy={job.cancelling} onClick={job.cancel}>
        {t('bundles.verify.cancel')}
      </Button>
    </Progress>
  )
}
