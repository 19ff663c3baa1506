/**
 * GitHub's published figures on requests for user data, as gate checks. Their files are long CSV tables by year and by
 * half-year (github/transparency, CC-BY-4.0); the layout is recognised by file name and header.
 */
import { type Column, columnNamed, type Table } from '#core/anonymity/table.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { GateCheck, GateFigure } from './gate.ts'

export interface ForeignTable {
  /** File name without folders. */
  readonly name: string
  readonly table: Table
}

interface Line {
  readonly text: (column: string) => string
  readonly figure: (column: string, unit: string) => GateFigure
}

function linesOf({ name, table }: ForeignTable, needed: readonly string[]): Result<readonly Line[], InputError> {
  for (const column of needed) {
    if (!columnNamed(table, column)) {
      const names = table.columns.map((one) => one.name).join(', ')
      return err({ code: 'missing_field', place: { file: name, line: 1 }, expected: `a column ${column}`, got: names })
    }
  }
  const lines: Line[] = []
  for (let row = 0; row < table.rows; row++) {
    const text = (column: string) => {
      const found = columnNamed(table, column) as Column
      return found.values[found.codes[row] as number] ?? ''
    }
    for (const column of needed.filter((one) => one.startsWith('count'))) {
      if (!/^\d{1,15}$/.test(text(column))) {
        return err({
          code: 'bad_field',
          place: { file: name, line: row + 2, field: column },
          expected: 'a count',
          got: quote(text(column)),
        })
      }
    }
    lines.push({
      text,
      figure: (column, unit) => ({ cell: `${name}, line ${row + 2}, ${column}`, value: Number(text(column)), unit }),
    })
  }
  return ok(lines)
}

const RECEIVED = 'requests_received_and_disclosed.csv'
const CROSS_BORDER = 'cross_border_data_requests.csv'
const ACCOUNTS = 'requests_accounts_affected.csv'
const halfYear = (name: string) => name.replace('.csv', '_by_calendar_year_half.csv')

export function isGithubReport(names: readonly string[]): boolean {
  return names.includes(RECEIVED)
}

/** Every check their files allow. A half-year file without its partner makes the year not applicable. */
export function githubChecks(tables: readonly ForeignTable[]): Result<readonly GateCheck[], InputError> {
  const find = (name: string) => tables.find((table) => table.name === name)
  const checks: GateCheck[] = []
  const unit = (column: string) => (column.includes('accounts') ? 'account' : 'request')

  const received = find(RECEIVED)
  if (!received) return err({ code: 'unknown_format', place: { file: RECEIVED }, expected: 'this file', got: 'none' })
  const columns = ['year', 'type', 'count_requests_received', 'count_disclosed']
  const years = linesOf(received, columns)
  if (!years.ok) return years
  const halves = find(halfYear(RECEIVED))
  const halfLines = halves ? linesOf(halves, [...columns, 'half']) : ok([])
  if (!halfLines.ok) return halfLines
  for (const line of [...years.value, ...halfLines.value]) {
    checks.push({
      rule: 'disclosed-at-most-received',
      less: line.figure('count_disclosed', 'request'),
      more: line.figure('count_requests_received', 'request'),
    })
  }

  const addHalves = (
    yearly: readonly Line[],
    halfYearly: readonly Line[],
    keys: readonly string[],
    columns: readonly string[],
  ) => {
    for (const year of yearly) {
      const same = halfYearly.filter(
        (half) => half.text('year') === year.text('year') && keys.every((key) => half.text(key) === year.text(key)),
      )
      if (same.length === 0) continue
      for (const column of columns) {
        const parts = ['1', '2'].map((number): GateFigure => {
          const half = same.find((one) => one.text('half') === number)
          return (
            half?.figure(column, unit(column)) ?? {
              cell: `half ${number} of ${year.text('year')}${keys.map((key) => `, ${year.text(key)}`).join('')}`,
              value: null,
              unit: unit(column),
            }
          )
        })
        checks.push({ rule: 'halves-equal-year', parts, whole: year.figure(column, unit(column)) })
      }
    }
  }
  addHalves(years.value, halfLines.value, ['type'], ['count_requests_received', 'count_disclosed'])

  const accounts = find(ACCOUNTS)
  const accountHalves = find(halfYear(ACCOUNTS))
  if (accounts && accountHalves) {
    const column = 'count_accounts_affected'
    const [yearly, half] = [linesOf(accounts, ['year', column]), linesOf(accountHalves, ['year', 'half', column])]
    if (!yearly.ok) return yearly
    if (!half.ok) return half
    addHalves(yearly.value, half.value, [], [column])
  }

  const countries = find(CROSS_BORDER)
  const countryHalves = find(halfYear(CROSS_BORDER))
  for (const [byCountry, totals, hasHalf] of [
    [countries, years.value, false],
    [countryHalves, halfLines.value, true],
  ] as const) {
    if (!byCountry) continue
    const lines = linesOf(byCountry, ['year', 'government_iso2_code', 'count', ...(hasHalf ? ['half'] : [])])
    if (!lines.ok) return lines
    for (const whole of totals) {
      if (whole.text('type').trim() !== 'cross-border request') continue
      const parts = lines.value.filter(
        (line) => line.text('year') === whole.text('year') && (!hasHalf || line.text('half') === whole.text('half')),
      )
      checks.push({
        rule: 'parts-equal-total',
        parts: parts.map((line) => line.figure('count', 'request')),
        whole: whole.figure('count_requests_received', 'request'),
      })
    }
  }
  return ok(checks)
}
