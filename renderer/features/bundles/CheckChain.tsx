import { useFigures, useWords } from '../../i18n/words.tsx'
import { hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { Status } from '../../ui/Status.tsx'
import type { Column } from '../../ui/table/column.ts'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { Ask } from './BundlePage.tsx'
import { chainOf, type Failure, type Step } from './chain.ts'
import { type BundleView, type Run, TONES } from './types.ts'

interface Props {
  readonly caseId: string
  readonly bundle: BundleView
  /** False in a read-only case: nothing can be checked again there. */
  readonly canCheck: boolean
  /** What has changed since it was checked: checking again may answer. */
  readonly changed: Run['changed'] | null
  readonly onAsk: (what: Ask) => void
}

/** From the bytes to the log entry: what each step asks, what it found, and every failure with its place. */
export function CheckChain({ caseId, bundle, canCheck, changed, onAsk }: Props) {
  const t = useWords()
  return (
    <ol className="Chain">
      {chainOf(bundle, t('bundles.step.no-files')).map((step) => (
        <li key={step.name} className={`Chain-${step.answer}`}>
          <div className="Chain-answer">
            <Status tone={TONES[step.answer]}>{t(`bundles.answer.${step.answer}`)}</Status>
          </div>
          <div className="Chain-body">
            <h3>{t(`bundles.step.${step.name}`)}</h3>
            <p>{t(`bundles.step.${step.name}.asks`)}</p>
            {step.why !== null && (
              <p className="muted">
                <EvidenceText value={step.why} />
              </p>
            )}
            {step.name === 'logged' && <Entries caseId={caseId} bundle={bundle} />}
            {step.answer === 'not_examined' && canCheck && (
              <WhatToDo step={step} bundle={bundle} changed={changed} onAsk={onAsk} />
            )}
            {step.failures.length > 0 && <Failures step={step} />}
          </div>
        </li>
      ))}
    </ol>
  )
}

/** The entries of the log that name this bundle, on Verify. */
function Entries({ caseId, bundle: { sealed, log } }: { readonly caseId: string; readonly bundle: BundleView }) {
  const t = useWords()
  const { count } = useFigures()
  if (log === null || sealed.length === 0) return null
  return (
    <p className="Chain-links">
      {sealed.map(({ index }) => (
        <a key={index} href={hrefOf(`/case/${caseId}/verify/${log.evidenceId}`, { tab: 'entries', entry: index })}>
          {t('bundles.step.entry', { index: count(index) })}
        </a>
      ))}
    </p>
  )
}

/** What the reader can add so that the step can be examined. */
function WhatToDo({ step, bundle, changed, onAsk }: Omit<Props, 'caseId' | 'canCheck'> & { readonly step: Step }) {
  const t = useWords()
  const { name } = step
  const again = <Button onClick={() => onAsk('log')}>{t('bundles.verify.again')}</Button>
  if (name === 'signature') {
    return changed?.trust ? again : <Button onClick={() => onAsk('trust')}>{t('bundles.step.to-trust')}</Button>
  }
  if (name === 'commitments') {
    return changed?.keys ? again : <Button onClick={() => onAsk('key')}>{t('bundles.step.to-key')}</Button>
  }
  if (name === 'logged' && bundle.log === null) {
    return <Button onClick={() => onAsk('log')}>{t('bundles.step.to-log')}</Button>
  }
  return null
}

type Row = Failure & { readonly at: number }

function Failures({ step: { name, failures, failureCount } }: { readonly step: Step }) {
  const t = useWords()
  const text = (id: 'file' | 'rule' | 'expected' | 'got', min: number): Column<Row> => ({
    id,
    label: t(`bundles.failure.${id}`),
    min,
    cell: (row) => (id === 'rule' ? <code>{row.rule}</code> : <EvidenceText value={row[id]} />),
  })
  return (
    <div className="Chain-failures">
      <PlainTable
        label={t('bundles.failures', { step: t(`bundles.step.${name}`) })}
        columns={[text('file', 9), text('rule', 8), text('expected', 12), text('got', 12)]}
        rows={failures.map((failure, at) => ({ ...failure, at }))}
        rowKey={({ at }) => String(at)}
      />
      {failureCount > failures.length && (
        <p className="muted small">{t('bundles.failure.account', { shown: failures.length, total: failureCount })}</p>
      )}
    </div>
  )
}
