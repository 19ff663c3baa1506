/** What can be asked of one released table, and what the answer holds: plain data, named as in docs/formats/anonymity.md. */
import type { Convention } from './convention.ts'
import type { SensitiveSpec } from './sensitive.ts'
import type { ClaimResult, SensitiveResult } from './show.ts'
import type { TableInput } from './table.ts'
import type { TableFinding } from './table-finding.ts'

export interface MeasureOptions {
  /** Quasi-identifiers: columns an outsider could know. */
  readonly quasi: readonly string[]
  /** Sensitive columns: a name, `name:ordered`, `name:categorical`, or a full specification. */
  readonly sensitive?: readonly (string | SensitiveSpec)[]
  /** A column that says which person a row is about. */
  readonly person?: string
  /** `k=5`, `t(salary)=0.3`, ... */
  readonly claims?: readonly string[]
  /** Compare quasi-identifiers that are numbers as numbers (`01` = `1.0`); as text otherwise. */
  readonly typed?: boolean
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
  /** Rows the source is said to have had. */
  readonly sourceRows?: number
  /** What the release is called: a k in it is held against the k measured. */
  readonly label?: string
  /** Other releases, to be compared row by row. */
  readonly releases?: readonly { readonly name: string; readonly table: TableInput }[]
  /** List at most so many violating classes of each claim; all of them when absent. */
  readonly maxClasses?: number
  /** List at most so many rows of each of them; all when absent. */
  readonly maxRows?: number
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
