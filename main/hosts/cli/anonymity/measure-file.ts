import { basename } from 'node:path'
import { measureTable } from '#core/anonymity/measure.ts'
import type { AnonymityResult } from '#core/anonymity/measure-options.ts'
import type { ClaimResult } from '#core/anonymity/show.ts'
import type { Table } from '#core/anonymity/table.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import { readTable, type TableFormat } from '../../../io/read-table.ts'
import { type Answer, badOption } from '../answer.ts'
import { formatOf, measureOptionsOf, type TableCliOptions } from './table-options.ts'

export interface MeasureCliOptions extends TableCliOptions {
  readonly population?: string
  readonly populationCount?: string
  readonly riskThreshold?: string
  readonly gaps?: boolean
  readonly sourceRows?: string
  readonly label?: string
  readonly release?: readonly string[]
}

/** 0: every claim holds; 40: one fails or cannot be satisfied; 20: none fails, but one is undecidable. */
export function claimsExit(claims: readonly Pick<ClaimResult, 'verdict'>[]): number {
  if (claims.some(({ verdict }) => verdict === 'fails' || verdict === 'cannot be satisfied')) return 40
  return claims.some(({ verdict }) => verdict === 'undecidable') ? 20 : 0
}

/** The document of `measure --json`: the file's digest joins the measures. */
export function measureDocument(result: AnonymityResult, sha256: string) {
  return { tool: TOOL, ...result, table: { ...result.table, sha256 } }
}

const figure = (value: number | string | null | undefined): string =>
  value === null || value === undefined
    ? 'none'
    : typeof value === 'number' && !Number.isInteger(value)
      ? String(Number(value.toPrecision(6)))
      : String(value)

export function measureText(result: AnonymityResult): string {
  const { table, risk } = result
  const lines = [
    `${table.rows} rows, ${table.suppressedRows} of them suppressed; ${result.classes} classes over ${result.quasi.join(', ')}`,
    `k ${figure(result.k)}${result.kRows === undefined ? '' : ` persons (${figure(result.kRows)} rows)`}`,
    `risk: at most ${figure(risk.prosecutorMax)}, mean ${figure(risk.prosecutorAvg)} per record; ${risk.recordsAtRisk} rows above ${risk.riskThreshold}; ${risk.uniqueRows} rows alone in their class`,
  ]
  for (const [name, s] of Object.entries(result.sensitive)) {
    lines.push(
      `${name} (${s.scale}): distinct l ${figure(s.distinctL)}, entropy l ${figure(s.entropyL)}, alpha ${figure(s.alpha)}, t ${s.t === null ? `not stated (categorical ${figure(s.tCategorical)}, ordered ${figure(s.tOrdered)})` : figure(s.t)}, beta ${figure(s.basicBeta)}, enhanced beta ${figure(s.enhancedBeta)}, delta ${figure(s.delta)}`,
    )
  }
  for (const { claim, verdict, why, failing, classes } of result.claims) {
    const glyph = verdict === 'holds' ? '✓' : verdict === 'undecidable' ? '?' : '✕'
    lines.push(`${glyph} ${claim} ${verdict}: ${why}${failing > 0 ? `; ${failing} classes fail` : ''}`)
    for (const { key, inequality, rows } of classes.slice(0, 5)) {
      const where = Object.entries(key).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      lines.push(
        `    ${where.join(' ')}: ${inequality}; rows ${rows.slice(0, 8).join(', ')}${rows.length > 8 ? ', …' : ''}`,
      )
    }
    if (classes.length > 5) lines.push(`    … and ${failing - 5} more (--json lists all)`)
  }
  for (const { figure: name, convention, alternatives, flips, flippedClaims } of result.conventions) {
    if (alternatives.length === 0) continue
    const others = alternatives.map((other) => `${other.convention}: ${figure(other.value)}`).join('; ')
    lines.push(
      `${flips ? '! ' : '  '}${name}: ${convention}. Otherwise: ${others}${flips ? ` (turns ${flippedClaims.join(', ')})` : ''}`,
    )
  }
  for (const { text } of result.findings) lines.push(`! ${text}`)
  return `${lines.join('\n')}\n`
}

interface Release {
  readonly name: string
  readonly table: Table
}

async function readReleases(files: readonly string[], format: TableFormat): Promise<Result<Release[], InputError>> {
  const releases: Release[] = []
  for (const file of files) {
    const read = await readTable(file, format)
    if (!read.ok) return read
    releases.push({ name: file, table: read.value.table })
  }
  return ok(releases)
}

export async function measureFile(csv: string, options: MeasureCliOptions): Promise<Result<Answer, InputError>> {
  const format = formatOf(options)
  if (!format.ok) return format
  const file = await readTable(csv, format.value)
  if (!file.ok) return file
  const measure = await measureOptionsOf(options, file.value.names)
  if (!measure.ok) return measure
  const population = options.population === undefined ? null : await readTable(options.population, format.value)
  if (population && !population.ok) return population
  const releases = await readReleases(options.release ?? [], format.value)
  if (!releases.ok) return releases
  const { sourceRows } = options
  if (sourceRows !== undefined && !/^\d{1,15}$/.test(sourceRows)) {
    return err(badOption('--source-rows', 'a whole number of rows', quote(sourceRows)))
  }
  const result = measureTable(file.value.table, {
    ...measure.value,
    label: options.label ?? basename(csv),
    releases: releases.value,
    ...(sourceRows === undefined ? {} : { sourceRows: Number(sourceRows) }),
    ...(options.riskThreshold === undefined ? {} : { riskThreshold: options.riskThreshold }),
    ...(options.gaps ? { gaps: true } : {}),
    ...(population
      ? {
          population: {
            table: population.value.table,
            ...(options.populationCount === undefined ? {} : { count: options.populationCount }),
          },
        }
      : {}),
  })
  if (!result.ok) return result
  return ok({
    exit: claimsExit(result.value.claims),
    json: measureDocument(result.value, file.value.sha256),
    text: measureText(result.value),
  })
}
