/** Judging evidence: main/work does it, on several threads. */
import type { VerifyDocument } from '#contract/verdict.ts'
import type { InputError } from '#core/input-error.ts'
import type { SegmentColumns } from '#core/log/segment.ts'
import type { Result } from '#core/result.ts'
import type { OpenedEvidence } from '../ports.ts'
import type { TrustUsed } from './trust.ts'

export interface VerifyHooks {
  readonly signal: AbortSignal
  /** Since the beginning. `bytes` of `totalBytes` as the evidence lists them; `locating`: all was read, damage is looked at again. */
  readonly onProgress: (done: {
    readonly phase: 'reading' | 'locating'
    readonly bytes: number
    readonly totalBytes: number
    readonly entries: number
  }) => void
  /** Called for every segment in order; the next one waits for the promise. */
  readonly onSegment?: (columns: SegmentColumns) => Promise<void>
}

/** Answers with the document `plainview verify --json` prints for the same evidence and options. */
export type Verify = (
  evidence: OpenedEvidence,
  trust: TrustUsed,
  hooks: VerifyHooks,
) => Promise<Result<VerifyDocument, InputError>>
