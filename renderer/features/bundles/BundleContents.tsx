import { useQuery } from '@tanstack/react-query'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { goQuery } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Section } from '../../ui/Screen.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { labelOf } from '../requests/labels.ts'
import { claimInWords } from './claim-words.ts'
import { InnerFileView } from './InnerFileView.tsx'
import type { BundleTarget, BundleView, InnerFile } from './types.ts'

interface Props {
  readonly target: BundleTarget
  readonly bundle: BundleView
  readonly file: string | null
}

/** The files inside, with a key; what to do without one. */
export function BundleContents({ target, bundle, file }: Props) {
  const t = useWords()
  const call = useCall()
  const keys = useQuery(readQuery(call, 'bundles.keys', { caseId: target.caseId }))
  const held = keys.data?.keys.map(({ kid }) => kid) ?? []
  const canOpen = bundle.statement?.recipients.some(({ kid }) => held.includes(kid)) ?? false
  const contents = useQuery({
    ...readQuery(call, 'bundles.contents', target),
    enabled: canOpen,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (bundle.statement === null || keys.isPending) return null
  const chosen = contents.data?.files.find(({ path }) => path === file)
  return (
    <Section title={t('bundles.contents')}>
      {held.length === 0 ? (
        <Empty title={t('bundles.contents.no-key')}>
          <p>{t('bundles.contents.no-key.text')}</p>
        </Empty>
      ) : !canOpen ? (
        <Empty title={t('bundles.contents.other-key')}>
          <p>{t('bundles.contents.other-key.text')}</p>
        </Empty>
      ) : contents.isPending ? (
        <Loading>{t('bundles.contents.loading')}</Loading>
      ) : contents.isError ? (
        <CallErrorNotice
          title={t('bundles.contents.failed')}
          error={contents.error.detail}
          safe={t('bundles.contents.failed.safe')}
          onRetry={() => contents.refetch()}
        />
      ) : (
        <>
          <FileList files={contents.data.files} selected={file} source={bundle.bundle ?? bundle.path} />
          {chosen !== undefined && <InnerFileView key={chosen.path} target={target} file={chosen} />}
        </>
      )}
    </Section>
  )
}

interface ListProps {
  readonly files: readonly InnerFile[]
  readonly selected: string | null
  readonly source: string
}

function FileList({ files, selected, source }: ListProps) {
  const t = useWords()
  const { bytes } = useFigures()
  const columns: readonly Column<InnerFile>[] = [
    {
      id: 'name',
      label: t('bundles.contents.name'),
      min: 12,
      grow: 2,
      fixed: true,
      cell: ({ name, path, parts }) => (
        <>
          <EvidenceText value={name} />
          <div className="muted small">
            {path}
            {parts > 1 && `, ${t('bundles.contents.parts', { n: parts })}`}
          </div>
        </>
      ),
    },
    { id: 'kind', label: t('bundles.contents.kind'), min: 6, cell: ({ kind }) => t(`bundles.kind.${kind}`) },
    { id: 'type', label: t('bundles.contents.type'), min: 8, cell: (one) => <EvidenceText value={one.mediaType} /> },
    { id: 'size', label: t('bundles.contents.size'), min: 5, align: 'end', cell: (one) => bytes(one.bytes) },
    {
      id: 'categories',
      label: t('bundles.contents.categories'),
      min: 8,
      grow: 1,
      cell: ({ categories }) => categories.map((code) => labelOf('category', code)).join(', '),
    },
    {
      id: 'claim',
      label: t('bundles.contents.claim'),
      min: 8,
      grow: 1,
      cell: ({ claim }) =>
        claim === null ? (
          <span className="muted">{t('bundles.contents.claim.none')}</span>
        ) : (
          <EvidenceText value={claimInWords(claim)} />
        ),
    },
    {
      id: 'open',
      label: t('bundles.contents.do'),
      min: 6,
      align: 'end',
      fixed: true,
      cell: ({ path, name }) => (
        <Button
          look="quiet"
          aria-label={t('bundles.contents.open.name', { name })}
          onClick={() => goQuery({ file: path })}
        >
          {t('bundles.contents.open')}
        </Button>
      ),
    },
  ]
  return (
    <DataTable
      id="bundle-files"
      label={t('bundles.contents')}
      columns={columns}
      wrap
      count={files.length}
      rowAt={(index) => files[index]}
      rowKey={({ path }) => path}
      selected={selected}
      onSelect={({ path }) => goQuery({ file: path })}
      height={20}
      empty={<Empty title={t('bundles.contents.none')} />}
      account={<RowAccount shown={files.length} total={files.length} source={source} />}
    />
  )
}
