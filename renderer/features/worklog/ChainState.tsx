import type { Output } from '#contract/contract.ts'
import { useWords } from '../../i18n/words.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Status } from '../../ui/Status.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'

type List = Output<'worklog.list'>

/** Whether every entry still carries the hash of the one before it, and where not. */
export function ChainState({ total, head, problem }: Pick<List, 'total' | 'head' | 'problem'>) {
  const t = useWords()
  if (problem !== null) {
    return (
      <Notice kind="error" title={t('worklog.broken', { seq: problem.seq })}>
        <p>{t('worklog.broken.text')}</p>
        <dl className="WorkLog-facts">
          <dt>{t('ui.error.expected')}</dt>
          <dd>
            <EvidenceText value={problem.expected} />
          </dd>
          <dt>{t('ui.error.got')}</dt>
          <dd>
            <EvidenceText value={problem.got} />
          </dd>
        </dl>
      </Notice>
    )
  }
  return (
    <p className="WorkLog-chain">
      <Status tone="intact">{t('worklog.holds', { total })}</Status> <Hash value={head} of={t('worklog.head')} />{' '}
      <span className="Requests-muted">{t('worklog.holds.text')}</span>
    </p>
  )
}
