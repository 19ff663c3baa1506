import { useQuery } from '@tanstack/react-query'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { Status } from '../../ui/Status.tsx'

/** An attempt should show while somebody is still looking. */
const ASK_EVERY_MS = 5000

/** "Network blocked, 0 attempts": asked again and again, never assumed. */
export function NetworkStatus() {
  const t = useWords()
  const query = useQuery({
    ...readQuery(useCall(), 'app.about', {}),
    staleTime: 0,
    refetchInterval: ASK_EVERY_MS,
    retry: false,
  })
  if (query.isPending) return <p className="Shell-network">{t('shell.network.asking')}</p>
  if (query.isError) {
    return (
      <p className="Shell-network">
        <Status tone="unknown">{t('shell.network.unknown')}</Status>
      </p>
    )
  }
  const { network, version } = query.data
  return (
    <p className="Shell-network">
      {network.blocked ? (
        <span>{t('shell.network.blocked')}</span>
      ) : (
        <Status tone="damaged">{t('shell.network.open')}</Status>
      )}
      {network.attempts === 0 ? (
        <span>{t('shell.network.attempts', { n: 0 })}</span>
      ) : (
        <Status tone="unknown">{t('shell.network.attempts', { n: network.attempts })}</Status>
      )}
      <span>{t('shell.version', { version })}</span>
    </p>
  )
}
