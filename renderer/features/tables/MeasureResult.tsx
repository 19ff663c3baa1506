import type { Output } from '#contract/contract.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Status } from '../../ui/Status.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { ClaimVerdicts } from './ClaimVerdicts.tsx'
import { ClassSizes } from './ClassSizes.tsx'
import { RiskPanel } from './RiskPanel.tsx'
import { SensitiveFigures } from './SensitiveFigures.tsx'
import { shownFigure } from './shown.ts'
import { TableRepair } from './TableRepair.tsx'

export type Result = Output<'tables.measured'>['result']

interface Props {
  readonly measureId: string
  readonly result: Result
  readonly name: string
  readonly hasPopulation: boolean
}

/** Claims first, then the figures they rest on, their conventions, what looks odd, and how it could be mended. */
export function MeasureResult({ measureId, result, name, hasPopulation }: Props) {
  const t = useWords()
  const numbers = useFigures()
  const show = (value: unknown) => shownFigure(value, t('tables.figure.none'), numbers)
  const { claims, table, risk } = result
  const broken = claims.filter(({ verdict }) => verdict === 'fails' || verdict === 'cannot be satisfied').length
  const open = claims.filter(({ verdict }) => verdict === 'undecidable').length
  const figures: readonly (readonly [string, unknown])[] = [
    [t('tables.figure.rows'), table.rows],
    [t('tables.figure.suppressed'), table.suppressedRows],
    [t('tables.figure.classes'), result.classes],
    [t('tables.figure.k'), result.k],
    ...(result.kRows === undefined ? [] : [[t('tables.figure.kRows'), result.kRows] as const]),
    [t('tables.figure.uniqueRows'), risk.uniqueRows],
  ]
  return (
    <>
      <Section title={t('tables.result.claims')}>
        {claims.length === 0 ? (
          <p>{t('tables.result.no-claims')}</p>
        ) : (
          <p className="Tables-verdict">
            <Status tone={broken > 0 ? 'damaged' : open > 0 ? 'unknown' : 'intact'}>
              {broken > 0
                ? t('tables.result.broken', { broken, claims: claims.length })
                : open > 0
                  ? t('tables.result.undecided', { open, claims: claims.length })
                  : t('tables.result.all-hold', { claims: claims.length })}
            </Status>
          </p>
        )}
        <ClaimVerdicts measureId={measureId} claims={claims} />
      </Section>
      <Section title={t('tables.result.figures')}>
        <dl className="Tables-figures">
          {figures.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{show(value)}</dd>
            </div>
          ))}
        </dl>
        <ClassSizes sizes={result.classSizes} />
      </Section>
      <RiskPanel measureId={measureId} risk={risk} hasPopulation={hasPopulation} />
      <SensitiveFigures title={t('tables.sensitive')} sensitive={result.sensitive} />
      {result.combined && <SensitiveFigures title={t('tables.combined')} sensitive={result.combined} />}
      <Section title={t('tables.conventions')}>
        <ul className="Tables-conventions">
          {result.conventions.map((one) => (
            <li key={one.figure}>
              <b>
                <EvidenceText value={one.figure} />
              </b>
              : <EvidenceText value={one.convention} /> ({show(one.value)}).{' '}
              {one.alternatives.length > 0 &&
                t('tables.conventions.otherwise', {
                  others: one.alternatives.map((other) => `${other.convention}: ${show(other.value)}`).join('; '),
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
      <Section title={t('tables.findings')}>
        {result.findings.length === 0 && <p className="Tables-muted">{t('tables.findings.none')}</p>}
        <ul className="Tables-conventions">
          {result.findings.map((finding) => (
            <li key={finding.text}>
              <EvidenceText value={finding.text} />
            </li>
          ))}
        </ul>
      </Section>
      {claims.some(({ verdict }) => verdict !== 'holds') && <TableRepair measureId={measureId} name={name} />}
    </>
  )
}
