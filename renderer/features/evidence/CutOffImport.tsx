import type { Output } from '#contract/contract.ts'
import { useWrite } from '../../api/use-write.ts'
import { Say, useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Time } from '../../ui/Time.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { useImports } from './imports.tsx'

interface Props {
  readonly caseId: string
  readonly cutOff: Output<'evidence.list'>['unfinished'][number]
}

/** A crash or a power cut stopped this import: go on, or throw it away. */
export function CutOffImport({ caseId, cutOff }: Props) {
  const t = useWords()
  const { bytes } = useFigures()
  const { watch } = useImports()
  const { evidenceId, name, startedAtMs, bytesDone, bytesTotal } = cutOff
  const resume = useWrite('evidence.resume', ['evidence.list'])
  const discard = useWrite('evidence.discard', ['evidence.'])
  const failure = resume.error ?? discard.error
  return (
    <>
      <Notice
        kind="warning"
        title={<Say id="imports.cut-off" values={{ name: <EvidenceText key="name" value={name} /> }} />}
        actions={
          <>
            <Button
              look="primary"
              busy={resume.isPending}
              onClick={() =>
                resume.mutate(
                  { caseId, evidenceId },
                  { onSuccess: ({ jobId }) => watch({ jobId, caseId, name, own: true }) },
                )
              }
            >
              {t('imports.resume')}
            </Button>
            <Button busy={discard.isPending} onClick={() => discard.mutate({ caseId, evidenceId })}>
              {t('imports.discard')}
            </Button>
          </>
        }
      >
        <p>
          <Say
            id="imports.cut-off.text"
            values={{
              started: <Time key="started" at={startedAtMs} />,
              done: bytes(bytesDone),
              total: bytes(bytesTotal),
            }}
          />
        </p>
      </Notice>
      {failure && (
        <CallErrorNotice title={t('imports.not-resumed')} error={failure.detail} safe={t('imports.cut-off.safe')} />
      )}
    </>
  )
}
