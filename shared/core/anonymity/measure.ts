/**
 * Everything that can be said about the anonymity of one released table: `measureAnonymity`.
 *
 * Definitions and their sources: docs/formats/anonymity.md. Every figure follows the cited definition, its convention is
 * stated beside it, and where another convention would turn a verdict that is said.
 */
import type { InputError } from '../input-error.ts'
import { err, ok, type Result } from '../result.ts'
import { type Claim, parseClaim } from './claims.ts'
import { type Partition, partition, smallest } from './classes.ts'
import { type Convention, conventionsOf } from './conventions.ts'
import { identifierFindings, spellingFindings, type TableFinding } from './identifier-columns.ts'
import { judgeAll } from './judge-all.ts'
import { measureSensitive, type SensitiveMeasures } from './measure-sensitive.ts'
import { alignPopulation, type Population } from './population.ts'
import { parseDecimal, toNumber } from './rational.ts'
import { type PopulationRisk, populationRisk, prosecutorRisk } from './risk.ts'
import { prepareSensitive, type SensitiveSpec } from './sensitive.ts'
import { type ClaimResult, describeClaim, describeSensitive, type SensitiveResult } from './show.ts'
import { type Column, columnNamed, type Table, type TableInput, toTable } from './table.ts'

export interface MeasureOptions {
  /** Quasi-identifiers: columns an outsider could know. */
  readonly quasi: readonly string[]
  /** Sensitive columns: a name, `name:ordered`, `name:categorical`, or a full specification. */
  readonly sensitive?: readonly (string | SensitiveSpec)[]
  /** A column that says which person a row is about. */
  readonly person?: string
  /** `k=5`, `t(salary)=0.3`, ... */
  readonly claims?: readonly string[]
  /** Suppression token; a row whose every quasi-identifier is this is suppressed. Default `*`. */
  readonly suppressed?: string
  /** Further texts that mean "missing"; the empty cell always does. */
  readonly missing?: readonly string[]
  /** A row is at risk when 1/n is above this decimal. Default `0.2`. */
  readonly riskThreshold?: string
  /** The table of which this one is a sample: same quasi-identifier columns, one row a person or a count column. */
  readonly population?: { readonly table: TableInput; readonly count?: string }
  /** Also the ordered t with real gaps between the numbers. */
  readonly gaps?: boolean
  /** List at most so many violating classes of each claim; all of them when absent. */
  readonly maxClasses?: number
}

export interface AnonymityResult {
  readonly table: { readonly rows: number; readonly suppressedRows: number; readonly suppressedShare: number }
  readonly quasi: readonly string[]
  readonly classes: number
  /** Smallest class: distinct persons when a person column is named, otherwise rows. null for an empty table. */
  readonly k: number | null
  /** Smallest class in rows, beside `k`, when a person column is named. */
  readonly kRows?: number | null
  /** How many classes have each size: [size, classes], ascending. */
  readonly classSizes: readonly (readonly [number, number])[]
  readonly sensitive: Readonly<Record<string, SensitiveResult>>
  /** With several sensitive columns: each with the others added to the quasi-identifiers. */
  readonly combined?: Readonly<Record<string, SensitiveResult>>
  readonly risk: {
    readonly prosecutorMax: number | null
    readonly prosecutorAvg: number | null
    readonly prosecutorAvgOverClasses: number | null
    readonly riskThreshold: string
    readonly recordsAtRisk: number
    readonly uniqueRows: number
    readonly journalist?: number
    readonly marketer?: number
    readonly kMap?: number | null
  }
  readonly claims: readonly ClaimResult[]
  readonly conventions: readonly Convention[]
  readonly findings: readonly TableFinding[]
}

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

/** Distinct persons in each class. A missing person is nobody in particular: each such row counts as one. */
function personsPerClass(part: Partition, person: Column, missing: ReadonlySet<string>): Int32Array {
  const isMissing = Uint8Array.from(person.values, (value) => (missing.has(value) ? 1 : 0))
  const pairs = partition(part.classOf.length, [classColumn(part), person], leftOut(part))
  const seen = new Uint8Array(pairs.classes)
  const persons = new Int32Array(part.classes)
  for (let row = 0; row < part.classOf.length; row++) {
    const id = part.classOf[row] as number
    if (id < 0) continue
    const pair = pairs.classOf[row] as number
    if (seen[pair] === 1 && isMissing[person.codes[row] as number] !== 1) continue
    seen[pair] = 1
    persons[id] = (persons[id] as number) + 1
  }
  return persons
}

function leftOut({ classOf }: Partition): Uint8Array {
  return Uint8Array.from(classOf, (id) => (id < 0 ? 1 : 0))
}

/** The class number as a column, so that a partition can be refined further. Rows left out get code 0. */
function classColumn({ classOf, classes }: Partition): Column {
  return {
    name: '',
    codes: classOf.map((id) => Math.max(0, id)),
    values: { length: Math.max(1, classes) } as readonly string[],
    trimmed: new Map(),
  }
}

/** Resolves names and roles, and measures. Refuses unknown or repeated columns and unreadable options by name. */
export function prepare(input: TableInput, options: MeasureOptions): Result<Prepared, InputError> {
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
  const quasi = options.quasi.map(columnOf)
  const suppressed = suppressedRowsOf(table, quasi, options.suppressed ?? '*')
  const part = partition(table.rows, quasi, suppressed)
  const suppressedRows = table.rows - part.counted
  const ls = [...new Set([2, 3, 4, 5, ...claims.flatMap(({ l }) => (l === undefined ? [] : [l]))])].sort(
    (a, b) => a - b,
  )
  const sensitive = specs.map((spec) =>
    measureSensitive(part, prepareSensitive(columnOf(spec.name), spec, missing), {
      ls,
      gaps: options.gaps ?? false,
      hasSuppressed: suppressedRows > 0,
    }),
  )
  let population: PopulationRisk | null = null
  if (options.population) {
    const aligned: Result<Population, InputError> = alignPopulation(
      part,
      quasi,
      toTable(options.population.table),
      options.population.count,
    )
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

function findingsOf({ table, quasi, sensitive, options }: Prepared): readonly TableFinding[] {
  const declared = new Set([...options.quasi, ...sensitive.map(({ column }) => column.spec.name)])
  if (options.person !== undefined) declared.add(options.person)
  return [
    ...identifierFindings(table, declared),
    ...quasi.flatMap(spellingFindings),
    ...sensitive.flatMap(({ column }): readonly TableFinding[] => {
      const name = column.spec.name
      const found: TableFinding[] = []
      const [same] = column.ranks?.sameNumber ?? []
      if (same && column.scale === 'ordered') {
        found.push({
          code: 'numbers_spelled_twice',
          column: name,
          text: `column "${name}": equal numbers in different spelling share one rank, such as ${same.join(' and ')}`,
          examples: same,
        })
      }
      if (column.scale === 'ordered' && column.ranks === null) {
        found.push({
          code: 'not_ordered',
          column: name,
          text: `column "${name}" is declared ordered, but has values that are no decimal numbers and no order was given`,
          examples: column.unordered,
        })
      }
      if (column.missingRows > 0) {
        found.push({
          code: 'missing_values',
          column: name,
          text: `column "${name}" has no value in ${column.missingRows} of ${table.rows} rows; a missing value is not a value`,
        })
      }
      return found
    }),
  ]
}

/**
 * All metrics of a table under the names of docs/formats/anonymity.md.
 *
 * @param input a column store, records, or a header with rows of cells
 * @returns the measures; an InputError names an option that cannot be used
 */
export function measureTable(input: TableInput, options: MeasureOptions): Result<AnonymityResult, InputError> {
  const prepared = prepare(input, options)
  if (!prepared.ok) return prepared
  const { table, part, suppressedRows, headcounts, sensitive, population } = prepared.value
  const riskThreshold = options.riskThreshold ?? '0.2'
  const risk = prosecutorRisk(part.sizes, parseDecimal(riskThreshold) ?? { num: 1n, den: 5n })
  const combined = combinedOf(prepared.value)
  const judgements = judgeAll(prepared.value)
  return ok({
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
    claims: judgements.map((judgement) => describeClaim(prepared.value, judgement)),
    conventions: conventionsOf(prepared.value, judgements),
    findings: findingsOf(prepared.value),
  })
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
