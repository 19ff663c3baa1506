import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { CallError } from '#contract/operation.ts'
import { useBridge, useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useJob } from '../../api/use-job.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { goQuery, usePlace } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Select } from '../../ui/Select.tsx'
import type { Target } from './types.ts'
import { VerifiedReport } from './VerifiedReport.tsx'

/** A published report, kept here or given by somebody, held against this log on three levels. */
export function VerifyPublished({ target }: { readonly target: Target }) {
  const t = useWords()
  const bridge = useBridge()
  const call = useCall()
  const which = usePlace().query.get('which')
  const published = useQuery(readQuery(call, 'reports.published', { caseId: target.caseId }))
  const [jobId, setJobId] = useState<string | null>(null)
  const [verificationId, setVerificationId] = useState<string | null>(null)
  const [failure, setFailure] = useState<CallError | null>(null)
  const verify = useWrite('reports.verify')
  const job = useJob(jobId, {
    onEnd: ({ state, result, error }) => {
      setJobId(null)
      if (state === 'done') setVerificationId(result)
      else setFailure(error)
    },
  })
  const found = useQuery({
    ...readQuery(call, 'reports.verification', { caseId: target.caseId, verificationId: verificationId ?? '' }),
    enabled: verificationId !== null,
  })
  function run(one: { publishedId: string | null; pickedId: string | null }) {
    setFailure(null)
    setVerificationId(null)
    verify.mutate(
      { ...target, ...one },
      { onSuccess: ({ jobId: id }) => setJobId(id), onError: ({ detail }) => setFailure(detail) },
    )
  }
  // The way here from a published report: its verification was asked for there.
  const runNamed = useEffectEvent((publishedId: string) => run({ publishedId, pickedId: null }))
  useEffect(() => {
    if (which !== null) runNamed(which)
  }, [which])

  async function pick(want: 'file' | 'folder') {
    const picked = await bridge.pickEvidence({ want })
    if (!picked.ok) return setFailure(picked.error)
    if (picked.value === null) return
    goQuery({ which: null })
    run({ publishedId: null, pickedId: picked.value })
  }
  const isRunning = jobId !== null || verify.isPending
  const reports = published.data?.reports ?? []
  return (
    <>
      <p className="Screen-lead">{t('reports.verify.intro')}</p>
      <div className="Reports-actions Reports-verifyWhich">
        {reports.length > 0 && (
          <Select
            label={t('reports.verify.kept')}
            value={which ?? ''}
            options={[
              { value: '', label: t('reports.verify.kept.choose', { n: reports.length }) },
              ...reports.map(({ publishedId, title }) => ({ value: publishedId, label: `${publishedId} · ${title}` })),
            ]}
            onChange={(id) => goQuery({ which: id === '' ? null : id })}
          />
        )}
        <Button busy={isRunning} onClick={() => void pick('folder')}>
          {t('reports.verify.pick.folder')}
        </Button>
        <Button busy={isRunning} onClick={() => void pick('file')}>
          {t('reports.verify.pick.file')}
        </Button>
        {which !== null && !isRunning && (
          <Button onClick={() => run({ publishedId: which, pickedId: null })}>{t('reports.verify.again')}</Button>
        )}
      </div>
      {published.isError && <CallErrorNotice title={t('reports.published.failed')} error={published.error.detail} />}
      {isRunning && (
        <Progress
          label={t('reports.verify.running')}
          bytesDone={0}
          bytesTotal={0}
          {...(job.status ? { phase: job.status.phase } : {})}
        >
          <Button onClick={job.cancel} busy={job.cancelling}>
            {t('reports.cancel')}
          </Button>
        </Progress>
      )}
      {failure && (
        <CallErrorNotice title={t('reports.verify.failed')} error={failure} safe={t('reports.verify.failed.safe')} />
      )}
      {found.isError && <CallErrorNotice title={t('reports.verify.failed')} error={found.error.detail} />}
      {found.data && <VerifiedReport found={found.data} />}
    </>
  )
}
