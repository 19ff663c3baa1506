import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead, Section } from '../../ui/Screen.tsx'
import { formatTime, Time } from '../../ui/Time.tsx'
import type { Column } from '../../ui/table/column.ts'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { AsOf } from '../requests/AsOf.tsx'
import type { Derivation, LogTarget } from '../requests/DerivedLog.tsx'
import { DrawForm } from './DrawForm.tsx'

type Sample = Output<'audit.samples'>['samples'][number]

interface Props {
  readonly target: LogTarget
  readonly derivation: Derivation
  readonly crumb: ReactNode
}

/** Where a sample is drawn, and those that were. */
export function SamplesPage({ target, derivation, crumb }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const samples = useQuery(readQuery(useCall(), 'audit.samples', target))
  const columns: readonly Column<Sample>[] = [
    {
      id: 'sample',
      label: t('audit.col.sample'),
      min: 10,
      cell: ({ sampleSeq, drawn }) => (
        <a href={`#/case/${target.caseId}/audit/${sampleSeq}`}>{t('audit.sample.link', { drawn })}</a>
      ),
    },
    { id: 'seed', label: t('audit.seed'), min: 8, cell: ({ seed }) => <EvidenceText value={seed} /> },
    { id: 'by', label: t('audit.by'), min: 10, cell: ({ by }) => by.map((name) => t(`audit.by.${name}`)).join(', ') },
    { id: 'asOf', label: t('audit.col.as-of'), min: 10, cell: ({ asOf }) => <Time at={asOf} /> },
    { id: 'drawnAt', label: t('audit.col.drawn-at'), min: 10, cell: ({ drawnAtMs }) => <Time at={drawnAtMs} /> },
    {
      id: 'concluded',
      label: t('audit.col.concluded'),
      min: 7,
      align: 'end',
      cell: ({ concluded, drawn }) => t('audit.progress', { done: count(concluded), of: count(drawn) }),
    },
    {
      id: 'state',
      label: t('audit.col.state'),
      min: 10,
      cell: ({ otherwise }) => (otherwise === null ? '' : t(`audit.otherwise.${otherwise}`)),
    },
  ]
  return (
    <>
      <ScreenHead
        crumb={crumb}
        title={t('audit.title')}
        lead={t('audit.lead', { requests: derivation.requests, asOf: formatTime(derivation.asOfMs, 'utc') })}
        actions={<AsOf target={target} derivation={derivation} />}
      />
      <DrawForm target={target} requests={derivation.requests} />
      <Section title={t('audit.samples')}>
        {samples.isPending ? (
          <Loading>{t('audit.loading')}</Loading>
        ) : samples.isError ? (
          <CallErrorNotice
            title={t('audit.failed')}
            error={samples.error.detail}
            onRetry={() => void samples.refetch()}
          />
        ) : samples.data.samples.length === 0 ? (
          <Empty title={t('audit.none')}>
            <p>{t('audit.none.text')}</p>
          </Empty>
        ) : (
          <PlainTable
            label={t('audit.samples')}
            columns={columns}
            rows={samples.data.samples}
            rowKey={({ sampleSeq }) => String(sampleSeq)}
          />
        )}
      </Section>
    </>
  )
}
