import { useState } from 'react'
import type { CaseSummary } from '../../api/case-context.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { Status } from '../../ui/Status.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Column } from '../../ui/table/column.ts'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { ForgetCaseDialog } from './ForgetCaseDialog.tsx'
import { RenameCaseDialog } from './RenameCaseDialog.tsx'
import './CaseTable.css'

interface Asking {
  readonly what: 'rename' | 'forget'
  readonly about: CaseSummary
}

/** The cases this user has opened; those that can no longer be opened say why. */
export function CaseTable({ cases }: { readonly cases: readonly CaseSummary[] }) {
  const t = useWords()
  const { count, bytes } = useFigures()
  const [asking, setAsking] = useState<Asking | null>(null)
  const columns: readonly Column<CaseSummary>[] = [
    { id: 'name', label: t('cases.name'), min: 16, grow: 1, fixed: true, cell: (row) => <CaseName row={row} /> },
    { id: 'opened', label: t('cases.opened'), min: 6, cell: (row) => <Time at={row.openedAtMs} /> },
    { id: 'evidence', label: t('cases.evidence'), min: 4.5, align: 'end', cell: (row) => count(row.evidenceCount) },
    { id: 'entries', label: t('cases.entries'), min: 4.5, align: 'end', cell: (row) => count(row.entryCount) },
    { id: 'size', label: t('cases.size'), min: 4.5, align: 'end', cell: (row) => bytes(row.sizeBytes) },
    {
      id: 'actions',
      label: t('cases.actions'),
      min: 10,
      align: 'end',
      cell: (row) => (
        <>
          {row.state === 'ready' && !row.readOnly && (
            <Button
              look="quiet"
              aria-label={t('cases.rename.name', { name: row.name })}
              onClick={() => setAsking({ what: 'rename', about: row })}
            >
              {t('cases.rename')}
            </Button>
          )}
          <Button
            look="quiet"
            aria-label={t('cases.forget.name', { name: row.name })}
            onClick={() => setAsking({ what: 'forget', about: row })}
          >
            {t('cases.forget')}
          </Button>
        </>
      ),
    },
  ]
  return (
    <>
      <PlainTable
        label={t('cases.recent')}
        columns={columns}
        rows={cases}
        rowKey={({ caseId }) => caseId}
        account={<RowAccount shown={cases.length} total={cases.length} source={t('cases.source')} />}
      />
      {asking?.what === 'rename' && <RenameCaseDialog about={asking.about} onClose={() => setAsking(null)} />}
      {asking?.what === 'forget' && <ForgetCaseDialog about={asking.about} onClose={() => setAsking(null)} />}
    </>
  )
}

function CaseName({ row }: { readonly row: CaseSummary }) {
  const t = useWords()
  if (row.state === 'ready') {
    return (
      <>
        <a className="CaseTable-name" href={`#/case/${row.caseId}/${row.evidenceCount > 0 ? 'verify' : 'evidence'}`}>
          <EvidenceText value={row.name} />
        </a>
        {row.readOnly && <div className="muted small">{t('cases.read-only')}</div>}
      </>
    )
  }
  return (
    <>
      <span className="CaseTable-name">
        <EvidenceText value={row.name} />
      </span>
      <div>
        <Status tone={row.state === 'damaged' ? 'damaged' : 'unknown'}>{t(`cases.state.${row.state}`)}</Status>
      </div>
      <div className="muted small">
        <EvidenceText value={row.detail} /> {t(`cases.state.${row.state}.next`)}
      </div>
    </>
  )
}
