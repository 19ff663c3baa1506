import { useWords } from '../../i18n/words.tsx'
import { Status, type Tone } from '../../ui/Status.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { FailingClasses } from './FailingClasses.tsx'
import type { Result } from './MeasureResult.tsx'

type Claim = Result['claims'][number]

const TONES: Readonly<Record<Claim['verdict'], Tone>> = {
  holds: 'intact',
  fails: 'damaged',
  'cannot be satisfied': 'damaged',
  undecidable: 'unknown',
}

interface Props {
  readonly measureId: string
  readonly claims: readonly Claim[]
}

/** Each claim with its verdict, why, and the classes that fail it, down to their rows. */
export function ClaimVerdicts({ measureId, claims }: Props) {
  const t = useWords()
  return (
    <ul className="Tables-claims">
      {claims.map((claim, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same claim may be made twice, and their order is theirs
        <li key={at}>
          <Status tone={TONES[claim.verdict]}>{t(`tables.verdict.${claim.verdict}`)}</Status>
          <div>
            <p>
              <b>
                <EvidenceText value={claim.claim} />
              </b>
              : <EvidenceText value={claim.why} />
            </p>
            {claim.failing > 0 && <FailingClasses measureId={measureId} claim={claim} at={at} />}
          </div>
        </li>
      ))}
    </ul>
  )
}
