import { useFigures, useWords } from '../../i18n/words.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import type { MapDataBin } from './MapPanel.tsx'

interface Props {
  readonly bins: readonly MapDataBin[]
  /** Entries of the whole log. */
  readonly total: number
}

/** The map's figures as a table: the same numbers, one row a bar. */
export function MapTable({ bins, total }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const columns: readonly Column<MapDataBin>[] = [
    { id: 'from', label: t('verify.map.from'), min: 7, align: 'end', fixed: true, cell: (bin) => count(bin.from) },
    { id: 'last', label: t('verify.map.last'), min: 7, align: 'end', fixed: true, cell: (bin) => count(bin.to - 1) },
    {
      id: 'time',
      label: t('verify.map.first-time'),
      min: 11,
      fixed: true,
      cell: ({ firstTime }) => (firstTime === null ? '' : <Time at={firstTime} />),
    },
    {
      id: 'requests',
      label: t('verify.map.bars.requests'),
      min: 9,
      align: 'end',
      fixed: true,
      cell: (bin) => count(bin.requests),
    },
    {
      id: 'bytes',
      label: t('verify.map.bars.bytes'),
      min: 8,
      align: 'end',
      fixed: true,
      cell: (bin) => count(bin.bytes),
    },
    {
      id: 'damage',
      label: t('verify.tab.damage'),
      min: 10,
      grow: 1,
      fixed: true,
      cell: ({ damage }) => damage.map((op) => t(`verify.op.${op}`)).join(', '),
    },
  ]
  const shown = bins.reduce((sum, { from, to }) => sum + to - from, 0)
  return (
    <DataTable
      id="map"
      label={t('verify.map.table')}
      columns={columns}
      count={bins.length}
      rowAt={(index) => bins[index]}
      rowKey={({ from }) => String(from)}
      height={18}
      empty={<p>{t('verify.map.nothing')}</p>}
      account={<RowAccount shown={shown} total={total} source={t('verify.map.account')} />}
    />
  )
}
