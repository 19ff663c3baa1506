import type { Output } from '#contract/contract.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Section } from '../../ui/Screen.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'

type Sample = Output<'audit.sample'>
type Stratum = Sample['strata'][number]

interface Props {
  readonly by: Sample['summary']['by']
  readonly strata: Sample['strata']
}

/** How the sample is spread; a stratum that got none says so. */
export function Strata({ by, strata }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const columns: readonly Column<Stratum>[] = [
    ...by.map(
      (name, at): Column<Stratum> => ({
        id: name,
        label: t(`audit.by.${name}`),
        min: 9,
        grow: 1,
        cell: ({ stratum }) => <EvidenceText value={(stratum[at] ?? '').replaceAll('_', ' ')} />,
      }),
    ),
    { id: 'requests', label: t('requests.title'), min: 6, align: 'end', cell: ({ requests }) => count(requests) },
    { id: 'sampled', label: t('audit.col.sampled'), min: 6, align: 'end', cell: ({ sampled }) => count(sampled) },
    {
      id: 'concluded',
      label: t('audit.col.concluded'),
      min: 6,
      align: 'end',
      cell: ({ concluded }) => count(concluded),
    },
  ]
  const missed = strata.filter(({ sampled }) => sampled === 0).length
  return (
    <Section title={t('audit.strata', { strata: strata.length })}>
      <p className="Requests-muted">{t('audit.strata.text', { missed })}</p>
      <DataTable
        id="audit-strata"
        label={t('audit.strata', { strata: strata.length })}
        columns={columns}
        count={strata.length}
        rowAt={(index) => strata[index]}
        rowKey={({ stratum }) => JSON.stringify(stratum)}
        height={22}
        empty={null}
        account={<RowAccount shown={strata.length} total={strata.length} source="" />}
      />
    </Section>
  )
}
