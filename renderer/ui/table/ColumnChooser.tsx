import { useMemo, useState } from 'react'
import { useWords } from '../../i18n/words.tsx'
import { Glyph } from '../Glyph.tsx'
import { Toggle } from '../Toggle.tsx'
import type { Column } from './column.ts'

const storageKey = (tableId: string) => `plainview.columns.${tableId}`

function readHidden(tableId: string): readonly string[] | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey(tableId)) ?? 'null')
    return Array.isArray(stored) && stored.every((id) => typeof id === 'string') ? stored : null
  } catch {
    return null
  }
}

/** The columns this reader wants of one table; remembered where storage is allowed. */
export function useShownColumns<Row>(tableId: string, columns: readonly Column<Row>[]) {
  const [hidden, setHiddenState] = useState<readonly string[]>(
    () => readHidden(tableId) ?? columns.filter(({ optional }) => optional).map(({ id }) => id),
  )
  const setHidden = (next: readonly string[]) => {
    setHiddenState(next)
    try {
      localStorage.setItem(storageKey(tableId), JSON.stringify(next))
    } catch {
      // Storage refused: the choice lasts as long as the page.
    }
  }
  const shown = useMemo(() => columns.filter(({ id, fixed }) => fixed || !hidden.includes(id)), [columns, hidden])
  return { shown, hidden, setHidden }
}

interface Props<Row> {
  readonly columns: readonly Column<Row>[]
  readonly hidden: readonly string[]
  readonly onChange: (hidden: readonly string[]) => void
}

export function ColumnChooser<Row>({ columns, hidden, onChange }: Props<Row>) {
  const t = useWords()
  const optional = columns.filter(({ fixed }) => !fixed)
  if (optional.length === 0) return null
  return (
    <details
      className="ColumnChooser"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !event.currentTarget.open) return
        event.stopPropagation()
        event.currentTarget.open = false
        event.currentTarget.querySelector('summary')?.focus()
      }}
    >
      <summary>
        <Glyph name="columns" /> {t('ui.table.columns')}
      </summary>
      <fieldset className="ColumnChooser-list">
        <legend className="VisuallyHidden">{t('ui.table.columns')}</legend>
        {optional.map(({ id, label }) => (
          <Toggle
            key={id}
            checked={!hidden.includes(id)}
            onChange={(show) => onChange(show ? hidden.filter((other) => other !== id) : [...hidden, id])}
          >
            {label}
          </Toggle>
        ))}
      </fieldset>
    </details>
  )
}
