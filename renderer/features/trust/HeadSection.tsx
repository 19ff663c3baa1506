import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useBridge } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Column } from '../../ui/table/column.ts'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { HeadDialog } from './HeadDialog.tsx'

export type RememberedHead = Output<'trust.heads'>['heads'][number]

/** What was seen of each log before: every one is compared with every later import of its origin. */
export function HeadSection() {
  const t = useWords()
  const { count } = useFigures()
  const bridge = useBridge()
  const query = useQuery(readQuery(bridge.call, 'trust.heads', {}))
  const [shown, setShown] = useState<RememberedHead | null>(null)
  const columns: readonly Column<RememberedHead>[] = [
    { id: 'origin', label: t('verify.head.origin'), min: 14, cell: (head) => <EvidenceText value={head.origin} /> },
    { id: 'size', label: t('verify.head.size'), min: 7, align: 'end', cell: (head) => count(head.size) },
    {
      id: 'root',
      label: t('verify.head.root'),
      min: 14,
      cell: (head) => <Hash value={head.root} of={t('verify.head.root')} />,
    },
    { id: 'when', label: t('trust.head.when'), min: 9, cell: (head) => <Time at={head.rememberedAtMs} /> },
    {
      id: 'actions',
      label: t('cases.actions'),
      min: 6,
      align: 'end',
      cell: (head) => (
        <Button
          look="quiet"
          aria-label={t('trust.head.show.name', { origin: head.origin, size: head.size })}
          onClick={() => setShown(head)}
        >
          {t('trust.head.show')}
        </Button>
      ),
    },
  ]
  return (
    <Section title={t('trust.heads')}>
      <p className="muted Trust-remark">{t('trust.heads.text')}</p>
      {query.isPending ? (
        <Loading>{t('trust.heads.loading')}</Loading>
      ) : query.isError ? (
        <CallErrorNotice
          title={t('trust.heads.failed')}
          error={query.error.detail}
          safe={t('trust.safe')}
          onRetry={() => query.refetch()}
        />
      ) : query.data.heads.length === 0 ? (
        <Empty title={t('trust.heads.none')}>
          <p>{t('trust.heads.none.text')}</p>
        </Empty>
      ) : (
        <PlainTable
          label={t('trust.heads')}
          columns={columns}
          rows={query.data.heads}
          rowKey={({ headId }) => headId}
          account={
            <RowAccount shown={query.data.heads.length} total={query.data.heads.length} source={t('trust.profile')} />
          }
        />
      )}
      {shown && <HeadDialog head={shown} onClose={() => setShown(null)} />}
    </Section>
  )
}
