import { useFigures, useWords } from '../../i18n/words.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Status } from '../../ui/Status.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { EntryLink } from './EntryLink.tsx'
import type { FindingRow } from './types.ts'

interface Props {
  readonly findings: readonly FindingRow[]
  readonly source: string
}

interface Row {
  readonly id: number
  readonly finding: FindingRow
}

const TONES = { high: 'damaged', medium: 'unknown', low: 'unknown', info: 'neutral' } as const

/** Times, keys and forks: what is wrong without any byte being damaged. */
export function FindingTable({ findings, source }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const rows = findings.map((finding, id): Row => ({ id, finding }))
  const columns: readonly Column<Row>[] = [
    {
      id: 'severity',
      label: t('verify.finding.severity'),
      min: 7,
      fixed: true,
      cell: ({ finding }) => <Status tone={TONES[finding.severity]}>{t(`verify.severity.${finding.severity}`)}</Status>,
    },
    {
      id: 'text',
      label: t('verify.finding.text'),
      min: 20,
      grow: 3,
      fixed: true,
      cell: ({ finding }) => (
        <>
          <EvidenceText value={finding.text} />
          {finding.evidence && (
            <div className="muted small">
              {Object.entries(finding.evidence).map(([name, value]) => (
                <span key={name}>
                  <EvidenceText value={`${name}: ${value}`} />{' '}
                </span>
              ))}
            </div>
          )}
        </>
      ),
    },
    {
      id: 'entries',
      label: t('verify.finding.entries'),
      min: 9,
      cell: ({ finding }) =>
        finding.first === undefined ? (
          ''
        ) : (
          <>
            <EntryLink index={finding.first} />
            {finding.last !== undefined && finding.last !== finding.first && ` – ${count(finding.last)}`}
          </>
        ),
    },
    { id: 'code', label: t('verify.finding.code'), min: 13, cell: ({ finding }) => <code>{finding.code}</code> },
  ]
  return (
    <DataTable
      id="log-findings"
      label={t('verify.tab.findings')}
      columns={columns}
      count={rows.length}
      rowAt={(index) => rows[index]}
      rowKey={({ id }) => String(id)}
      wrap
      height={28}
      empty={
        <Empty title={t('verify.finding.none')}>
          <p>{t('verify.finding.none.text')}</p>
        </Empty>
      }
      account={<RowAccount shown={rows.length} total={rows.length} source={source} />}
    />
  )
}
