import type { Input, Output } from '#contract/contract.ts'

export interface Target {
  readonly caseId: string
  readonly evidenceId: string
}
export type Start = Output<'reports.start'>
export type ReportView = Output<'reports.view'>
export type Chart = ReportView['charts'][number]
export type Difference = ReportView['changes'][number]

export type Definition = Input<'reports.build'>['definition']
export type ImportedTable = Output<'reports.importFigures'>
export type Footnote = ReportView['footnotes'][number]

/** One cell by its ids. */
export interface Place {
  readonly table: string
  readonly row: string
  readonly column: string
}
