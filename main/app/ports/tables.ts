/** A released table read from what the user picked; in memory only. */
import type { Table } from '#core/anonymity/table.ts'
import type { InputError } from '#core/input-error.ts'
import type { Result } from '#core/result.ts'

export interface OpenedTable {
  readonly table: Table
  /** Last part of its path, for showing. */
  readonly name: string
  readonly sha256: string
  readonly separator: string
}

export type ReadTable = (path: string) => Promise<Result<OpenedTable, InputError>>
