import { useWords } from '../../i18n/words.tsx'
import { hrefOf } from '../../router.ts'
import { Notice } from '../../ui/Notice.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { Run } from './types.ts'

interface Props {
  readonly caseId: string
  readonly run: Run
}

/** Sealed in the log, and not among these bundles. */
export function AbsentBundles({ caseId, run: { absent, absentCount, log } }: Props) {
  const t = useWords()
  if (absentCount === 0 || log === null) return null
  return (
    <div className="Bundles-note">
      <Notice kind="warning" title={t('bundles.absent', { n: absentCount })}>
        <p>{t('bundles.absent.text')}</p>
        <details>
          <summary>{t('bundles.absent.list', { n: absentCount })}</summary>
          <ul className="Bundles-absent">
            {absent.map(({ index, bundle, req }) => (
              <li key={index}>
                <EvidenceText value={bundle ?? t('bundles.no-id')} />
                {req !== null && (
                  <>
                    {' · '}
                    <a href={hrefOf(`/case/${caseId}/requests/${encodeURIComponent(req)}`)}>
                      <EvidenceText value={req} />
                    </a>
                  </>
                )}
                {' · '}
                <a href={hrefOf(`/case/${caseId}/verify/${log.evidenceId}`, { tab: 'entries', entry: index })}>
                  {t('bundles.absent.entry', { index })}
                </a>
              </li>
            ))}
          </ul>
          {absent.length < absentCount && <p>{t('bundles.absent.more', { n: absent.length })}</p>}
        </details>
      </Notice>
    </div>
  )
}
