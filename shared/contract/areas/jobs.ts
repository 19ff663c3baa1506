import { z } from 'zod'
import { CallError, Count, JobId, type Operation, TimeMs } from '../operation.ts'

export const JobStatus = z.strictObject({
  jobId: JobId,
  kind: z.enum(['import', 'verify', 'sample', 'derive', 'report', 'leak-check', 'bundles', 'anonymity', 'export']),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** In words: "hashing", "indexing", "writing". */
  phase: z.string(),
  /** Of the size of what is worked on: a job of several steps (copying, verifying) counts each by its share of the work. */
  bytesDone: Count,
  bytesTotal: Count,
  entriesDone: Count,
  startedAtMs: TimeMs,
  elapsedMs: Count,
  bytesPerSecond: z.number().nonnegative(),
  /** null while unknown. */
  remainingMs: Count.nullable(),
  /** What came of it: an evidence id, a case id, a report id. Set when done. */
  result: z.string().nullable(),
  error: CallError.nullable(),
})
export type JobStatus = z.infer<typeof JobStatus>

export const jobOperations = {
  'jobs.status': {
    doc: 'How far a job is. Poll it; nothing is pushed. 100 % only after the final commit.',
    effect: 'read',
    input: z.strictObject({ jobId: JobId }),
    output: JobStatus,
  },
  'jobs.cancel': {
    doc: 'Stops a job within a second. The case is then as if it had never started.',
    effect: 'write',
    input: z.strictObject({ jobId: JobId }),
    output: JobStatus,
  },
} as const satisfies Record<string, Operation>
