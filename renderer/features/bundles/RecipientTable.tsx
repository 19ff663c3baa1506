import { useQuery } from '@tanstack/react-query'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Status } from '../../ui/Status.tsx'
import type { Column } from '../../ui/table/column.ts'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
import type { BundleView } from './types.ts'

type Statement = NonNullable<BundleView['statement']>
type Recipient = Statement['recipients'][number]

interface Props {
  readonly caseId: string
  readonly statement: Statement
}

/** Who the statement says can open it, and whether one of their keys is in memory. */
export function RecipientTable({ caseId, statement }: Props) {
  const t = useWords()
  const keys = useQuery(readQuery(useCall(), 'bundles.keys', { caseId }))
  const held = new Set(keys.data?.keys.map(({ kid }) => kid) ?? [])
  const columns: readonly Column<Recipient>[] = [
    { id: 'role', label: t('bundles.recipients.role'), min: 8, cell: ({ role }) => t(`bundles.role.${role}`) },
    {
      id: 'kid',
      label: t('bundles.recipients.kid'),
      min: 20,
      cell: ({ kid, role }) => (
        <Hash value={kid} of={t('bundles.recipients.copy', { role: t(`bundles.role.${role}`) })} whole />
      ),
    },
    {
      id: 'key',
      label: t('bundles.recipients.key'),
      min: 9,
      cell: ({ kid }) =>
        held.has(kid) ? (
          <Status tone="intact">{t('bundles.recipients.held')}</Status>
        ) : (
          <span className="muted">{t('bundles.recipients.not-held')}</span>
        ),
    },
  ]
  return (
    <PlainTable
      label={t('bundles.recipients')}
      columns={columns}
      rows={statement.recipients}
      rowKey={({ kid }) => kid}
    />
  )
}
