/** Released tables and published counts: what the handlers ask of the thread that holds them. In memory only. */
import type { CountAudit, CountProtection } from '#core/anonymity/counts/audit-counts.ts'
import type { AnonymityResult, MeasureOptions } from '#core/anonymity/measure-options.ts'
import type { ClaimClass } from '#core/anonymity/show.ts'
import type { Table } from '#core/anonymity/table.ts'
import type { Separator } from '#core/formats/csv-columns.ts'
import type { TextEncoding } from '#core/formats/transcode.ts'
import type { InputError } from '#core/input-error.ts'
import type { Result } from '#core/result.ts'

/** A small table, read here and now: figures of an earlier report, a file inside a bundle. */
export interface OpenedTable {
  readonly table: Table
  /** Last part of its path, for showing. */
  readonly name: string
  readonly sha256: string
  readonly separator: string
}

export type ReadTable = (path: string) => Promise<Result<OpenedTable, InputError>>

/** Where a table comes from: a file the user picked, or bytes that are nowhere on disk (a file inside a bundle). */
export type TableBytes =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'memory'; readonly bytes: Uint8Array }

export interface TableSource {
  readonly tableId: string
  /** For showing, and in errors: the last part of its path. */
  readonly name: string
  readonly from: TableBytes
  readonly separator: Separator | null
  readonly encoding: TextEncoding | null
  /** Of the file when it was first read, hex; null before that. Read again, it must be the same. */
  readonly sha256: string | null
}

export interface ColumnFacts {
  readonly name: string
  readonly distinct: number
  /** A few of its values, cut short. */
  readonly examples: readonly string[]
  readonly isNumeric: boolean
  /** A question, not a verdict: the auditor says what it is. */
  readonly suggested: 'quasi' | 'sensitive' | 'identifier' | 'none'
}

export interface TableFacts {
  readonly name: string
  /** Of the file as it is, hex. */
  readonly sha256: string
  readonly rows: number
  readonly separator: Separator
  readonly columns: readonly ColumnFacts[]
}

/** Everything a measurement depends on; other tables by their ids. */
export interface MeasureRequest {
  readonly tableId: string
  readonly options: Omit<MeasureOptions, 'population' | 'releases' | 'maxClasses' | 'maxRows'>
  readonly population: { readonly tableId: string; readonly count: string | null } | null
  readonly releases: readonly string[]
}

/** Rows that go, or stay with the token in their quasi-identifiers. */
export type RepairMode = 'removed' | 'masked'

export interface CountRequest {
  readonly tableIds: readonly string[]
  readonly threshold: number
  readonly zeros: boolean
  /** Further marks of hidden counts, and labels of totals. */
  readonly hidden: readonly string[]
  readonly totals: readonly string[]
}

/** A page of rows, numbered from 1 as records of the table. */
export interface TableRows {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[]
  /** Rows of the class, or of the table, of which these are some. */
  readonly total: number
}

export interface RepairedTable {
  readonly rowsLost: number
  readonly rounds: number
  readonly mode: RepairMode
  readonly statement: string
  readonly before: AnonymityResult
  readonly after: AnonymityResult
}

/** One row for each thing that can be asked: what goes in, what comes out. */
export interface TableTasks {
  readonly open: { readonly input: { readonly tableId: string }; readonly output: TableFacts }
  readonly page: {
    readonly input: { readonly tableId: string; readonly from: number; readonly limit: number }
    readonly output: TableRows
  }
  readonly measure: { readonly input: MeasureRequest; readonly output: AnonymityResult }
  /** Classes that fail the claim at `claim`, from the one at `from`; of each at most a few rows. */
  readonly failing: {
    readonly input: {
      readonly request: MeasureRequest
      readonly claim: number
      readonly from: number
      readonly limit: number
    }
    readonly output: { readonly classes: readonly ClaimClass[]; readonly failing: number }
  }
  /** Rows of the `at`-th class that fails the claim. */
  readonly rows: {
    readonly input: {
      readonly request: MeasureRequest
      readonly claim: number
      readonly at: number
      readonly from: number
      readonly limit: number
    }
    readonly output: TableRows
  }
  readonly repair: {
    readonly input: { readonly request: MeasureRequest; readonly mode: RepairMode }
    readonly output: RepairedTable
  }
  /** The repaired table as CSV, piece by piece: rows from `from`; `next` is null after the last piece. */
  readonly repaired: {
    readonly input: { readonly request: MeasureRequest; readonly mode: RepairMode; readonly from: number }
    readonly output: { readonly csv: string; readonly next: number | null }
  }
  readonly audit: { readonly input: CountRequest; readonly output: CountAudit }
  readonly protect: { readonly input: CountRequest; readonly output: CountProtection }
}
export type TableTask = keyof TableTasks

export interface TableHooks {
  readonly signal?: AbortSignal | undefined
  /** What is being done, and how much of it: bytes of a file, or hidden counts; total 0 where that is not known. */
  readonly onProgress?: (progress: TableProgress) => void
}
export interface TableProgress {
  readonly phase: string
  readonly done: number
  readonly total: number
}

/** Works beside everything else: a task never holds up its caller's thread, and stops within a second when told to. */
export interface TableWork {
  /** `sources`: where the tables that the task names are to be had; each is read once. */
  readonly run: <T extends TableTask>(
    task: T,
    input: TableTasks[T]['input'],
    sources: readonly TableSource[],
    hooks?: TableHooks,
  ) => Promise<Result<TableTasks[T]['output'], InputError>>
  readonly forget: (tableId: string) => void
  readonly close: () => Promise<void>
}
