/** What reports need from outside: a solver, a printer, an archiver, and a place where published ones are kept. */
import type { SolveLp } from '#core/capabilities.ts'
import type { ReportFile } from '#report/files.ts'

export interface ReportTools {
  /** Loaded when it is first asked for. */
  readonly solveLp: () => Promise<SolveLp>
  /** A4; null where no printer is to be had, and the user prints the HTML by hand. */
  readonly printPdf: (html: string) => Promise<Uint8Array | null>
  /** The same bytes for the same files. */
  readonly zip: (files: readonly Pick<ReportFile, 'path' | 'bytes'>[]) => Promise<Uint8Array>
  readonly shelf: ReportShelf
}

/** Published reports of a case: written once, whole, and never changed. */
export interface ReportShelf {
  /** Names of the folders kept under `caseFolder`. */
  readonly list: (caseFolder: string) => Promise<readonly string[]>
  readonly read: (caseFolder: string, publishedId: string, path: string) => Promise<Uint8Array | null>
  /** Refused where the id is taken. */
  readonly keep: (
    caseFolder: string,
    publishedId: string,
    files: readonly Pick<ReportFile, 'path' | 'bytes'>[],
  ) => Promise<void>
}
