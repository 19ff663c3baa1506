/** A table with its roles resolved, its classes found and each sensitive column measured: what every judgement works on. */
import type { InputError } from '../input-error.ts'
import { err, ok, type Result } from '../result.ts'
import { type Claim, parseClaim } from './claims.ts'
import { type Partition, partition } from './classes.ts'
import type { MeasureOptions } from './measure-options.ts'
import { measureSensitive, type SensitiveMeasures } from './measure-sensitive.ts'
import { personsPerClass } from './persons.ts'
import { alignPopulation, type Population } from './population.ts'
import { parseDecimal } from './rational.ts'
import { type PopulationRisk, populationRisk } from './risk.ts'
import { prepareSensitive, type SensitiveSpec } from './sensitive.ts'
import { type Column, columnNamed, type Table, type TableInput, toTable } from './table.ts'
import { typedColumn } from './typed-column.ts'

/** What the other modules work on: the table with its roles resolved. */
export interface Prepared {
  readonly table: Table
  readonly quasi: readonly Column[]
  readonly sensitive: readonly SensitiveMeasures[]
  readonly part: Partition
  /** 1 = every quasi-identifier of the row is the suppression token. */
  readonly suppressed: Uint8Array
  readonly suppressedRows: number
  readonly missing: ReadonlySet<string>
  /** Persons in each class, when a person column is named; otherwise the rows. */
  readonly headcounts: Int32Array
  readonly population: PopulationRisk | null
  readonly claims: readonly Claim[]
  readonly options: MeasureOptions
}

/** Told in words what is being done, for whoever waits. */
export type OnStep = (step: string) => void

const refuse = (field: string, expected: string, got: string): Result<never, InputError> =>
  err({ code: 'bad_option', place: { file: 'options', field }, expected, got })

function toSpec(entry: string | SensitiveSpec): SensitiveSpec {
  if (typeof entry !== 'string') return entry
  const match = /^(.*):(ordered|categorical)$/.exec(entry)
  return match ? { name: match[1] ?? '', scale: match[2] as 'ordered' | 'categorical' } : { name: entry }
}

function suppressedRowsOf({ rows }: Table, quasi: readonly Column[], token: string): Uint8Array {
  const suppressed = new Uint8Array(rows)
  if (quasi.length === 0) return suppressed
  const tokens = quasi.map(({ values }) => values.indexOf(token))
  if (tokens.includes(-1)) return suppressed
  for (let row = 0; row < rows; row++) {
    if (quasi.every(({ codes }, at) => codes[row] === tokens[at])) suppressed[row] = 1
  }
  return suppressed
}

/** Resolves names and roles, and measures. Refuses unknown or repeated columns and unreadable options by name. */
export function prepare(
  input: TableInput,
  options: MeasureOptions,
  onStep: OnStep = () => undefined,
): Result<Prepared, InputError> {
  const table = toTable(input)
  const names = table.columns.map(({ name }) => name)
  const specs = (options.sensitive ?? []).map(toSpec)
  const roles = [
    ...options.quasi.map((name) => ['quasi', name] as const),
    ...specs.map(({ name }) => ['sensitive', name] as const),
    ...(options.person === undefined ? [] : [['person', options.person] as const]),
  ]
  const taken = new Map<string, string>()
  for (const [role, name] of roles) {
    // An empty list of records has no columns; every metric is then null, which is an answer.
    if (table.columns.length > 0 && !names.includes(name)) {
      return refuse(role, `a column of the table: ${names.slice(0, 20).join(', ')}`, JSON.stringify(name))
    }
    const before = taken.get(name)
    if (before !== undefined) return refuse(role, 'one role for each column', `"${name}" is also ${before}`)
    taken.set(name, role)
  }
  const columnOf = (name: string): Column =>
    columnNamed(table, name) ?? { name, codes: new Int32Array(table.rows), values: [''], trimmed: new Map() }
  const threshold = options.riskThreshold ?? '0.2'
  if (parseDecimal(threshold) === null) return refuse('riskThreshold', 'a decimal number', threshold)
  const { sourceRows } = options
  if (sourceRows !== undefined && !(Number.isSafeInteger(sourceRows) && sourceRows >= 0)) {
    return refuse('sourceRows', 'a whole number of rows', String(sourceRows))
  }
  const claims: Claim[] = []
  for (const text of options.claims ?? []) {
    const claim = parseClaim(text)
    if (!claim.ok) return claim
    if (claim.value.sensitive !== undefined && !specs.some(({ name }) => name === claim.value.sensitive)) {
      return refuse('claims', 'a claim about a sensitive column that was named', text)
    }
    claims.push(claim.value)
  }
  const missing = new Set(['', ...(options.missing ?? []).map((mark) => mark.trim())])
  const asText = options.quasi.map(columnOf)
  const quasi = options.typed ? asText.map(typedColumn) : asText
  const suppressed = suppressedRowsOf(table, quasi, options.suppressed ?? '*')
  onStep('finding the classes')
  const part = partition(table.rows, quasi, suppressed)
  const suppressedRows = table.rows - part.counted
  const ls = [...new Set([2, 3, 4, 5, ...claims.flatMap(({ l }) => (l === undefined ? [] : [l]))])].sort(
    (a, b) => a - b,
  )
  const sensitive = specs.map((spec) => {
    onStep(`measuring ${spec.name}`)
    return measureSensitive(part, prepareSensitive(columnOf(spec.name), spec, missing), {
      ls,
      gaps: options.gaps ?? false,
      hasSuppressed: suppressedRows > 0,
    })
  })
  let population: PopulationRisk | null = null
  if (options.population) {
    onStep('comparing with the population')
    const aligned: Result<Population, InputError> = alignPopulation(part, quasi, toTable(options.population.table), {
      countColumn: options.population.count,
      typed: options.typed ?? false,
    })
    if (!aligned.ok) return aligned
    population = populationRisk(part.sizes, aligned.value.counts)
  }
  return ok({
    table,
    quasi,
    sensitive,
    part,
    suppressed,
    suppressedRows,
    missing,
    headcounts: options.person === undefined ? part.sizes : personsPerClass(part, columnOf(options.person), missing),
    population,
    claims,
    options,
  })
}
