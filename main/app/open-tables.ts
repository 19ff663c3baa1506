/** The tables that are open, by opaque ids, and what was found about them: for as long as the program runs, in memory only. */
import { refusal } from '#contract/refusal.ts'
import type { TableBytes, TableSource } from './ports/tables.ts'

export interface OpenTables {
  /**
   * Makes a table known without reading it. `tables.columns` and `tables.measure` take the id: this is how a file that is
   * nowhere on disk (out of a sealed bundle) is measured.
   */
  readonly keep: (
    name: string,
    from: TableBytes,
    format?: { readonly separator?: TableSource['separator']; readonly encoding?: TableSource['encoding'] },
  ) => string
  /** What was read must stay what it is: told once it has been read. */
  readonly wasRead: (tableId: string, sha256: string) => void
  /** Throws a refusal where it is not open any more. */
  readonly get: (tableId: string) => TableSource
  /** Puts it away, and what was read of it. */
  readonly forget: (tableId: string) => void
}

/** Beyond it the oldest is put away: a page that opens thousands must not fill the memory. */
const MOST = 32

/** @param forgetRead told of a table that is put away */
export function createOpenTables(newId: (prefix: string) => string, forgetRead: (tableId: string) => void): OpenTables {
  const open = new Map<string, TableSource>()
  const forget = (tableId: string): void => {
    if (open.delete(tableId)) forgetRead(tableId)
  }
  return {
    keep: (name, from, { separator = null, encoding = null } = {}) => {
      const tableId = newId('table_')
      open.set(tableId, { tableId, name, from, separator, encoding, sha256: null })
      const [oldest] = open.keys()
      if (open.size > MOST && oldest !== undefined) forget(oldest)
      return tableId
    },
    wasRead: (tableId, sha256) => {
      const found = open.get(tableId)
      if (found) open.set(tableId, { ...found, sha256: found.sha256 ?? sha256 })
    },
    get: (tableId) => {
      const found = open.get(tableId)
      if (!found) throw refusal({ code: 'not_found', message: 'this table is no longer in memory: open it again' })
      return found
    },
    forget,
  }
}
