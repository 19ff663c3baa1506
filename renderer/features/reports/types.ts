import type { Output } from '#contract/contract.ts'

export interface Target {
  readonly caseId: string
  readonly evidenceId: string
}
export type Start = Output<'reports.start'>
export type ReportView = Output<'reports.view'>
export type Chart = ReportView['charts'][number]
export type Difference = ReportView['changes'][number]

/** What the form holds, as it was last built. */
export interface Definition {
  readonly title: string
  readonly publisher: string
  readonly period: string
  readonly threshold: number
  readonly withoutSections: readonly string[]
  readonly words: Readonly<Record<string, string>>
}
