import { useMemo, useState } from 'react'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Status } from '../../ui/Status.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Column, Sort } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { HeadRow } from './types.ts'

interface Props {
  readonly heads: readonly HeadRow[]
  readonly source: string
}

const SIGNATURE_TONES = {
  verified: 'intact',
  unverified: 'unknown',
  bad_signature: 'damaged',
  unreadable: 'unknown',
} as const
const AGREE_TONES = { yes: 'intact', no: 'damaged', beyond: 'damaged', not_compared: 'neutral' } as const

/** Every head of the export and every one remembered: whose signature, who cosigned when, and whether the log gives its root. */
export function HeadTable({ heads, source }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const [sort, setSort] = useState<Sort>({ column: 'size', descending: true })
  const rows = useMemo(() => {
    const byColumn = heads.toSorted((a, b) =>
      sort.column === 'size' ? a.size - b.size : a.agrees.localeCompare(b.agrees) || a.size - b.size,
    )
    return sort.descending ? byColumn.reverse() : byColumn
  }, [heads, sort])
  const columns: readonly Column<HeadRow>[] = [
    {
      id: 'size',
      label: t('verify.head.size'),
      min: 5,
      align: 'end',
      fixed: true,
      sortable: true,
      cell: (head) => count(head.size),
    },
    {
      id: 'source',
      label: t('verify.head.source'),
      min: 8,
      grow: 1,
      fixed: true,
      cell: (head) => (
        <>
          <EvidenceText value={head.source} />
          {head.newest && <span className="muted small"> {t('verify.head.newest')}</span>}
        </>
      ),
    },
    {
      id: 'agrees',
      label: t('verify.head.agrees'),
      min: 9,
      sortable: true,
      cell: (head) => <Status tone={AGREE_TONES[head.agrees]}>{t(`verify.head.agrees.${head.agrees}`)}</Status>,
    },
    {
      id: 'signature',
      label: t('verify.head.signature'),
      min: 10.5,
      grow: 2,
      cell: (head) => (
        <>
          <Status tone={SIGNATURE_TONES[head.status]}>{t(`verify.head.status.${head.status}`)}</Status>
          <div className="muted small">
            <EvidenceText value={[...new Set(head.signedBy)].join(', ')} />
          </div>
        </>
      ),
    },
    { id: 'cosigned', label: t('verify.head.cosigned'), min: 10.5, grow: 2, cell: (head) => <Cosigned head={head} /> },
    {
      id: 'root',
      label: t('verify.head.root'),
      min: 9.75,
      cell: (head) => <Hash value={head.root} of={t('verify.head.root')} />,
    },
    {
      id: 'origin',
      label: t('verify.head.origin'),
      min: 12,
      grow: 1,
      optional: true,
      cell: (head) => <EvidenceText value={head.origin} />,
    },
  ]
  return (
    <DataTable
      id="heads"
      label={t('verify.tab.heads')}
      columns={columns}
      count={rows.length}
      rowAt={(index) => rows[index]}
      sort={sort}
      onSort={setSort}
      rowKey={(head) => head.source}
      wrap
      height={28}
      empty={
        <Empty title={t('verify.head.none')}>
          <p>{t('verify.head.none.text')}</p>
        </Empty>
      }
      account={<RowAccount shown={heads.length} total={heads.length} source={source} />}
    />
  )
}

function Cosigned({ head }: { readonly head: HeadRow }) {
  const t = useWords()
  const { cosignatures } = head
  if (cosignatures.length === 0) return <span className="muted">{t('verify.head.no-witness')}</span>
  const newest =
    cosignatures
      .map(({ time }) => time)
      .toSorted()
      .at(-1) ?? ''
  return (
    <>
      <EvidenceText value={cosignatures.map(({ name }) => name).join(', ')} />
      <div className="muted small">
        <Time at={newest} />
      </div>
    </>
  )
}
