import { useState } from 'react'
import type { CallError } from '#contract/operation.ts'
import { useBridge } from '../../api/call-context.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { ImportedTable, Start } from './types.ts'

interface Props {
  readonly caseId: string
  readonly sections: Start['sections']
  readonly tables: readonly ImportedTable[]
  readonly onTables: (tables: readonly ImportedTable[]) => void
}

/** Figures from before the log began, from a CSV or JSON file: shown and checked, never counted as re-derived. */
export function OldFigures({ caseId, sections, tables, onTables }: Props) {
  const t = useWords()
  const bridge = useBridge()
  const [title, setTitle] = useState('')
  const [section, setSection] = useState('over-time')
  const [unit, setUnit] = useState<ImportedTable['unit']>('request')
  const [failure, setFailure] = useState<CallError | null>(null)

  async function add() {
    setFailure(null)
    const picked = await bridge.pickEvidence({ want: 'file' })
    if (!picked.ok) return setFailure(picked.error)
    if (picked.value === null) return
    const taken = new Set(tables.map(({ id }) => id))
    let number = tables.length + 1
    while (taken.has(`imported-${number}`)) number++
    const about = { id: `imported-${number}`, section, title: title.trim() || t('reports.old.title.default'), unit }
    const read = await bridge.call('reports.importFigures', { caseId, pickedId: picked.value, ...about })
    if (!read.ok) return setFailure(read.error)
    setTitle('')
    onTables([...tables, read.value])
  }
  return (
    <details className="Reports-sections Reports-old" open={tables.length > 0 || undefined}>
      <summary>{t('reports.old.summary', { n: tables.length })}</summary>
      <p className="Reports-muted">{t('reports.old.hint')}</p>
      {tables.length > 0 && (
        <ul>
          {tables.map((table) => (
            <li key={table.id}>
              <EvidenceText value={table.title} />{' '}
              <span className="Reports-muted">
                {t('reports.old.from', { rows: table.rows.length, columns: table.columns.length })}{' '}
                <EvidenceText value={table.file} />
              </span>{' '}
              <Button onClick={() => onTables(tables.filter(({ id }) => id !== table.id))}>
                {t('reports.old.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="Reports-old-add">
        <TextField label={t('reports.old.title')} value={title} onChange={setTitle} maxLength={300} />
        <Select
          label={t('reports.old.section')}
          value={section}
          options={sections.map(({ id, title: label }) => ({ value: id, label }))}
          onChange={setSection}
        />
        <Select
          label={t('reports.old.unit')}
          value={unit}
          options={(['request', 'account', 'report'] as const).map((value) => ({
            value,
            label: t(`reports.old.unit.${value}`),
          }))}
          onChange={setUnit}
        />
        <Button onClick={() => void add()}>{t('reports.old.add')}</Button>
      </div>
      {failure && (
        <CallErrorNotice title={t('reports.old.failed')} error={failure} safe={t('reports.old.failed.safe')} />
      )}
    </details>
  )
}
