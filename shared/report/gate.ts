/**
 * The gate: arithmetic that published figures must obey, whoever published them (docs/formats/report.md §5). It runs
 * before our own reports are published and on anyone's report that is opened.
 *
 * A failure names the cells, the figures and the rule. What cannot be checked (a hidden part, a year of which one half is
 * published) is listed as not applicable, never as passed.
 */
export const GATE_RULES = [
  'parts-equal-total',
  'disclosed-at-most-received',
  'accounts-disclosed-at-most-accounts',
  'percent-is-the-ratio',
  'halves-equal-year',
  'same-unit',
] as const
export type GateRule = (typeof GATE_RULES)[number]

/** One published figure and where it stands. */
export interface GateFigure {
  /** `table / row / column`, or file, line and column of a foreign report. */
  readonly cell: string
  /** null: hidden, a band, or not published. */
  readonly value: number | null
  readonly unit: string
}

export type GateCheck =
  | {
      readonly rule: 'parts-equal-total' | 'halves-equal-year'
      readonly parts: readonly GateFigure[]
      readonly whole: GateFigure
    }
  | {
      readonly rule: 'disclosed-at-most-received' | 'accounts-disclosed-at-most-accounts'
      readonly less: GateFigure
      readonly more: GateFigure
    }
  | {
      readonly rule: 'percent-is-the-ratio'
      readonly percent: GateFigure
      readonly numerator: GateFigure
      readonly denominator: GateFigure
      /** Half a unit of the last printed digit. */
      readonly tolerance: number
    }
  | { readonly rule: 'same-unit'; readonly figures: readonly GateFigure[] }

export interface GateFailure {
  readonly rule: GateRule
  readonly cells: readonly string[]
  readonly figures: readonly (number | null)[]
  readonly text: string
}

export interface GateResult {
  readonly checked: number
  readonly failures: readonly GateFailure[]
  readonly notApplicable: readonly { readonly rule: GateRule; readonly cell: string; readonly why: string }[]
}

const name = ({ cell, value }: GateFigure) => `${cell} = ${value}`

function failure(rule: GateRule, figures: readonly GateFigure[], text: string): GateFailure {
  return { rule, cells: figures.map(({ cell }) => cell), figures: figures.map(({ value }) => value), text }
}

type Outcome = GateFailure | 'passed' | { readonly why: string; readonly cell: string }

function judge(check: GateCheck): Outcome {
  switch (check.rule) {
    case 'parts-equal-total':
    case 'halves-equal-year': {
      const { parts, whole, rule } = check
      const gap = [...parts, whole].find(({ value }) => value === null)
      if (gap) return { cell: whole.cell, why: `${gap.cell} is not published as a number` }
      if (parts.length === 0) return { cell: whole.cell, why: 'no parts are published' }
      const sum = parts.reduce((total, { value }) => total + (value ?? 0), 0)
      if (sum === whole.value) return 'passed'
      const what = rule === 'halves-equal-year' ? 'the halves' : 'the parts'
      return failure(
        rule,
        [...parts, whole],
        `${what} sum to ${sum}, not ${whole.value}: ${parts.map(name).join('; ')}; ${name(whole)}`,
      )
    }
    case 'disclosed-at-most-received':
    case 'accounts-disclosed-at-most-accounts': {
      const { less, more, rule } = check
      if (less.value === null || more.value === null) {
        return { cell: less.cell, why: `${less.value === null ? less.cell : more.cell} is not published as a number` }
      }
      return less.value <= more.value ? 'passed' : failure(rule, [less, more], `${name(less)} exceeds ${name(more)}`)
    }
    case 'percent-is-the-ratio': {
      const { percent, numerator, denominator, tolerance, rule } = check
      const gap = [percent, numerator, denominator].find(({ value }) => value === null)
      if (gap) return { cell: percent.cell, why: `${gap.cell} is not published as a number` }
      if (denominator.value === 0) return { cell: percent.cell, why: `${denominator.cell} is 0` }
      const exact = (100 * (numerator.value ?? 0)) / (denominator.value ?? 1)
      if (Math.abs(exact - (percent.value ?? 0)) <= tolerance + 1e-9) return 'passed'
      return failure(
        rule,
        [percent, numerator, denominator],
        `${name(percent)} %, but ${numerator.value} of ${denominator.value} are ${exact.toFixed(3)} %`,
      )
    }
    case 'same-unit': {
      const [first] = check.figures
      const other = check.figures.find(({ unit }) => unit !== first?.unit)
      if (!first || !other) return 'passed'
      return failure('same-unit', [first, other], `${first.cell} is in ${first.unit}, ${other.cell} in ${other.unit}`)
    }
  }
}

export function runGate(checks: readonly GateCheck[]): GateResult {
  const failures: GateFailure[] = []
  const notApplicable: GateResult['notApplicable'][number][] = []
  for (const check of checks) {
    const outcome = judge(check)
    if (outcome === 'passed') continue
    if ('rule' in outcome) failures.push(outcome)
    else notApplicable.push({ rule: check.rule, ...outcome })
  }
  return { checked: checks.length - notApplicable.length, failures, notApplicable }
}
