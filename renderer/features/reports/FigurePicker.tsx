import { useState } from 'react'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import type { ReportView } from './types.ts'

interface Props {
  readonly tables: ReportView['tables']
  /** Its tables are offered first. */
  readonly section: string
  readonly onInsert: (reference: string) => void
}

const first = <T,>(all: readonly T[], fits: (one: T) => boolean): T | undefined => all.find(fits) ?? all[0]

/** A figure by table, row and column, inserted as a reference that follows the table. */
export function FigurePicker({ tables, section, onInsert }: Props) {
  const t = useWords()
  const [chosen, setChosen] = useState({ table: '', row: '', column: '' })
  const table =
    tables.find(({ id }) => id === chosen.table) ?? first(tables, (one) => one.section === section) ?? tables[0]
  if (!table) return null
  const row = first(table.rows, ({ id }) => id === chosen.row)
  const column = first(table.columns, ({ id }) => id === chosen.column)
  const cell = column && row?.cells[table.columns.indexOf(column)]
  return (
    <fieldset className="Reports-picker">
      <legend>{t('reports.picker')}</legend>
      <Select
        label={t('reports.picker.table')}
        value={table.id}
        options={tables.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(id) => setChosen({ ...chosen, table: id })}
      />
      <Select
        label={table.rowHead}
        value={row?.id ?? ''}
        options={table.rows.map(({ id, label }) => ({ value: id, label }))}
        onChange={(id) => setChosen({ ...chosen, table: table.id, row: id })}
      />
      <Select
        label={t('reports.picker.column')}
        value={column?.id ?? ''}
        options={table.columns.map(({ id, label }) => ({ value: id, label }))}
        onChange={(id) => setChosen({ ...chosen, table: table.id, row: row?.id ?? '', column: id })}
      />
      <Button
        disabled={cell === undefined}
        onClick={() => row && column && onInsert(`{{${table.id}/${row.id}/${column.id}}}`)}
      >
        {t('reports.picker.insert', { figure: cell?.text ?? '' })}
      </Button>
    </fieldset>
  )
}
