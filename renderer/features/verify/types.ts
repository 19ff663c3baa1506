import type { Output } from '#contract/contract.ts'

export interface Target {
  readonly caseId: string
  readonly evidenceId: string
}
export type VerifyResult = Output<'verify.result'>
export type VerifyDocument = NonNullable<VerifyResult['document']>
export type DamageItem = VerifyDocument['damage'][number]
export type HeadRow = VerifyDocument['heads'][number]
export type LintRow = VerifyDocument['lints'][number]
export type FindingRow = VerifyDocument['findings'][number]
export type Entry = Output<'verify.entry'>
export type EvidenceSummary = Output<'evidence.list'>['evidence'][number]
