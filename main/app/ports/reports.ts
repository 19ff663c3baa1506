/** What reports need from outside: a thread that counts, a printer, an archiver, and a place where published ones are kept. */

import type { SolveLp } from '#core/capabilities.ts'
import type { InputError } from '#core/input-error.ts'
import type { KnownTable } from '#core/metrics/known-count.ts'
import type { LeakInput, LeakResult } from '#core/metrics/leak-check.ts'
import type { BuiltTables } from '#core/metrics/report-tables.ts'
import type { FigureBehind, FigureRef } from '#core/metrics/rows-behind.ts'
import type { LogFacts } from '#core/requests/log-facts.ts'
import type { Result } from '#core/result.ts'
import type { ReportFile } from '#report/files.ts'

/** The request rows of one derivation. They are read once and kept while reports are made of them. */
export interface RowSource {
  /** The same for the same rows, and for no others. */
  readonly key: string
  /** As `RequestRows.packed` gives them, page by page. */
  readonly pages: () => AsyncIterable<{ readonly items: string; readonly rows: number }>
}

export interface CountJob {
  readonly facts: Pick<LogFacts, 'childSafety'>
  /** `2025-H2`. */
  readonly period: string
  readonly threshold: number
  readonly published: readonly KnownTable[]
}

export interface BehindJob extends FigureRef {
  /** Of the report. */
  readonly period: string
}

export interface WorkHooks {
  readonly signal: AbortSignal
  /** Rows read, since the beginning. */
  readonly onRows: (rows: number) => void
}

/** The heavy part of a report, beside whatever else is asked for. Rejects with a refusal when the signal is aborted. */
export interface ReportWork {
  /** Somebody is about to make reports of these rows: they may be read already. */
  readonly prepare: (rows: RowSource) => void
  readonly count: (job: CountJob, rows: RowSource, hooks: WorkHooks) => Promise<BuiltTables>
  /** The requests that a figure counts. */
  readonly behind: (job: BehindJob, rows: RowSource, hooks: WorkHooks) => Promise<FigureBehind>
  /** Stopped after `limitMs`: the answer then says that it was not finished. */
  readonly checkLeaks: (
    input: Omit<LeakInput, 'solveLp' | 'shouldStop'>,
    limitMs: number,
    signal: AbortSignal,
  ) => Promise<LeakResult>
}

/** A published report as it was picked, read whole. */
export interface PickedReport {
  readonly name: string
  /** By path inside the report. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Its report.json and nothing else. */
  readonly isAlone: boolean
}

export interface ReportTools {
  readonly work: ReportWork
  /** Loaded when it is first asked for; for systems small enough to be solved at once. */
  readonly solveLp: () => Promise<SolveLp>
  /** A4; null where no printer is to be had, and the user prints the HTML by hand. */
  readonly printPdf: (html: string) => Promise<Uint8Array | null>
  /** The same bytes for the same files. */
  readonly zip: (files: readonly Pick<ReportFile, 'path' | 'bytes'>[]) => Promise<Uint8Array>
  readonly shelf: ReportShelf
  /** Folder, .zip or report.json of a published report. */
  readonly open: (path: string) => Promise<Result<PickedReport, InputError>>
}

/** Published reports of a case: written once, whole, and never changed. And the definitions they are made from. */
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
  /** Numbers of the saved definitions, ascending. */
  readonly drafts: (caseFolder: string) => Promise<readonly number[]>
  readonly readDraft: (caseFolder: string, number: number) => Promise<Uint8Array | null>
  /** On the disk when it resolves. Refused where the number is taken. */
  readonly keepDraft: (caseFolder: string, number: number, bytes: Uint8Array) => Promise<void>
}
