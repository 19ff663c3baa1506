/** Random charts of every kind, with hidden, unknown, not applicable and banded figures, for tests of what is drawn. */
import fc from 'fast-check'
import type { ChartKind, ChartModel, Mark } from '#report/chart-model.ts'

const COLORS = ['disclosed-full', 'disclosed-partial', 'no-data', 'rejected', 'withdrawn', 'suspended', 'pending']

const exact = fc.nat({ max: 3000 }).map((value): Mark => ({ state: 'exact', value }))
const hidden: fc.Arbitrary<Mark> = fc.constant({ state: 'suppressed' })
const none = fc
  .constantFrom('not_applicable' as const, 'unknown' as const, 'embargoed' as const, 'absent' as const)
  .map((why): Mark => ({ state: 'none', why }))
const atLeast = fc.nat({ max: 3000 }).map((min): Mark => ({ state: 'at_least', min }))
const band = fc.nat({ max: 5 }).map((step): Mark => ({ state: 'band', min: 500 * step, max: 500 * step + 499 }))
const zero: fc.Arbitrary<Mark> = fc.constant({ state: 'exact', value: 0 })

const markFor = (kind: ChartKind): fc.Arbitrary<Mark> => {
  if (kind === 'range') return fc.oneof(band, none)
  if (kind === 'stacked' || kind === 'stacked100') return fc.oneof({ weight: 4, arbitrary: exact }, zero, hidden, none)
  return fc.oneof({ weight: 4, arbitrary: exact }, zero, hidden, none, atLeast)
}

const seriesFor: Readonly<Record<ChartKind, readonly [number, number]>> = {
  stacked: [2, 7],
  stacked100: [2, 7],
  grouped: [1, 2],
  lines: [2, 2],
  pareto: [1, 1],
  dumbbell: [2, 2],
  range: [1, 1],
}

/** Labels that a reader can tell apart, some of them long. */
const labelOf = (at: number, isLong: boolean) =>
  isLong ? `Row ${at} with a rather long name that goes on` : `Row ${at}`

/** The whole of a stack as a report would print it: at least what is shown of it, or hidden. */
function wholeOf(marks: readonly Mark[], extra: number | null): Mark {
  if (extra === null) return { state: 'suppressed' }
  const shown = marks.reduce((sum, mark) => sum + (mark.state === 'exact' ? mark.value : 0), 0)
  const isWhole = marks.every(({ state }) => state !== 'suppressed')
  return { state: 'exact', value: shown + (isWhole ? 0 : extra) }
}

export function chartModels(kinds: readonly ChartKind[]): fc.Arbitrary<ChartModel> {
  return fc.constantFrom(...kinds).chain((kind) => {
    const [from, to] = seriesFor[kind]
    return fc.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: 1, max: 9 })).chain(([n, rows]) =>
      fc
        .record({
          marks: fc.array(fc.array(markFor(kind), { minLength: rows, maxLength: rows }), {
            minLength: n,
            maxLength: n,
          }),
          extras: fc.array(fc.option(fc.integer({ min: 1, max: 400 })), { minLength: rows, maxLength: rows }),
          isLong: fc.boolean(),
          breakAt: fc.option(fc.nat({ max: rows })),
        })
        .map(({ marks, extras, isLong, breakAt }): ChartModel => {
          const isStack = kind === 'stacked' || kind === 'stacked100'
          const isStanding = kind === 'lines' || (kind === 'stacked' && !isLong)
          const at = (row: number) => marks.map((own) => own[row] ?? { state: 'none' as const, why: 'absent' as const })
          return {
            id: 'drawn',
            title: 'A chart',
            kind,
            isHorizontal: !isStanding,
            unit: 'requests',
            n: 'n = 1 request',
            period: '2025-H2',
            source: 'Log x',
            alt: 'A chart.',
            categories: extras.map((_, row) => ({ id: `r${row}`, label: labelOf(row, isLong) })),
            series: marks.map((own, s) => ({
              id: `s${s}`,
              label: `Series ${s}`,
              color: COLORS[s] ?? 'accent',
              marks: own,
            })),
            wholes: isStack ? extras.map((extra, row) => wholeOf(at(row), extra)) : null,
            breaks:
              isStanding && breakAt !== null
                ? [{ at: breakAt, label: 'another rule', why: 'From here on another rule holds.' }]
                : [],
            notes: [],
            tables: ['t'],
            empty: null,
          }
        }),
    )
  })
}
