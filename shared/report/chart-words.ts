/** What a chart says in words: its marks, its alt text, the line under it, and the table with the same numbers. */
import { percentOf } from '#core/metrics/cell.ts'
import { type ChartBreak, type ChartModel, type ChartSeries, cumulatedOf, type Mark } from './chart-model.ts'
import { formatNumber } from './figures.ts'

const WHY_NONE = {
  not_applicable: 'not applicable',
  unknown: 'unknown',
  embargoed: 'not yet published',
  absent: 'not stated',
} as const

export function markText(mark: Mark | undefined): string {
  switch (mark?.state) {
    case 'exact':
      return formatNumber(mark.value)
    case 'at_least':
      return `at least ${formatNumber(mark.min)}`
    case 'suppressed':
      return 'hidden'
    case 'band':
      return `${formatNumber(mark.min)}\u2013${formatNumber(mark.max)}`
    case 'none':
      return WHY_NONE[mark.why]
    case undefined:
      return WHY_NONE.absent
  }
}

/** On the chart itself "at least" is a sign; a note under it says what it means. */
export const shortText = (mark: Mark | undefined): string =>
  mark?.state === 'at_least' ? `≥ ${formatNumber(mark.min)}` : markText(mark)

/** Percent, one decimal, that the largest bars have together. */
export function cumulatedTexts(model: ChartModel): readonly string[] | null {
  const running = cumulatedOf(model)
  const sum = running?.at(-1) ?? 0
  return running?.map((value) => `${formatNumber(percentOf(value, sum))} %`) ?? null
}

/** The line under a chart: n, unit, period, source. */
export const captionOf = ({ n, unit, period, source }: ChartModel): string =>
  `${n}. Unit: ${unit}. Period: ${period}. ${source}.`

export interface ChartTwin {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly label: string; readonly cells: readonly string[] }[]
}

export const WHOLE_LABEL = 'All'
export const CUMULATED_LABEL = 'Cumulated share'

/** The numbers of the chart as a table: every mark, the whole of each stack, the cumulated shares. */
export function twinOf(model: ChartModel): ChartTwin {
  const { categories, series, wholes } = model
  const cumulated = cumulatedTexts(model)
  return {
    columns: [
      ...series.map(({ label }) => label),
      ...(wholes ? [WHOLE_LABEL] : []),
      ...(cumulated ? [CUMULATED_LABEL] : []),
    ],
    rows: categories.map(({ label }, at) => ({
      label,
      cells: [
        ...series.map(({ marks }) => markText(marks[at])),
        ...(wholes ? [markText(wholes[at])] : []),
        ...(cumulated ? [cumulated[at] ?? ''] : []),
      ],
    })),
  }
}

/** Charts of at most so many marks are told whole. */
const TOLD_WHOLE = 16

/** The whole chart in words where it is small, otherwise its first and last, and where the numbers are. */
export function altText(
  title: string,
  categories: readonly { readonly label: string }[],
  series: readonly ChartSeries[],
  breaks: readonly ChartBreak[],
  empty: string | null,
): string {
  const end = 'The same numbers are in the table.'
  if (empty !== null) return `${title}. ${empty} ${end}`
  const row = (at: number) =>
    `${categories[at]?.label}: ${series.map(({ label, marks }) => `${label.toLowerCase()} ${markText(marks[at])}`).join(', ')}`
  const isSmall = categories.length * series.length <= TOLD_WHOLE || categories.length < 3
  const said = isSmall ? categories.map((_, at) => row(at)) : [row(0), row(categories.length - 1)]
  const more = isSmall ? '' : ` First and last of ${categories.length}.`
  return [`${title}. ${said.join('; ')}.${more}`, ...breaks.map(({ why }) => why), end].join(' ')
}

/** Tab-separated, for a spreadsheet: the way every office program takes a table from the clipboard. */
export function twinAsText(model: ChartModel): string {
  const { columns, rows } = twinOf(model)
  const clean = (text: string) => text.replaceAll(/[\t\r\n]/g, ' ')
  const lines = [['', ...columns], ...rows.map(({ label, cells }) => [label, ...cells])]
  return `${[model.title, ...lines.map((line) => line.map(clean).join('\t')), captionOf(model)].join('\n')}\n`
}
