/** Where things are in a case folder (docs/formats/case.md §1). */
import { join } from 'node:path'

export interface CaseLayout {
  readonly folder: string
  readonly database: string
  /** Imported files under the SHA-256 of their bytes; never changed. */
  readonly evidence: string
  /** Derived copies; may be deleted at any time. */
  readonly cache: string
}

export const CASE_FILE = 'case.sqlite'

export function caseLayout(folder: string): CaseLayout {
  return { folder, database: join(folder, CASE_FILE), evidence: join(folder, 'evidence'), cache: join(folder, 'cache') }
}

/** `evidence/ab/abcd…`: two levels, since a log of tiles has tens of thousands of files. */
export function objectPath(evidenceFolder: string, sha256: string): string {
  return join(evidenceFolder, sha256.slice(0, 2), sha256)
}

/** Files that are being copied have no name of their own yet. */
export function incomingFolder(evidenceFolder: string): string {
  return join(evidenceFolder, '.incoming')
}
