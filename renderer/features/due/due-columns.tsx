import type { Output } from '#contract/contract.ts'
import { DAY_MS } from '#core/instant.ts'
import type { Words } from '../../i18n/words.tsx'
import { Status } from '../../ui/Status.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Column } from '../../ui/table/column.ts'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { LogTarget } from '../requests/DerivedLog.tsx'
import { labelOf } from '../requests/labels.ts'

type Item = Output<'requests.due'>['items'][number]

export function dueColumns(t: Words, target: LogTarget, asOfMs: number): readonly Column<Item>[] {
  /** Whole days, rounded up: a day late is late by one day. */
  const state = ({ dueMs, overdue }: Item) => {
    if (dueMs === null) return t('due.undated')
    const days = Math.ceil(Math.abs(dueMs - asOfMs) / DAY_MS)
    return overdue ? (
      <Status tone="damaged">{t('due.overdue-by', { days })}</Status>
    ) : (
      t('due.in', { days: dueMs <= asOfMs ? 0 : days })
    )
  }
  return [
    {
      id: 'due',
      label: t('due.col.due'),
      min: 11,
      fixed: true,
      cell: ({ dueMs }) => (dueMs === null ? '–' : <Time at={dueMs} />),
    },
    { id: 'state', label: t('due.col.state'), min: 10, cell: state },
    { id: 'what', label: t('due.col.what'), min: 13, grow: 2, fixed: true, cell: ({ kind }) => t(`due.kind.${kind}`) },
    {
      id: 'req',
      label: t('requests.col.req'),
      min: 9,
      grow: 1,
      fixed: true,
      cell: ({ req }) =>
        req === null ? (
          <span className="Requests-muted">{t('findings.group.log')}</span>
        ) : (
          <a href={`#/case/${target.caseId}/requests/${encodeURIComponent(req)}`} tabIndex={-1}>
            <EvidenceText value={req} />
          </a>
        ),
    },
    {
      id: 'origin',
      label: t('requests.col.origin'),
      min: 5,
      cell: ({ about }) => <EvidenceText value={about?.origin.code ?? ''} />,
    },
    {
      id: 'authority',
      label: t('requests.col.authority'),
      min: 11,
      grow: 2,
      cell: ({ about }) => <EvidenceText value={about?.authority.name ?? ''} />,
    },
    {
      id: 'instrument',
      label: t('requests.col.instrument'),
      min: 10,
      grow: 1,
      optional: true,
      cell: ({ about }) => (about === null ? '' : labelOf('instrument', about.instrument)),
    },
    {
      id: 'entries',
      label: t('due.col.entries'),
      min: 7,
      cell: ({ entries }) =>
        entries.map(({ seq, index }) =>
          index === null ? (
            <span key={seq}>{seq} </span>
          ) : (
            <a
              key={seq}
              href={`#/case/${target.caseId}/verify/${target.evidenceId}?tab=entries&entry=${index}`}
              tabIndex={-1}
            >
              {t('requests.story.entry', { index })}{' '}
            </a>
          ),
        ),
    },
  ]
}
