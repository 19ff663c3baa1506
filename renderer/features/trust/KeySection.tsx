import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { useCommands } from '../../ui/commands.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Column } from '../../ui/table/column.ts'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { AddKeyDialog } from './AddKeyDialog.tsx'
import { RemoveKeyDialog } from './RemoveKeyDialog.tsx'

export type TrustedKey = Output<'trust.keys'>['keys'][number]

/** The public keys this user trusts, each for a window of tree sizes. */
export function KeySection() {
  const t = useWords()
  const query = useQuery(readQuery(useCall(), 'trust.keys', {}))
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<TrustedKey | null>(null)
  useCommands('trust', [
    { id: 'add-key', label: t('trust.key.add'), group: t('trust.title'), keys: 'n', run: () => setAdding(true) },
  ])
  return (
    <Section
      title={t('trust.keys')}
      aside={
        <Button glyph="plus" onClick={() => setAdding(true)}>
          {t('trust.key.add')}
        </Button>
      }
    >
      {query.isPending ? (
        <Loading>{t('trust.keys.loading')}</Loading>
      ) : query.isError ? (
        <CallErrorNotice
          title={t('trust.keys.failed')}
          error={query.error.detail}
          safe={t('trust.safe')}
          onRetry={() => query.refetch()}
        />
      ) : query.data.keys.length === 0 ? (
        <Empty title={t('trust.keys.none')}>
          <p>{t('trust.keys.none.text')}</p>
        </Empty>
      ) : (
        <KeyTable keys={query.data.keys} onRemove={setRemoving} />
      )}
      {adding && <AddKeyDialog onClose={() => setAdding(false)} />}
      {removing && <RemoveKeyDialog about={removing} onClose={() => setRemoving(null)} />}
    </Section>
  )
}

interface TableProps {
  readonly keys: readonly TrustedKey[]
  readonly onRemove: (key: TrustedKey) => void
}

function KeyTable({ keys, onRemove }: TableProps) {
  const t = useWords()
  const { count } = useFigures()
  const columns: readonly Column<TrustedKey>[] = [
    {
      id: 'name',
      label: t('trust.key.name'),
      min: 12,
      cell: (key) => (
        <>
          <EvidenceText value={key.name} />
          <div className="muted small">
            <code>{key.keyId}</code>
            <CopyButton text={() => key.vkey} name={t('trust.key.copy.name', { name: key.name })}>
              {t('trust.key.copy')}
            </CopyButton>
          </div>
        </>
      ),
    },
    { id: 'purpose', label: t('trust.key.purpose'), min: 4.5, cell: (key) => t(`trust.purpose.${key.purpose}`) },
    {
      id: 'origin',
      label: t('trust.key.origin'),
      min: 9,
      cell: (key) =>
        key.origin === null ? <span className="muted">{t('trust.key.any')}</span> : <EvidenceText value={key.origin} />,
    },
    {
      id: 'window',
      label: t('trust.key.window'),
      min: 7,
      cell: ({ fromSize, toSize }) =>
        toSize === null
          ? t('trust.key.from', { from: count(fromSize) })
          : t('trust.key.from-to', { from: count(fromSize), to: count(toSize) }),
    },
    { id: 'added', label: t('trust.key.added'), min: 6, cell: (key) => <Time at={key.addedAtMs} /> },
    { id: 'note', label: t('trust.key.note'), min: 8, cell: (key) => <EvidenceText value={key.note} /> },
    {
      id: 'remove',
      label: t('cases.actions'),
      min: 4.5,
      align: 'end',
      cell: (key) => (
        <Button look="quiet" aria-label={t('trust.key.remove.name', { name: key.name })} onClick={() => onRemove(key)}>
          {t('trust.key.remove')}
        </Button>
      ),
    },
  ]
  return (
    <PlainTable
      label={t('trust.keys')}
      columns={columns}
      rows={keys}
      rowKey={({ vkey }) => vkey}
      account={<RowAccount shown={keys.length} total={keys.length} source={t('trust.profile')} />}
    />
  )
}
