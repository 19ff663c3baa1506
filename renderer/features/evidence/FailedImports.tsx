import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { useImports } from './imports.tsx'

/** Imports that ended badly stay in sight until the reader puts them away. */
export function FailedImports({ caseId }: { readonly caseId: string }) {
  const t = useWords()
  const { failed, dismiss } = useImports()
  return failed
    .filter(({ job }) => job.caseId === caseId)
    .map(({ job, error }) => (
      <CallErrorNotice
        key={job.jobId}
        title={t('imports.failed', { name: job.name })}
        error={error}
        safe={t('imports.failed.safe')}
        actions={<Button onClick={() => dismiss(job.jobId)}>{t('ui.close')}</Button>}
      />
    ))
}
