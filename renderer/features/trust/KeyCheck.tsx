import type { Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { useWords } from '../../i18n/words.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Status } from '../../ui/Status.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'

interface Props {
  readonly pending: boolean
  readonly error: CallError | undefined
  readonly found: Output<'trust.check-key'> | undefined
}

/** What was read in a key before it is trusted; or why it is refused. */
export function KeyCheck({ pending, error, found }: Props) {
  const t = useWords()
  if (pending) return <p role="status">{t('trust.check.reading')}</p>
  if (error) return <CallErrorNotice title={t('trust.check.refused')} error={error} safe={t('trust.safe')} />
  if (!found) return null
  return (
    <div className="Trust-check" role="status">
      <Status tone="intact">{t('trust.check.read')}</Status>
      <div>
        <EvidenceText value={found.name} />
        {' · '}
        <code>{found.keyId}</code>
        {' · '}
        <EvidenceText value={found.algorithm} />
      </div>
    </div>
  )
}
