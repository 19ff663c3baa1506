import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Status, type Tone } from '../../ui/Status.tsx'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { cellInWords, sumInWords } from './shown.ts'

type Audit = Output<'tables.audited'>
type Hidden = Audit['hidden'][number]

const TONES: Readonly<Record<Hidden['verdict'], Tone>> = {
  recovered: 'damaged',
  narrowed: 'damaged',
  protected: 'intact',
  wide: 'intact',
  'not small': 'neutral',
}
/** What is open comes first. */
const ORDER: readonly Hidden['verdict'][] = ['recovered', 'narrowed', 'protected', 'wide', 'not small']
const SHOWN = 100

const isOpen = ({ verdict }: Hidden) => verdict === 'recovered' || verdict === 'narrowed'

/** Each hidden count: what anyone can say of it, and from which sums. */
export function HiddenCounts({ audit }: { readonly audit: Audit }) {
  const t = useWords()
  const { count } = useFigures()
  const [isWhole, setWhole] = useState(false)
  const { hidden, contradictions, threshold } = audit
  const recovered = hidden.filter(({ verdict }) => verdict === 'recovered').length
  const narrowed = hidden.filter(({ verdict }) => verdict === 'narrowed').length
  const sorted = [...hidden].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))
  const shown = isWhole ? sorted : sorted.slice(0, Math.max(SHOWN, hidden.filter(isOpen).length))
  return (
    <Section title={t('tables.audit.result')}>
      <p className="Tables-verdict">
        {contradictions.length > 0 ? (
          <Status tone="damaged">{t('tables.audit.contradictions', { n: contradictions.length })}</Status>
        ) : hidden.length === 0 ? (
          <Status tone="neutral">{t('tables.audit.nothing-hidden')}</Status>
        ) : recovered + narrowed === 0 ? (
          <Status tone="intact">{t('tables.audit.none', { most: threshold - 1 })}</Status>
        ) : (
          <Status tone="damaged">{t('tables.audit.some', { recovered, narrowed, hidden: hidden.length })}</Status>
        )}
      </p>
      {!audit.finished && (
        <p>
          <Status tone="unknown">{t('tables.audit.unfinished')}</Status>
        </p>
      )}
      <p className="Tables-muted">
        {t('tables.audit.account', { counts: audit.counts, sums: audit.sums, tables: audit.tables.length })}
      </p>
      {contradictions.length > 0 && (
        <ul className="Tables-conventions">
          {contradictions.map((text) => (
            <li key={text}>
              <EvidenceText value={text} />
            </li>
          ))}
        </ul>
      )}
      {hidden.length > 0 && (
        <PlainTable<Hidden>
          label={t('tables.audit.list')}
          rows={shown}
          rowKey={({ cell }) => cell}
          columns={[
            {
              id: 'cell',
              label: t('tables.audit.cell'),
              min: 14,
              cell: ({ cell }) => <EvidenceText value={cell === '' ? t('tables.audit.total') : cellInWords(cell)} />,
            },
            {
              id: 'interval',
              label: t('tables.audit.interval'),
              min: 7,
              align: 'end',
              cell: ({ min, max }) =>
                min === max
                  ? count(min)
                  : max === null
                    ? t('tables.audit.from', { min })
                    : `${count(min)} – ${count(max)}`,
            },
            {
              id: 'verdict',
              label: t('tables.audit.verdict'),
              min: 11,
              cell: ({ verdict }) => <Status tone={TONES[verdict]}>{t(`tables.protection.${verdict}`)}</Status>,
            },
            {
              id: 'how',
              label: t('tables.audit.how'),
              min: 24,
              cell: ({ derivation }) => <Derivation sums={derivation} />,
            },
          ]}
          account={
            <RowAccount
              shown={shown.length}
              total={hidden.length}
              source={audit.tables.map(({ name }) => name).join(', ')}
            />
          }
        />
      )}
      {shown.length < hidden.length && (
        <Button look="quiet" onClick={() => setWhole(true)}>
          {t('tables.audit.all', { n: hidden.length })}
        </Button>
      )}
    </Section>
  )
}

/** Sums that fit a few lines stand there; longer ones open. */
const SHORT_CHARACTERS = 200

function Derivation({ sums }: { readonly sums: readonly string[] }) {
  const t = useWords()
  const lines = sums.map((text) => (
    <p key={text}>
      <EvidenceText value={sumInWords(text)} />
    </p>
  ))
  const isShort = sums.reduce((length, text) => length + text.length, 0) <= SHORT_CHARACTERS
  if (isShort) return <div className="Tables-muted">{lines}</div>
  return (
    <details className="Tables-muted">
      <summary>{t('tables.audit.sums', { n: sums.length })}</summary>
      {lines}
    </details>
  )
}
