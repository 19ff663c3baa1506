import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CallError } from '#contract/operation.ts'
import { useBridge, useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useJob } from '../../api/use-job.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Status } from '../../ui/Status.tsx'
import { Differences } from './Differences.tsx'
import type { Target } from './types.ts'

/** A published report held against this log: every figure match, mismatch or cannot check. */
export function VerifyPublished({ target }: { readonly target: Target }) {
  const t = useWords()
  const bridge = useBridge()
  const call = useCall()
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
  function run(which: { publishedId: string | null; pickedId: string | null }) {
    setFailure(null)
    setVerificationId(null)
    verify.mutate(
      { ...target, ...which },
      { onSuccess: ({ jobId: id }) => setJobId(id), onError: ({ detail }) => setFailure(detail) },
    )
  }
  async function pick() {
    const picked = await bridge.pickEvidence({ want: 'file' })
    if (!picked.ok) setFailure(picked.error)
    else if (picked.value !== null) run({ publishedId: null, pickedId: picked.value })
  }
  const isRunning = jobId !== null || verify.isPending
  return (
    <>
      <p className="Screen-lead">{t('reports.verify.intro')}</p>
      <div className="Reports-actions">
        {published.data?.reports.slice(0, 6).map(({ publishedId }) => (
          <Button key={publishedId} busy={isRunning} onClick={() => run({ publishedId, pickedId: null })}>
            {publishedId}
          </Button>
        ))}
        <Button busy={isRunning} onClick={() => void pick()}>
          {t('reports.verify.pick')}
        </Button>
      </div>
      {isRunning && (
        <Progress
          label={t('reports.verify.running')}
          bytesDone={0}
          bytesTotal={0}
          {...(job.status ? { phase: job.status.phase } : {})}
        />
      )}
      {failure && <CallErrorNotice title={t('reports.verify.failed')} error={failure} />}
      {found.isError && <CallErrorNotice title={t('reports.verify.failed')} error={found.error.detail} />}
      {found.data && (
        <div className="Reports-verdict" role="status">
          <p>
            <Status
              tone={found.data.cells.mismatch === 0 && found.data.gate.failures.length === 0 ? 'intact' : 'damaged'}
            >
              {found.data.cells.mismatch === 0
                ? t('reports.verify.all', {
                    n: found.data.cells.match,
                    title: found.data.title,
                    period: found.data.period,
                  })
                : t('reports.verify.some', {
                    n: found.data.cells.mismatch,
                    match: found.data.cells.match,
                    title: found.data.title,
                    period: found.data.period,
                  })}
            </Status>
          </p>
          {found.data.cells.cannotCheck > 0 && <p>{t('reports.verify.cannot', { n: found.data.cells.cannotCheck })}</p>}
          <ul className="Reports-obstacles">
            {found.data.gate.failures.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
          <Differences
            differences={found.data.differences}
            none=""
            caption={t('reports.verify.caption', { n: found.data.differences.length })}
          />
          <p className="Reports-muted">{t('reports.verify.never')}</p>
        </div>
      )}
    </>
  )
}
