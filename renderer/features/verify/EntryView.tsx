import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Status } from '../../ui/Status.tsx'
import { BytesDiff } from '../../ui/text/BytesDiff.tsx'
import { BytesView } from '../../ui/text/BytesView.tsx'
import { bytesOfBase64 } from '../../ui/text/base64.ts'
import { causeOf, howKnown, whatHappened } from './damage-words.ts'
import { EntryFacts } from './EntryFacts.tsx'
import type { Entry, Target } from './types.ts'

interface Props {
  readonly target: Target
  /** Line of the export. */
  readonly index: number
  readonly entries: number
  /** The place of damage is explained elsewhere on the screen. */
  readonly isExplained?: boolean
}

/** One entry: its bytes, its hash, its neighbours, its proof; beside it the signed bytes where they can be restored. */
export function EntryView({ target, index, entries, isExplained = false }: Props) {
  const t = useWords()
  const query = useQuery({
    ...readQuery(useCall(), 'verify.entry', { ...target, index }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (query.isPending) return <Loading>{t('verify.entry.loading')}</Loading>
  if (query.isError) {
    return (
      <CallErrorNotice
        title={t('verify.entry.failed')}
        error={query.error.detail}
        safe={t('evidence.not-listed.safe')}
        onRetry={() => query.refetch()}
      />
    )
  }
  return (
    <section className="EntryView" aria-label={t('verify.entry.title', { index: query.data.index })}>
      <EntryBytes entry={query.data} isExplained={isExplained} />
      <EntryFacts entry={query.data} entries={entries} />
    </section>
  )
}

function EntryBytes({ entry, isExplained }: { readonly entry: Entry; readonly isExplained: boolean }) {
  const t = useWords()
  const { count } = useFigures()
  const stored = useMemo(() => bytesOfBase64(entry.rawBase64), [entry.rawBase64])
  const signed = useMemo(
    () => (entry.restoredBase64 === null ? null : bytesOfBase64(entry.restoredBase64)),
    [entry.restoredBase64],
  )
  const title = t('verify.entry.stored', { index: entry.index })
  return (
    <>
      <div className="EntryView-head">
        <h3>{t('verify.entry.title', { index: entry.index })}</h3>
        {entry.damage ? (
          <Status tone="damaged">{whatHappened(t, entry.damage)}</Status>
        ) : (
          <Status tone={entry.proof ? 'intact' : 'unknown'}>
            {entry.proof ? t('verify.entry.proved', { size: count(entry.proof.size) }) : t('verify.entry.unproved')}
          </Status>
        )}
      </div>
      {entry.damage && !isExplained && (
        <p className="EntryView-how">
          {howKnown(t, entry.damage)} {causeOf(t, entry.damage)}
        </p>
      )}
      {signed !== null ? (
        <BytesDiff
          before={stored}
          after={signed}
          beforeLabel={title}
          afterLabel={t('verify.entry.signed')}
          offset={entry.byteOffset}
          truncated={entry.truncated}
        />
      ) : (
        <BytesView label={title} bytes={stored} offset={entry.byteOffset} truncated={entry.truncated} />
      )}
    </>
  )
}
