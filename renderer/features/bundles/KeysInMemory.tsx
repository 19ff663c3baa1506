import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { useCommands } from '../../ui/commands.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Column } from '../../ui/table/column.ts'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { AddDecryptionKey } from './AddDecryptionKey.tsx'
import type { HeldKey } from './types.ts'

/** What was opened with a key and is still in this page's memory. */
const OPENED = /^(bundles\.(contents|open-table|read-file|table-claim)|tables\.(columns|page|rows|failing|measured))$/

/** The decryption keys that the program holds for this case, each with the button that forgets it. */
export function KeysInMemory({ caseId }: { readonly caseId: string }) {
  const t = useWords()
  const client = useQueryClient()
  const announce = useAnnounce()
  const [isAdding, setAdding] = useState(false)
  const keys = useQuery(readQuery(useCall(), 'bundles.keys', { caseId }))
  const forget = useWrite('bundles.forget-key', ['bundles.keys', 'bundles.state'])
  useCommands('bundle-keys', [
    { id: 'bundle-key', label: t('bundles.key.add'), group: t('bundles.title'), keys: 'k', run: () => setAdding(true) },
  ])

  const drop = ({ kid, name }: HeldKey) =>
    forget.mutate(
      { caseId, kid },
      {
        onSuccess: () => {
          const opened = {
            predicate: ({ queryKey: [name] }: { queryKey: readonly unknown[] }) => OPENED.test(String(name)),
          }
          client.removeQueries(opened)
          announce(t('bundles.keys.forgotten', { name }))
        },
      },
    )
  const columns: readonly Column<HeldKey>[] = [
    { id: 'name', label: t('bundles.keys.name'), min: 10, cell: ({ name }) => <EvidenceText value={name} /> },
    { id: 'kind', label: t('bundles.keys.kind'), min: 5, cell: ({ kind }) => kind },
    {
      id: 'kid',
      label: t('bundles.keys.kid'),
      min: 14,
      cell: ({ kid, name }) => <Hash value={kid} of={t('bundles.keys.copy', { name })} />,
    },
    { id: 'since', label: t('bundles.keys.since'), min: 9, cell: ({ addedAtMs }) => <Time at={addedAtMs} /> },
    {
      id: 'forget',
      label: t('bundles.keys.do'),
      min: 5,
      align: 'end',
      cell: (key) => (
        <Button look="quiet" aria-label={t('bundles.keys.forget.name', { name: key.name })} onClick={() => drop(key)}>
          {t('bundles.keys.forget')}
        </Button>
      ),
    },
  ]
  return (
    <Section title={t('bundles.keys')} aside={<Button onClick={() => setAdding(true)}>{t('bundles.key.add')}</Button>}>
      {keys.isPending ? (
        <Loading>{t('bundles.keys.loading')}</Loading>
      ) : keys.isError ? (
        <CallErrorNotice
          title={t('bundles.keys.failed')}
          error={keys.error.detail}
          safe={t('bundles.safe')}
          onRetry={() => keys.refetch()}
        />
      ) : keys.data.keys.length === 0 ? (
        <p className="muted">{t('bundles.keys.none')}</p>
      ) : (
        <PlainTable
          label={t('bundles.keys')}
          columns={columns}
          rows={keys.data.keys}
          rowKey={({ kid }) => kid}
          account={<p className="muted small">{t('bundles.keys.some')}</p>}
        />
      )}
      {forget.isError && <CallErrorNotice title={t('bundles.keys.not-forgotten')} error={forget.error.detail} />}
      {isAdding && <AddDecryptionKey caseId={caseId} onClose={() => setAdding(false)} />}
    </Section>
  )
}
