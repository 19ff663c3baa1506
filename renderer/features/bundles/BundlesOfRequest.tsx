import { useQuery } from '@tanstack/react-query'
import { CHECKS } from '#core/bundle/check.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { hrefOf } from '../../router.ts'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Status } from '../../ui/Status.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { bundlePath, TONES } from './types.ts'
import './Bundles.css'

interface Props {
  readonly caseId: string
  readonly req: string
}

const MOST = 20

/** The bundles of this case that say they answer a request, each with what was found of it. */
export function BundlesOfRequest({ caseId, req }: Props) {
  const t = useWords()
  const input = { caseId, evidenceId: null, filter: { req }, limit: MOST }
  const list = useQuery(readQuery(useCall(), 'bundles.list', input))
  return (
    <Section title={t('bundles.of-request')}>
      {list.isPending ? (
        <Loading>{t('bundles.loading')}</Loading>
      ) : list.isError ? (
        <CallErrorNotice title={t('bundles.failed')} error={list.error.detail} onRetry={() => list.refetch()} />
      ) : list.data.rows.length === 0 ? (
        <p className="muted">{t('bundles.of-request.none')}</p>
      ) : (
        <ul className="Bundles-ofRequest">
          {list.data.rows.map(({ evidenceId, no, bundle, status, checks }) => (
            <li key={`${evidenceId} ${no}`}>
              <Status tone={TONES[status]}>{t(`bundles.answer.${status}`)}</Status>
              <div>
                <a href={hrefOf(bundlePath({ caseId, evidenceId, no }))}>
                  <EvidenceText value={bundle ?? t('bundles.no-id')} />
                </a>
                {status !== 'holds' && (
                  <span className="muted">
                    {' · '}
                    {CHECKS.filter((check) => checks[check].answer === status)
                      .map((check) => t(`bundles.check.${check}`))
                      .join(', ')}
                  </span>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {list.isSuccess && list.data.matching > MOST && (
        <p>
          <a href={hrefOf(`/case/${caseId}/bundles`, { q: req })}>
            {t('bundles.of-request.more', { n: list.data.matching })}
          </a>
        </p>
      )}
    </Section>
  )
}
