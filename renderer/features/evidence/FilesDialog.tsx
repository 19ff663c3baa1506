import { useQuery } from '@tanstack/react-query'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { Say, useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Loading } from '../../ui/Loading.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'

interface Props {
  readonly caseId: string
  readonly evidence: Output<'evidence.list'>['evidence'][number]
  readonly onClose: () => void
}

type FileRow = Output<'evidence.files'>['files'][number]

/** The files of one import with size and hash, and the digest over all of them. */
export function FilesDialog({ caseId, evidence, onClose }: Props) {
  const t = useWords()
  const { evidenceId, name, digest } = evidence
  const query = useQuery(readQuery(useCall(), 'evidence.files', { caseId, evidenceId }))
  return (
    <Dialog
      wide
      title={<Say id="evidence.files.title" values={{ name: <EvidenceText key="name" value={name} /> }} />}
      onClose={onClose}
      actions={
        <Button onClick={onClose} data-autofocus>
          {t('ui.close')}
        </Button>
      }
    >
      <p>
        {t('evidence.digest')} <Hash value={digest} of={t('evidence.digest')} whole />
      </p>
      <p className="muted small">{t('evidence.digest.how')}</p>
      {query.isPending ? (
        <Loading>{t('evidence.files.loading')}</Loading>
      ) : query.isError ? (
        <CallErrorNotice
          title={t('evidence.files.not-listed')}
          error={query.error.detail}
          onRetry={() => query.refetch()}
        />
      ) : (
        <FileTable files={query.data.files} source={name} />
      )}
    </Dialog>
  )
}

export function FileTable({ files, source }: { readonly files: readonly FileRow[]; readonly source: string }) {
  const t = useWords()
  const { bytes } = useFigures()
  const columns: readonly Column<FileRow>[] = [
    {
      id: 'path',
      label: t('evidence.file'),
      min: 14,
      grow: 2,
      fixed: true,
      cell: ({ path }) => <EvidenceText value={path} />,
    },
    { id: 'bytes', label: t('evidence.size'), min: 6, align: 'end', fixed: true, cell: (row) => bytes(row.bytes) },
    {
      id: 'sha256',
      label: 'SHA-256',
      min: 15,
      grow: 1,
      fixed: true,
      cell: ({ path, sha256 }) => <Hash value={sha256} of={t('evidence.file-hash', { path })} />,
    },
  ]
  return (
    <DataTable
      id="files"
      label={t('evidence.files')}
      columns={columns}
      count={files.length}
      rowAt={(index) => files[index]}
      rowKey={({ path }) => path}
      height={24}
      empty={<p>{t('evidence.files.none')}</p>}
      account={<RowAccount shown={files.length} total={files.length} source={source} />}
    />
  )
}
