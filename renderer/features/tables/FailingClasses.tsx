import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { CallError } from '#contract/operation.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { Result } from './MeasureResult.tsx'

type Claim = Result['claims'][number]
type FailingClass = Claim['classes'][number]

const CLASSES_FIRST = 20
const CLASSES_A_PAGE = 50
const ROWS_A_PAGE = 50

interface Props {
  readonly measureId: string
  readonly claim: Claim
  /** Which claim, from 0. */
  readonly at: number
}

/** The classes that fail a claim: key, size, the inequality; each opens to its rows. */
export function FailingClasses({ measureId, claim, at }: Props) {
  const t = useWords()
  const call = useCall()
  const [classes, setClasses] = useState<readonly FailingClass[]>(claim.classes.slice(0, CLASSES_FIRST))
  const [isOpen, setOpen] = useState(false)
  const [isLoading, setLoading] = useState(false)
  const [failure, setFailure] = useState<CallError | null>(null)
  async function more() {
    setLoading(true)
    const page = { measureId, claim: at, from: classes.length, limit: CLASSES_A_PAGE }
    const read = await call('tables.failing', page)
    setLoading(false)
    setFailure(read.ok ? null : read.error)
    if (read.ok) setClasses([...classes, ...read.value.classes])
  }
  return (
    <details className="FailingClasses" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('tables.result.failing', { failing: claim.failing })}</summary>
      {isOpen && (
        <>
          <ol className="Tables-classes">
            {classes.map((one, position) => (
              <li key={one.rows[0]}>
                <ClassRows measureId={measureId} claim={at} at={position}>
                  <ClassKey of={one} />: <span className="Tables-mono">{one.inequality}</span>
                  {one.counts && <ClassCounts counts={one.counts} />}
                </ClassRows>
              </li>
            ))}
          </ol>
          <p className="Tables-muted">{t('ui.account.shown', { shown: classes.length, total: claim.failing })}</p>
          {classes.length < claim.failing && (
            <Button look="quiet" busy={isLoading} onClick={() => void more()}>
              {t('tables.result.more-classes', { n: Math.min(CLASSES_A_PAGE, claim.failing - classes.length) })}
            </Button>
          )}
          {failure && <CallErrorNotice title={t('tables.result.more.failed')} error={failure} />}
        </>
      )}
    </details>
  )
}

function ClassKey({ of: { key, size } }: { readonly of: FailingClass }) {
  const t = useWords()
  return (
    <>
      {Object.entries(key).map(([name, value], position) => (
        <span key={name}>
          {position > 0 && ', '}
          <EvidenceText value={name} />{' '}
          <b>{value === '' ? t('tables.result.missing') : <EvidenceText value={value} />}</b>
        </span>
      ))}{' '}
      <span className="Tables-muted">({t('tables.result.size', { size })})</span>
    </>
  )
}

/** Values of the sensitive column in one class, the most frequent first. */
const VALUES_SHOWN = 8

function ClassCounts({ counts }: { readonly counts: Readonly<Record<string, number>> }) {
  const t = useWords()
  const all = Object.entries(counts).sort(([, a], [, b]) => b - a)
  const rest = all.length - VALUES_SHOWN
  const shown = all.slice(0, VALUES_SHOWN).map(([value, n]) => `${value} × ${n}`)
  return (
    <span className="Tables-muted">
      {' '}
      <EvidenceText value={shown.join(', ')} />
      {rest > 0 && `, ${t('tables.result.more-values', { n: rest })}`}
    </span>
  )
}

interface RowsProps {
  readonly measureId: string
  readonly claim: number
  readonly at: number
  /** The line that opens to the rows. */
  readonly children: ReactNode
}

/** The rows of one class as they stand in the table, every column; read when they are asked for. */
function ClassRows({ measureId, claim, at, children }: RowsProps) {
  const t = useWords()
  const call = useCall()
  const [isOpen, setOpen] = useState(false)
  const [from, setFrom] = useState(0)
  const page = useQuery({
    ...readQuery(call, 'tables.rows', { measureId, claim, at, from, limit: ROWS_A_PAGE }),
    enabled: isOpen,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  })
  return (
    <details
      className="ClassRows"
      onToggle={(event) => {
        event.stopPropagation()
        setOpen(event.currentTarget.open)
      }}
    >
      <summary>{children}</summary>
      {isOpen && page.isPending && <Loading>{t('tables.result.reading-rows')}</Loading>}
      {page.isError && <CallErrorNotice title={t('tables.result.more.failed')} error={page.error.detail} />}
      {page.data && (
        <>
          <PlainTable
            label={t('tables.result.rows-of', {
              from: from + 1,
              to: from + page.data.rows.length,
              total: page.data.total,
            })}
            columns={[
              { id: 'row', label: t('tables.result.row'), min: 4, align: 'end' as const, cell: ({ row }) => row },
              ...page.data.columns.map((name, position) => ({
                id: `c${position}`,
                label: name,
                min: 5,
                cell: ({ cells }: { cells: readonly string[] }) => <EvidenceText value={cells[position] ?? ''} />,
              })),
            ]}
            rows={page.data.rows}
            rowKey={({ row }) => String(row)}
            account={t('tables.result.rows-of', {
              from: from + 1,
              to: from + page.data.rows.length,
              total: page.data.total,
            })}
          />
          {page.data.total > ROWS_A_PAGE && (
            <div className="Tables-actions">
              <Button disabled={from === 0} glyph="left" onClick={() => setFrom(Math.max(0, from - ROWS_A_PAGE))}>
                {t('tables.result.rows-before')}
              </Button>
              <Button
                disabled={from + ROWS_A_PAGE >= page.data.total}
                glyph="right"
                onClick={() => setFrom(from + ROWS_A_PAGE)}
              >
                {t('tables.result.rows-after')}
              </Button>
            </div>
          )}
        </>
      )}
    </details>
  )
}
