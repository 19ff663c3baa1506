import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Status } from '../../ui/Status.tsx'
import type { Column } from '../../ui/table/column.ts'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { AddKeyDialog } from './AddKeyDialog.tsx'

interface Row {
  readonly key: Output<'trust.came-with-export'>['keys'][number]
  readonly evidenceId: string
  readonly evidenceName: string
  readonly origin: string | null
}

/** Keys an export brought along: shown so that they can be compared with another source, not trusted. */
export function CameWithExport({ caseId }: { readonly caseId: string }) {
  const t = useWords()
  const call = useCall()
  const list = useQuery(readQuery(call, 'evidence.list', { caseId }))
  const evidence = list.data?.evidence ?? []
  const results = useQueries({
    queries: evidence.map(({ evidenceId }) => readQuery(call, 'trust.came-with-export', { caseId, evidenceId })),
  })
  const [offered, setOffered] = useState<Row | null>(null)
  const error = list.error ?? results.find(({ isError }) => isError)?.error ?? null
  const rows = evidence.flatMap(({ evidenceId, name, origin }, i) =>
    (results[i]?.data?.keys ?? []).map((key): Row => ({ key, evidenceId, evidenceName: name, origin })),
  )
  const isPending = list.isPending || results.some((result) => result.isPending)
  const columns: readonly Column<Row>[] = [
    {
      id: 'name',
      label: t('trust.key.name'),
      min: 16,
      cell: ({ key }) => (
        <>
          <EvidenceText value={key.name} />
          <div className="muted small">
            <code>{key.keyId}</code>
          </div>
        </>
      ),
    },
    { id: 'source', label: t('trust.came.source'), min: 9, cell: ({ key }) => <EvidenceText value={key.source} /> },
    {
      id: 'evidence',
      label: t('evidence.title'),
      min: 9,
      cell: (row) => (
        <a href={`#/case/${caseId}/verify/${row.evidenceId}`}>
          <EvidenceText value={row.evidenceName} />
        </a>
      ),
    },
    {
      id: 'trusted',
      label: t('trust.came.trusted'),
      min: 8,
      cell: ({ key }) => (
        <Status tone={key.trusted ? 'intact' : 'unknown'}>{t(key.trusted ? 'trust.came.yes' : 'trust.came.no')}</Status>
      ),
    },
    {
      id: 'trust',
      label: t('cases.actions'),
      min: 6,
      align: 'end',
      cell: (row) =>
        !row.key.trusted && (
          <Button
            look="quiet"
            aria-label={t('trust.came.trust.name', { name: row.key.name })}
            onClick={() => setOffered(row)}
          >
            {t('trust.came.trust')}
          </Button>
        ),
    },
  ]
  return (
    <Section title={t('trust.came')}>
      <p className="muted Trust-remark">{t('trust.came.text')}</p>
      {error ? (
        <CallErrorNotice title={t('trust.came.failed')} error={error.detail} safe={t('trust.safe')} />
      ) : isPending ? (
        <Loading>{t('trust.keys.loading')}</Loading>
      ) : rows.length === 0 ? (
        <Empty title={t(evidence.length === 0 ? 'evidence.none' : 'trust.came.none')} />
      ) : (
        <PlainTable
          label={t('trust.came')}
          columns={columns}
          rows={rows}
          rowKey={({ key, evidenceId }) => `${evidenceId} ${key.source} ${key.vkey}`}
          account={<RowAccount shown={rows.length} total={rows.length} source={t('trust.came.account')} />}
        />
      )}
      {offered && (
        <AddKeyDialog offered={{ vkey: offered.key.vkey, origin: offered.origin }} onClose={() => setOffered(null)} />
      )}
    </Section>
  )
}
