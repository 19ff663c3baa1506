import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useSavePieces } from '../../api/use-save-pieces.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead } from '../../ui/Screen.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { AsOf } from '../requests/AsOf.tsx'
import type { Derivation, LogTarget } from '../requests/DerivedLog.tsx'
import { ConcludeDialog } from './ConcludeDialog.tsx'
import { Strata } from './Strata.tsx'
import { sampleColumns } from './sample-columns.tsx'

type Row = Output<'audit.sample'>['rows'][number]
const SHOWN = ['all', 'open', 'concluded'] as const
type Shown = (typeof SHOWN)[number]

interface Props {
  readonly target: LogTarget
  readonly derivation: Derivation
  readonly sampleSeq: number
  readonly crumb: ReactNode
}

/** A sample: its requests, a conclusion for each, how far it is, and a receipt to draw it again. */
export function SamplePage({ target, derivation, sampleSeq, crumb }: Props) {
  const t = useWords()
  const { count, percent } = useFigures()
  const saving = useSavePieces()
  const [shown, setShown] = useState<Shown>('all')
  const [about, setAbout] = useState<string | null>(null)
  const sample = useQuery(readQuery(useCall(), 'audit.sample', { ...target, sampleSeq }))
  const trail = (
    <>
      {crumb} / <a href={`#/case/${target.caseId}/audit`}>{t('audit.title')}</a>
    </>
  )
  if (sample.isPending) return <Loading>{t('audit.loading')}</Loading>
  if (sample.isError) {
    return (
      <>
        <ScreenHead
          crumb={trail}
          title={t('audit.one.plain')}
          actions={<AsOf target={target} derivation={derivation} />}
        />
        <CallErrorNotice
          title={t('audit.one.failed')}
          error={sample.error.detail}
          safe={t('audit.one.failed.safe')}
          onRetry={() => void sample.refetch()}
        />
      </>
    )
  }
  const { summary, counts, strata, rows } = sample.data
  const { drawn, concluded } = summary
  const fits = ({ conclusion }: Row) => shown === 'all' || (shown === 'concluded') === (conclusion !== null)
  const listed = rows.filter(fits)
  const now = rows.findIndex(({ req }) => req === about)
  const next = rows.find((row, at) => at > now && row.conclusion === null)?.req ?? null
  const tally = counts.map((one) => `${one.conclusion} ${count(one.count)}`).join(', ')
  return (
    <>
      <ScreenHead
        crumb={trail}
        title={t('audit.one', { drawn, requests: summary.requests })}
        lead={t('audit.one.lead', {
          seed: summary.seed,
          asOf: formatTime(Date.parse(summary.asOf), 'utc'),
          strata: strata.length,
        })}
        actions={
          <Button
            glyph="download"
            busy={saving.busy}
            onClick={() => void saving.saveWhole('audit.receipt', { ...target, sampleSeq })}
          >
            {t('audit.receipt')}
          </Button>
        }
      />
      {saving.failure && <CallErrorNotice title={t('requests.export.failed')} error={saving.failure} />}
      <p className="Audit-progress">
        <progress max={drawn} value={concluded} aria-label={t('audit.concluded')} />{' '}
        {t('audit.one.progress', {
          done: concluded,
          of: drawn,
          share: percent(drawn === 0 ? 1 : Math.floor((concluded / drawn) * 100) / 100),
        })}
        {tally !== '' && ` · ${tally}`}
      </p>
      <div className="FilterBar-menus Due-filters">
        <Segmented<Shown>
          label={t('due.state')}
          value={shown}
          options={SHOWN.map((value) => ({
            value,
            label: t(`audit.shown.${value}`, { count: { all: drawn, open: drawn - concluded, concluded }[value] }),
          }))}
          onChange={setShown}
        />
      </div>
      <DataTable
        id="audit-sample"
        label={t('audit.one', { drawn, requests: summary.requests })}
        columns={sampleColumns(t, target, setAbout)}
        count={listed.length}
        rowAt={(index) => listed[index]}
        rowKey={({ req }) => req}
        onSelect={({ req }) => setAbout(req)}
        height={30}
        empty={<p className="Requests-muted">{t('audit.shown.none')}</p>}
        account={<RowAccount shown={listed.length} total={drawn} source={t('audit.source', { sampleSeq })} />}
      />
      <Strata by={summary.by} strata={strata} />
      {about !== null && (
        <ConcludeDialog
          key={about}
          target={target}
          sampleSeq={sampleSeq}
          row={rows[now]}
          next={next}
          onNext={setAbout}
          onClose={() => setAbout(null)}
        />
      )}
    </>
  )
}
