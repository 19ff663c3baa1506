/** Tables that were decrypted out of bundles: open like others, in memory only, with what is claimed of them. */
import type { AnonymityClaim } from '#core/bundle/statement.ts'
import type { OpenTables } from './open-tables.ts'

export interface TableFromBundle {
  readonly caseId: string
  readonly bundle: string | null
  readonly claim: AnonymityClaim | null
}

export interface BundleTables {
  readonly keep: (name: string, bytes: Uint8Array, from: TableFromBundle) => string
  /** null: it is from a file that the reader chose. */
  readonly origin: (tableId: string) => TableFromBundle | null
  /** Puts away what was decrypted for a case. */
  readonly forgetCase: (caseId: string) => void
}

export function createBundleTables(tables: OpenTables): BundleTables {
  const origins = new Map<string, TableFromBundle>()
  return {
    keep: (name, bytes, from) => {
      const tableId = tables.keep(name, { kind: 'memory', bytes })
      origins.set(tableId, from)
      return tableId
    },
    origin: (tableId) => origins.get(tableId) ?? null,
    forgetCase: (caseId) => {
      for (const [tableId, from] of origins) {
        if (from.caseId !== caseId) continue
        origins.delete(tableId)
        tables.forget(tableId)
      }
    },
  }
}
