import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { Status, type Tone } from '../../ui/Status.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Column } from '../../ui/table/column.ts'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { FilesDialog } from './FilesDialog.tsx'
import './EvidenceTable.css'

type Evidence = Output<'evidence.list'>['evidence'][number]

/** What an exit code of the verdict means, at a glance; the words beside it say it exactly. */
export function toneOfExit(exit: number | null): Tone {
  if (exit === null) return 'neutral'
  if (exit === 0) return 'intact'
  return exit === 30 || exit === 40 ? 'damaged' : 'unknown'
}

interface Props {
  readonly caseId: string
  readonly caseName: string
  readonly evidence: readonly Evidence[]
}

/** Every import of the case, newest first, with what came of it. */
export function EvidenceTable({ caseId, caseName, evidence }: Props) {
  const t = useWords()
  const { count, bytes } = useFigures()
  const [filesOf, setFilesOf] = useState<Evidence | null>(null)
  const columns: readonly Column<Evidence>[] = [
    {
      id: 'name',
      label: t('evidence.name'),
      min: 11,
      cell: (row) => (
        <>
          <a
            className="EvidenceTable-name"
            href={`#/case/${caseId}/${row.kind === 'bundles' ? 'bundles' : 'verify'}/${row.evidenceId}`}
          >
            <EvidenceText value={row.name} />
          </a>
          <div className="muted small">
            {t(`evidence.kind.${row.kind}`)}
            {row.origin !== null && (
              <>
                {' · '}
                <EvidenceText value={row.origin} />
              </>
            )}
          </div>
        </>
      ),
    },
    { id: 'verdict', label: t('evidence.verdict'), min: 13, cell: (row) => <Verdict row={row} /> },
    { id: 'entries', label: t('evidence.entries'), min: 4.5, align: 'end', cell: (row) => count(row.entries) },
    { id: 'period', label: t('evidence.period'), min: 6, cell: (row) => <Period row={row} /> },
    { id: 'size', label: t('evidence.size'), min: 4.5, align: 'end', cell: (row) => bytes(row.sizeBytes) },
    { id: 'imported', label: t('evidence.imported'), min: 6, cell: (row) => <Time at={row.importedAtMs} /> },
    {
      id: 'files',
      label: t('evidence.files'),
      min: 3.5,
      align: 'end',
      cell: (row) => (
        <Button
          look="quiet"
          aria-label={t('evidence.files.name', { n: row.files, name: row.name })}
          onClick={() => setFilesOf(row)}
        >
          {count(row.files)}
        </Button>
      ),
    },
  ]
  return (
    <>
      <PlainTable
        label={t('evidence.history')}
        columns={columns}
        rows={evidence}
        rowKey={({ evidenceId }) => evidenceId}
        account={<RowAccount shown={evidence.length} total={evidence.length} source={caseName} />}
      />
      {filesOf && <FilesDialog caseId={caseId} evidence={filesOf} onClose={() => setFilesOf(null)} />}
    </>
  )
}

function Verdict({ row }: { readonly row: Evidence }) {
  const t = useWords()
  if (row.kind === 'bundles') return <span className="muted">{t('evidence.see-bundles')}</span>
  return (
    <Status tone={toneOfExit(row.exit)}>
      {row.headline === null ? t('evidence.not-verified') : <EvidenceText value={row.headline} />}
    </Status>
  )
}

function Period({ row }: { readonly row: Evidence }) {
  const t = useWords()
  if (row.firstTime === null || row.lastTime === null) return <span className="muted">{t('evidence.no-period')}</span>
  return (
    <span className="EvidenceTable-period">
      <Time at={row.firstTime} precision="day" />
      {' – '}
      <Time at={row.lastTime} precision="day" />
    </span>
  )
}
