/** The steps between choosing evidence and the import that runs: one place to be in, each with what it knows. */
import type { Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'

export type Preflight = Output<'evidence.preflight'>

export type Step =
  | { readonly at: 'idle' }
  /** Web host: the bytes are on their way to the program. */
  | { readonly at: 'sending'; readonly bytesDone: number; readonly bytesTotal: number; readonly stop: () => void }
  /** Picked while no case was open. */
  | { readonly at: 'choose-case'; readonly pickedId: string; readonly suggestedName: string }
  | { readonly at: 'looking'; readonly caseId: string; readonly pickedId: string }
  /** Something to decide first: seen before, or not enough room. */
  | { readonly at: 'confirm'; readonly caseId: string; readonly pickedId: string; readonly preflight: Preflight }
  | { readonly at: 'refused'; readonly error: CallError }

/** An import that was started or found running in this window. */
export interface ImportJob {
  readonly jobId: string
  readonly caseId: string
  readonly name: string
  readonly kind?: Preflight['kind']
  /** Started here: its verdict is shown when it is done. */
  readonly own: boolean
}

/** Evidence that was seen before, or that does not fit, is a question; everything else is imported at once. */
export const needsAnswer = ({ seenBefore, enoughSpace }: Preflight): boolean => seenBefore !== null || !enoughSpace
