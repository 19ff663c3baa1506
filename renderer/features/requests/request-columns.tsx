import type { Output } from '#contract/contract.ts'
import type { Figures, Words } from '../../i18n/words.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Column } from '../../ui/table/column.ts'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { labelOf } from './labels.ts'
import { OutcomeMark } from './OutcomeMark.tsx'

type Row = Output<'requests.list'>['rows'][number]

/** To be made once for as long as the words stay the same: rows are drawn again for new columns. */
export function requestColumns(t: Words, count: Figures['count']): readonly Column<Row>[] {
  const unknown = t('requests.unknown')
  return [
    {
      id: 'req',
      label: t('requests.col.req'),
      min: 9,
      grow: 1,
      fixed: true,
      cell: (row) => <EvidenceText value={row.req} />,
    },
    {
      id: 'received',
      label: t('requests.col.received'),
      min: 11,
      sortable: true,
      cell: (row) => <Time at={row.receivedAtMs} />,
    },
    {
      id: 'origin',
      label: t('requests.col.origin'),
      min: 5,
      sortable: true,
      cell: (row) => <EvidenceText value={row.origin.code ?? unknown} />,
    },
    {
      id: 'authorityType',
      label: t('requests.col.authority'),
      min: 11,
      grow: 2,
      sortable: true,
      cell: (row) => (
        <>
          {labelOf('authorityType', row.authority.type)}{' '}
          <span className="Requests-muted">
            <EvidenceText value={row.authority.name ?? ''} />
          </span>
        </>
      ),
    },
    {
      id: 'instrument',
      label: t('requests.col.instrument'),
      min: 11,
      grow: 2,
      sortable: true,
      cell: (row) => labelOf('instrument', row.instrument),
    },
    {
      id: 'outcome',
      label: t('requests.col.outcome'),
      min: 9,
      grow: 1,
      sortable: true,
      cell: (row) => <OutcomeMark outcome={row.outcome} />,
    },
    {
      id: 'notice',
      label: t('requests.col.notice'),
      min: 9,
      grow: 1,
      sortable: true,
      cell: (row) => labelOf('notice', row.notice),
    },
    {
      id: 'accounts',
      label: t('requests.col.accounts'),
      min: 5,
      align: 'end',
      sortable: true,
      cell: (row) => (row.accounts === null ? unknown : count(row.accounts)),
    },
    {
      id: 'accountsDisclosed',
      label: t('requests.col.accountsDisclosed'),
      min: 5,
      align: 'end',
      sortable: true,
      optional: true,
      cell: (row) => (row.accountsDisclosed === null ? unknown : count(row.accountsDisclosed)),
    },
    {
      id: 'emergency',
      label: t('requests.col.emergency'),
      min: 8,
      optional: true,
      cell: (row) => (row.emergency === null ? '' : labelOf('emergency', row.emergency)),
    },
    {
      id: 'challenge',
      label: t('requests.col.challenge'),
      min: 8,
      optional: true,
      cell: (row) => (row.challenge === null ? '' : (row.challenge.result ?? 'open')),
    },
    {
      id: 'reason',
      label: t('requests.col.reason'),
      min: 14,
      grow: 3,
      optional: true,
      cell: (row) => <EvidenceText value={row.reason ?? ''} />,
    },
    { id: 'tags', label: t('requests.col.tags'), min: 8, optional: true, cell: (row) => row.tags.join(', ') },
    {
      id: 'findings',
      label: t('requests.col.findings'),
      min: 5,
      align: 'end',
      sortable: true,
      cell: (row) =>
        row.findings.count === 0 ? '' : <span className="Requests-findings">{count(row.findings.count)}</span>,
    },
  ]
}
