import { useMaybeCase } from '../../api/case-context.ts'
import { useWords } from '../../i18n/words.tsx'
import { ScreenHead } from '../../ui/Screen.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { CameWithExport } from './CameWithExport.tsx'
import { HeadSection } from './HeadSection.tsx'
import { KeySection } from './KeySection.tsx'
import { PolicySection } from './PolicySection.tsx'

/** What this user trusts, and why every verdict comes out as it does: keys, remembered heads, witnesses. */
export function TrustScreen() {
  const t = useWords()
  const opened = useMaybeCase()
  return (
    <>
      <ScreenHead
        crumb={
          <>
            <a href="#/">{t('cases.title')}</a>
            {opened && (
              <>
                {' / '}
                <a href={`#/case/${opened.caseId}/evidence`}>
                  <EvidenceText value={opened.name} />
                </a>
              </>
            )}
          </>
        }
        title={t('trust.title')}
        lead={t('trust.lead')}
      />
      <KeySection />
      {opened && <CameWithExport caseId={opened.caseId} />}
      <HeadSection />
      <PolicySection />
    </>
  )
}
