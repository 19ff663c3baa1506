import type { Output } from '#contract/contract.ts'
import type { CheckName } from '#core/bundle/check.ts'
import type { Tone } from '../../ui/Status.tsx'

export interface ImportTarget {
  readonly caseId: string
  readonly evidenceId: string
}
export interface BundleTarget extends ImportTarget {
  readonly no: number
}

export type Run = NonNullable<Output<'bundles.state'>['run']>
export type BundleRow = Output<'bundles.list'>['rows'][number]
export type BundleView = Output<'bundles.get'>
export type InnerFile = Output<'bundles.contents'>['files'][number]
export type HeldKey = Output<'bundles.keys'>['keys'][number]
export type Answer = BundleRow['status']
export type { CheckName }

export const ANSWERS: readonly Answer[] = ['fails', 'not_examined', 'holds']
export const TONES: Readonly<Record<Answer, Tone>> = { holds: 'intact', fails: 'damaged', not_examined: 'unknown' }

export const bundlePath = ({ caseId, evidenceId, no }: BundleTarget): string =>
  `/case/${caseId}/bundles/${evidenceId}/${no}`
