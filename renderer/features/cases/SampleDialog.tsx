import { type FormEvent, useId, useState } from 'react'
import { useJob } from '../../api/use-job.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { go, hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Toggle } from '../../ui/Toggle.tsx'

/** As in the contract: `cases.sample`. */
const FEWEST = 10
const MOST = 200_000

/** A believable log with something to find, for a first look or a training. */
export function SampleDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useWords()
  const formId = useId()
  const [requests, setRequests] = useState('600')
  const [tampered, setTampered] = useState(true)
  const start = useWrite('cases.sample')
  const job = useJob(start.data?.jobId ?? null, {
    stale: ['cases.recent'],
    onEnd: ({ state, result }) => {
      if (state === 'done' && result !== null) {
        onClose()
        go(hrefOf(`/case/${result}/verify`))
      } else if (state === 'cancelled') onClose()
    },
  })
  const isRunning = job.status?.state === 'running' || (start.isSuccess && job.status === null && job.error === null)
  const failure = start.error?.detail ?? job.error?.detail ?? job.status?.error

  function submit(event: FormEvent) {
    event.preventDefault()
    start.mutate({ requests: Number(requests), tampered })
  }
  return (
    <Dialog
      title={t('cases.sample')}
      onClose={isRunning ? job.cancel : onClose}
      actions={
        isRunning ? (
          <Button onClick={job.cancel} busy={job.cancelling}>
            {t('ui.cancel')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('ui.cancel')}</Button>
            <Button look="primary" type="submit" form={formId} busy={start.isPending}>
              {t('cases.sample.make')}
            </Button>
          </>
        )
      }
    >
      {isRunning ? (
        <Progress
          label={t('cases.sample.making')}
          bytesDone={job.status?.bytesDone ?? 0}
          bytesTotal={job.status?.bytesTotal ?? 0}
          entriesDone={job.status?.entriesDone ?? 0}
          remainingMs={job.status?.remainingMs ?? null}
          {...(job.status ? { phase: job.status.phase } : {})}
        />
      ) : (
        <form id={formId} onSubmit={submit} className="SampleDialog">
          <p>{t('cases.sample.text')}</p>
          <TextField
            label={t('cases.sample.requests')}
            hint={t('cases.sample.requests.hint', { fewest: FEWEST, most: MOST })}
            type="number"
            inputMode="numeric"
            min={FEWEST}
            max={MOST}
            step={1}
            required
            value={requests}
            onChange={setRequests}
            data-autofocus
          />
          <Toggle checked={tampered} onChange={setTampered}>
            {t('cases.sample.tampered')}
          </Toggle>
        </form>
      )}
      {failure && (
        <CallErrorNotice title={t('cases.sample.failed')} error={failure} safe={t('cases.nothing-changed')} />
      )}
    </Dialog>
  )
}
