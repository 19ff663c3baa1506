import { useWords } from '../../i18n/words.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Status, type Tone } from '../../ui/Status.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { ClassSizes } from './ClassSizes.tsx'
import type { Measured } from './ReleasedTable.tsx'

type Result = Measured['result']
type Claim = Result['claims'][number]

const TONES: Readonly<Record<Claim['verdict'], Tone>> = {
  holds: 'intact',
  fails: 'damaged',
  'cannot be satisfied': 'damaged',
  undecidable: 'unknown',
}
const METRICS = ['distinctL', 'entropyL', 'alpha', 't', 'basicBeta', 'enhancedBeta', 'delta', 'deltaPresent'] as const

function shown(value: unknown, none: string): string {
  if (value === null || value === undefined) return none
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(6))) : String(value)
}

/** Claims first, then the figures they rest on, their conventions, and what looks odd. */
export function MeasureResult({ measured }: { readonly measured: Measured }) {
  const t = useWords()
  const { result } = measured
  const none = t('tables.figure.none')
  const figures: readonly (readonly [string, unknown])[] = [
    [t('tables.figure.rows'), result.table.rows],
    [t('tables.figure.suppressed'), result.table.suppressedRows],
    [t('tables.figure.classes'), result.classes],
    [t('tables.figure.k'), result.k],
    ...(result.kRows === undefined ? [] : [[t('tables.figure.kRows'), result.kRows] as const]),
    [t('tables.figure.prosecutorMax'), result.risk.prosecutorMax],
    [t('tables.figure.prosecutorAvg'), result.risk.prosecutorAvg],
    [t('tables.figure.recordsAtRisk'), result.risk.recordsAtRisk],
    [t('tables.figure.uniqueRows'), result.risk.uniqueRows],
  ]
  const sensitive = Object.entries(result.sensitive)
  return (
    <>
      <Section title={t('tables.result.claims')}>
        {result.claims.length === 0 && <p>{t('tables.result.no-claims')}</p>}
        <ul className="Tables-claims">
          {result.claims.map((claim) => (
            <li key={claim.claim}>
              <Status tone={TONES[claim.verdict]}>{t(`tables.verdict.${claim.verdict}`)}</Status>
              <div>
                <p>
                  <b>{claim.claim}</b>: <EvidenceText value={claim.why} />
                </p>
                {claim.failing > 0 && <FailingClasses claim={claim} />}
              </div>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('tables.result.figures')}>
        <dl className="Tables-figures">
          {figures.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{shown(value, none)}</dd>
            </div>
          ))}
        </dl>
        <ClassSizes sizes={result.classSizes} />
      </Section>
      {sensitive.length > 0 && (
        <Section title={t('tables.sensitive')}>
          <div className="Tables-scroll">
            <table className="Tables-table">
              <thead>
                <tr>
                  <td />
                  {METRICS.map((metric) => (
                    <th key={metric} scope="col" className="Tables-number">
                      {metric}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {sensitive.map(([name, values]) => (
                  <tr key={name}>
                    <th scope="row">
                      <EvidenceText value={name} /> <span className="Tables-muted">{values.scale}</span>
                    </th>
                    {METRICS.map((metric) => (
                      <td key={metric} className="Tables-number">
                        {shown(values[metric], none)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Section>
      )}
      <Section title={t('tables.conventions')}>
        <ul className="Tables-conventions">
          {result.conventions.map((one) => (
            <li key={one.figure}>
              <b>{one.figure}</b>: {one.convention} ({shown(one.value, none)}).{' '}
              {one.alternatives.length > 0 &&
                t('tables.conventions.otherwise', {
                  others: one.alternatives
                    .map((other) => `${other.convention}: ${shown(other.value, none)}`)
                    .join('; '),
                })}{' '}
              {one.flips && (
                <Status tone="damaged">
                  {t('tables.conventions.flips', { claims: one.flippedClaims.join(', ') })}
                </Status>
              )}
            </li>
          ))}
        </ul>
      </Section>
      {result.findings.length > 0 && (
        <Section title={t('tables.findings')}>
          <ul className="Tables-conventions">
            {result.findings.map((finding) => (
              <li key={finding.text}>
                <EvidenceText value={finding.text} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

function FailingClasses({ claim }: { readonly claim: Claim }) {
  const t = useWords()
  return (
    <details>
      <summary>
        {t('tables.result.failing', {
          failing: claim.failing,
          listed: claim.classes.length < claim.failing ? claim.classes.length : 0,
        })}
      </summary>
      <ul className="Tables-classes">
        {claim.classes.map((one) => (
          <li key={one.rows[0]}>
            <EvidenceText
              value={Object.entries(one.key)
                .map(([name, value]) => `${name} ${value === '' ? '(missing)' : value}`)
                .join(', ')}
            />
            : {one.inequality};{' '}
            {t('tables.result.rows', {
              rows: `${one.rows.slice(0, 12).join(', ')}${one.rows.length > 12 ? ', …' : ''}`,
            })}
          </li>
        ))}
      </ul>
    </details>
  )
}
