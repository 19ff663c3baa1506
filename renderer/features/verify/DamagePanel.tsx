import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useCall } from '../../api/call-context.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { goQuery } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { Status } from '../../ui/Status.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { DamageView } from './DamageView.tsx'
import { causeOf, howKnown, whatHappened, whichEntries } from './damage-words.ts'
import { findLine } from './find-line.ts'
import { linesOfDamage } from './line-of-damage.ts'
import type { DamageItem, Target, VerifyDocument } from './types.ts'

interface Props {
  readonly target: Target
  readonly document: VerifyDocument
  readonly chosen: number | null
  readonly source: string
}

interface Row {
  readonly id: number
  readonly item: DamageItem
}

/** All places of damage, and the bytes of the chosen one. */
export function DamagePanel({ target, document, chosen, source }: Props) {
  const t = useWords()
  const figures = useFigures()
  const call = useCall()
  const { damage } = document
  const { entries } = document.input
  const rows = useMemo(() => damage.map((item, id): Row => ({ id, item })), [damage])
  const guesses = useMemo(() => linesOfDamage(damage, entries), [damage, entries])
  const item = chosen === null ? undefined : damage[chosen]
  const { caseId, evidenceId } = target
  const line = useQuery({
    queryKey: ['verify.entries', 'line of damage', caseId, evidenceId, chosen],
    enabled: item !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => findLine(call, target, item ?? { file: '', byteOffset: 0 }, guesses[chosen ?? 0]?.from ?? 0),
  })

  const columns: readonly Column<Row>[] = [
    {
      id: 'what',
      label: t('verify.damage.what'),
      min: 6.5,
      grow: 0.5,
      fixed: true,
      cell: (row) => <span className="Damage-what">{whatHappened(t, row.item)}</span>,
    },
    {
      id: 'entries',
      label: t('verify.damage.entries'),
      min: 6.5,
      grow: 0.5,
      align: 'end',
      fixed: true,
      cell: (row) => whichEntries(t, figures, row.item),
    },
    {
      id: 'byte',
      label: t('verify.damage.byte'),
      min: 5.5,
      align: 'end',
      cell: (row) => figures.count(row.item.byteOffset),
    },
    { id: 'how', label: t('verify.damage.how'), min: 14, grow: 4, cell: (row) => howKnown(t, row.item) },
    { id: 'cause', label: t('verify.damage.cause'), min: 11, grow: 3, cell: (row) => causeOf(t, row.item) },
    {
      id: 'file',
      label: t('evidence.file'),
      min: 10,
      grow: 1,
      optional: true,
      cell: (row) => <EvidenceText value={row.item.file} />,
    },
  ]
  if (damage.length === 0) {
    const { answer } = document.integrity
    return (
      <Empty title={<Status tone={answer === 'intact' ? 'intact' : 'neutral'}>{t('verify.damage.none')}</Status>}>
        <p>{t(answer === 'intact' ? 'verify.damage.none.intact' : 'verify.damage.none.other')}</p>
      </Empty>
    )
  }
  return (
    <>
      <DataTable
        id="damage"
        label={t('verify.tab.damage')}
        columns={columns}
        count={rows.length}
        rowAt={(index) => rows[index]}
        rowKey={({ id }) => String(id)}
        selected={chosen === null ? null : String(chosen)}
        onSelect={({ id }) => goQuery({ tab: 'damage', damage: id, entry: null })}
        selectOnMove
        revealIndex={chosen}
        wrap
        height={20}
        empty={null}
        account={<RowAccount shown={rows.length} total={rows.length} source={source} />}
      />
      {item && <DamageView key={chosen} target={target} item={item} line={line.data ?? null} entries={entries} />}
    </>
  )
}
