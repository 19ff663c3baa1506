import type { Output } from '#contract/contract.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Section } from '../../ui/Screen.tsx'
import type { Column } from '../../ui/table/column.ts'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
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
        min: 8,
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
      <PlainTable
        label={t('audit.strata', { strata: strata.length })}
        columns={columns}
        rows={strata}
        rowKey={({ stratum }) => JSON.stringify(stratum)}
      />
    </Section>
  )
}
