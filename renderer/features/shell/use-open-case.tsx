import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useCall } from '../../api/call-context.ts'
import type { CaseSummary } from '../../api/case-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Loading } from '../../ui/Loading.tsx'

interface Opening {
  readonly opened: CaseSummary | null
  /** Shown in the place of the screen while the case is not open, or cannot be. */
  readonly instead: ReactNode | null
}

/** Opens the case of the address before any screen of it is shown; says why when it cannot be opened. */
export function useOpenCase(caseId: string | null): Opening {
  const t = useWords()
  const query = useQuery({
    ...readQuery(useCall(), 'cases.open', { caseId: caseId ?? '' }),
    enabled: caseId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (caseId === null) return { opened: null, instead: null }
  if (query.isPending) return { opened: null, instead: <Loading>{t('shell.opening-case')}</Loading> }
  if (!query.isError) return { opened: query.data, instead: null }
  return {
    opened: null,
    instead: (
      <>
        <h1 tabIndex={-1} className="Screen-title">
          {t('shell.case-closed')}
        </h1>
        <CallErrorNotice
          title={t('shell.case-closed.title')}
          error={query.error.detail}
          safe={t('shell.case-closed.safe')}
          onRetry={() => query.refetch()}
        />
        <p>
          <a href="#/">{t('shell.to-cases')}</a>
        </p>
      </>
    ),
  }
}
