import type { Output } from '#contract/contract.ts'
import { WORK_TYPES } from '#core/work-log/work-event.ts'
import type { Words } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Column } from '../../ui/table/column.ts'
import { EvidenceText } from '../../ui/text/Reveal.tsx'

type Entry = Output<'worklog.list'>['entries'][number]

export function typeInWords(t: Words, type: string): string {
  const known = WORK_TYPES.find((one) => one === type)
  if (known !== undefined) return t(`worklog.type.${known}`)
  return type === 'log.opened' ? t('worklog.type.opened') : type
}

/** @param onUndo null: nothing can be written */
export function workLogColumns(
  t: Words,
  caseId: string,
  onUndo: ((entry: Entry) => void) | null,
): readonly Column<Entry>[] {
  return [
    { id: 'seq', label: t('worklog.col.seq'), min: 3.5, align: 'end', fixed: true, cell: ({ seq }) => seq },
    { id: 'time', label: t('worklog.col.time'), min: 11, cell: ({ timeMs }) => <Time at={timeMs} /> },
    { id: 'type', label: t('worklog.col.type'), min: 9, fixed: true, cell: ({ type }) => typeInWords(t, type) },
    {
      id: 'req',
      label: t('requests.col.req'),
      min: 10.5,
      cell: ({ req }) =>
        req === null ? (
          ''
        ) : (
          <a href={`#/case/${caseId}/requests/${encodeURIComponent(req)}`}>
            <EvidenceText value={req} />
          </a>
        ),
    },
    {
      id: 'text',
      label: t('worklog.col.text'),
      min: 14,
      grow: 1,
      fixed: true,
      cell: ({ text, undoneBy }) => (
        <span className={undoneBy === null ? undefined : 'WorkLog-undone'}>
          <EvidenceText value={text} />
        </span>
      ),
    },
    {
      id: 'state',
      label: t('worklog.col.state'),
      min: 8,
      cell: (entry) => {
        if (entry.undoneBy !== null) return t('worklog.undone', { seq: entry.undoneBy })
        if (!entry.canUndo || onUndo === null) return ''
        return (
          <Button
            look="quiet"
            aria-label={t('worklog.undo.title', { seq: entry.seq })}
            onClick={(event) => {
              event.stopPropagation()
              onUndo(entry)
            }}
          >
            {t('worklog.undo')}
          </Button>
        )
      },
    },
  ]
}
