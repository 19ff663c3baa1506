import { useFigures, useWords } from '../../i18n/words.tsx'
import { Empty } from '../../ui/Empty.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { EntryLink } from './EntryLink.tsx'
import { explainLint } from './lint-words.ts'
import type { LintRow } from './types.ts'

interface Props {
  readonly lints: readonly LintRow[]
  /** With those that are only counted. */
  readonly total: number
  readonly source: string
}

interface Row {
  readonly id: number
  readonly lint: LintRow
}

/** Breaches of form: they never change a verdict. */
export function LintTable({ lints, total, source }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const rows = lints.map((lint, id): Row => ({ id, lint }))
  const columns: readonly Column<Row>[] = [
    {
      id: 'code',
      label: t('verify.lint.what'),
      min: 14,
      grow: 2,
      fixed: true,
      cell: ({ lint }) => (
        <>
          {explainLint(t, lint.code)} <code className="muted">{lint.code}</code>
          {lint.more !== undefined && <div className="muted small">{t('verify.lint.more', { n: lint.more })}</div>}
        </>
      ),
    },
    {
      id: 'file',
      label: t('evidence.file'),
      min: 11,
      grow: 1,
      fixed: true,
      cell: ({ lint }) => <EvidenceText value={lint.file} />,
    },
    {
      id: 'entry',
      label: t('verify.finding.entries'),
      min: 7,
      cell: ({ lint }) => (lint.index === undefined ? '' : <EntryLink index={lint.index} />),
    },
    {
      id: 'byte',
      label: t('verify.damage.byte'),
      min: 6,
      align: 'end',
      cell: ({ lint }) => (lint.byteOffset === undefined ? '' : count(lint.byteOffset)),
    },
    {
      id: 'expected',
      label: t('ui.error.expected'),
      min: 9,
      grow: 1,
      cell: ({ lint }) => <EvidenceText value={lint.expected ?? ''} />,
    },
    {
      id: 'got',
      label: t('ui.error.got'),
      min: 9,
      grow: 1,
      cell: ({ lint }) => <EvidenceText value={lint.got ?? ''} />,
    },
  ]
  return (
    <DataTable
      id="lints"
      label={t('verify.tab.lints')}
      columns={columns}
      count={rows.length}
      rowAt={(index) => rows[index]}
      rowKey={({ id }) => String(id)}
      wrap
      height={28}
      empty={
        <Empty title={t('verify.lint.none')}>
          <p>{t('verify.lint.none.text')}</p>
        </Empty>
      }
      account={<RowAccount shown={rows.length} total={total} source={source} />}
    />
  )
}
