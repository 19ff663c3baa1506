/**
 * Everything that can be said about the anonymity of one released table: `measureAnonymity`.
 *
 * Definitions and their sources: docs/formats/anonymity.md. Every figure follows the cited definition, its convention is
 * stated beside it, and where another convention would turn a verdict that is said.
 */
import type { InputError } from '../input-error.ts'
import { ok, type Result } from '../result.ts'
import { partition, smallest } from './classes.ts'
import { conventionsOf } from './conventions.ts'
import { judgeAll } from './judge-all.ts'
import type { AnonymityResult, MeasureOptions } from './measure-options.ts'
import { measureSensitive } from './measure-sensitive.ts'
import { leftOut } from './persons.ts'
import { type OnStep, type Prepared, prepare } from './prepare.ts'
import { parseDecimal, toNumber } from './rational.ts'
import { prosecutorRisk } from './risk.ts'
import { describeClaim, describeSensitive, type SensitiveResult } from './show.ts'
import { columnNamed, type TableInput } from './table.ts'
import { findingsOf } from './table-findings.ts'

function sizesOf(sizes: Int32Array): readonly (readonly [number, number])[] {
  const bySize = new Map<number, number>()
  for (const size of sizes) bySize.set(size, (bySize.get(size) ?? 0) + 1)
  return [...bySize].sort(([a], [b]) => a - b)
}

function combinedOf(prepared: Prepared): Readonly<Record<string, SensitiveResult>> | undefined {
  const { sensitive, table, quasi, part, suppressedRows, options } = prepared
  if (sensitive.length < 2) return undefined
  const skip = leftOut(part)
  return Object.fromEntries(
    sensitive.map((own) => {
      const others = sensitive
        .filter((other) => other !== own)
        .map(({ column }) => columnNamed(table, column.spec.name))
      const finer = partition(table.rows, [...quasi, ...others.filter((column) => column !== undefined)], skip)
      const measures = measureSensitive(finer, own.column, {
        ls: [...own.recursiveC.keys()],
        gaps: options.gaps ?? false,
        hasSuppressed: suppressedRows > 0,
      })
      return [own.column.spec.name, describeSensitive(measures)]
    }),
  )
}

/**
 * All metrics of a table under the names of docs/formats/anonymity.md.
 *
 * @param input a column store, records, or a header with rows of cells
 * @returns the measures; an InputError names an option that cannot be used
 */
export function measureTable(
  input: TableInput,
  options: MeasureOptions,
  onStep?: OnStep,
): Result<AnonymityResult, InputError> {
  const prepared = prepare(input, options, onStep)
  return prepared.ok ? ok(describe(prepared.value, onStep)) : prepared
}

/** The figures, verdicts, conventions and findings of a table that was made ready. */
export function describe(prepared: Prepared, onStep: OnStep = () => undefined): AnonymityResult {
  const { table, part, suppressedRows, headcounts, sensitive, population, options } = prepared
  const riskThreshold = options.riskThreshold ?? '0.2'
  const risk = prosecutorRisk(part.sizes, parseDecimal(riskThreshold) ?? { num: 1n, den: 5n })
  onStep('judging the claims')
  const combined = combinedOf(prepared)
  const judgements = judgeAll(prepared)
  onStep('reading by other conventions')
  const conventions = conventionsOf(prepared, judgements)
  onStep('looking for what to ask')
  return {
    table: {
      rows: table.rows,
      suppressedRows,
      suppressedShare: table.rows === 0 ? 0 : suppressedRows / table.rows,
    },
    quasi: options.quasi,
    classes: part.classes,
    k: smallest(headcounts),
    ...(options.person === undefined ? {} : { kRows: smallest(part.sizes) }),
    classSizes: sizesOf(part.sizes),
    sensitive: Object.fromEntries(sensitive.map((m) => [m.column.spec.name, describeSensitive(m)])),
    ...(combined ? { combined } : {}),
    risk: {
      prosecutorMax: risk.prosecutorMax && toNumber(risk.prosecutorMax),
      prosecutorAvg: risk.prosecutorAvg && toNumber(risk.prosecutorAvg),
      prosecutorAvgOverClasses: risk.prosecutorAvgOverClasses,
      riskThreshold,
      recordsAtRisk: risk.recordsAtRisk,
      uniqueRows: risk.uniqueRows,
      ...(population ? population : {}),
    },
    claims: judgements.map((judgement) => describeClaim(prepared, judgement)),
    conventions,
    findings: findingsOf(prepared),
  }
}

/** As `measureTable`, for callers that hand in options they wrote themselves: unusable ones are their mistake, and throw. */
export function measureAnonymity(input: TableInput, options: MeasureOptions): AnonymityResult {
  const result = measureTable(input, options)
  if (!result.ok) {
    const { place, expected, got } = result.error
    throw new RangeError(`measureAnonymity: ${place.field ?? place.file}: expected ${expected}, got ${got}`)
  }
  return result.value
}
