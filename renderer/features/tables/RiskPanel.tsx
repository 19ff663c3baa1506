import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Section } from '../../ui/Screen.tsx'
import type { Result } from './MeasureResult.tsx'
import { isDecimal } from './roles.ts'
import { shownFigure } from './shown.ts'

/** Thresholds that publishers and regulators work with: classes of 2, 3, 5, 11 and 20. */
const USUAL = ['0.5', '0.33', '0.2', '0.09', '0.05'] as const

interface Props {
  readonly measureId: string
  readonly risk: Result['risk']
  readonly hasPopulation: boolean
}

/** What an attacker can expect, by the three readings of El Emam; and how many rows are above a threshold. */
export function RiskPanel({ measureId, risk, hasPopulation }: Props) {
  const t = useWords()
  const numbers = useFigures()
  const call = useCall()
  const [typed, setTyped] = useState(risk.riskThreshold)
  const own = isDecimal(typed) ? typed.trim() : null
  const thresholds = [...new Set([...(own === null ? [] : [own]), ...USUAL])].sort((a, b) => Number(b) - Number(a))
  const above = useQuery({
    ...readQuery(call, 'tables.risk', { measureId, thresholds }),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  })
  const show = (value: unknown) => shownFigure(value, t('tables.figure.none'), numbers)
  const figures: readonly (readonly [string, unknown])[] = [
    [t('tables.figure.prosecutorMax'), risk.prosecutorMax],
    [t('tables.figure.prosecutorAvg'), risk.prosecutorAvg],
    [t('tables.figure.prosecutorAvgOverClasses'), risk.prosecutorAvgOverClasses],
    ...(hasPopulation
      ? ([
          [t('tables.figure.journalist'), risk.journalist],
          [t('tables.figure.marketer'), risk.marketer],
          [t('tables.figure.kMap'), risk.kMap],
        ] as const)
      : []),
  ]
  return (
    <Section title={t('tables.risk')}>
      <dl className="Tables-figures">
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{show(value)}</dd>
          </div>
        ))}
      </dl>
      {!hasPopulation && <p className="Tables-muted">{t('tables.risk.no-population')}</p>}
      <div className="Tables-threshold">
        <TextField
          label={t('tables.risk.above')}
          hint={t('tables.risk.above.hint')}
          value={typed}
          inputMode="decimal"
          error={own === null ? t('tables.risk-threshold.error') : undefined}
          onChange={setTyped}
        />
      </div>
      {above.isError && <CallErrorNotice title={t('tables.result.more.failed')} error={above.error.detail} />}
      {above.data && (
        <figure className="ClassSizes" aria-label={t('tables.risk.alt')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('tables.risk.threshold')}</th>
                <th scope="col">{t('tables.risk.rows')}</th>
                <th scope="col">{t('tables.risk.share')}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {above.data.above.map(({ threshold, rows }) => {
                const share = above.data.of === 0 ? 0 : rows / above.data.of
                return (
                  <tr key={threshold} className={threshold === own ? 'ClassSizes-own' : undefined}>
                    <th scope="row">{threshold}</th>
                    <td>{numbers.count(rows)}</td>
                    <td>{t('tables.percent', { share: numbers.decimal(100 * share, 2) })}</td>
                    <td className="ClassSizes-bar" aria-hidden="true">
                      <span style={{ inlineSize: `${100 * share}%` }} />
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </figure>
      )}
    </Section>
  )
}
