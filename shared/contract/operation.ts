/** The parts every row of the contract is made of. */
import { z } from 'zod'

/**
 * One thing the UI may ask.
 * - `read` changes nothing and may be repeated and cached;
 * - `write` changes the case or the user's profile before it answers;
 * - `job` starts long work and answers with a job id, to be polled with `jobs.status`.
 */
export interface Operation {
  readonly doc: string
  readonly effect: 'read' | 'write' | 'job'
  readonly input: z.ZodType
  readonly output: z.ZodType
}

/** Why a call was refused. Add a code here, nowhere else. */
export const CallErrorCode = z.enum([
  'bad_request', // unknown operation or input that does not fit its schema
  'not_found', // an id that names nothing
  'conflict', // right in form, impossible now (a job runs, the case is read-only)
  'refused', // evidence or a key that cannot be read; `place`, `expected` and `got` say why
  'schema', // a case written by another or a newer program
  'cancelled',
  'unavailable', // the host does not answer: it was stopped, or this page's session has ended
  'internal', // our own bug; the log has the details
])

export const CallError = z.strictObject({
  code: CallErrorCode,
  message: z.string(),
  place: z
    .strictObject({
      file: z.string(),
      line: z.int().optional(),
      column: z.int().optional(),
      byte: z.int().optional(),
      field: z.string().optional(),
    })
    .optional(),
  expected: z.string().optional(),
  got: z.string().optional(),
})
export type CallError = z.infer<typeof CallError>

/** Ids are opaque: the UI never names a path. */
export const CaseId = z.string().regex(/^case_[0-9a-f]{16}$/)
export const EvidenceId = z.string().regex(/^ev_[0-9a-f]{16}$/)
export const PickedId = z.string().regex(/^pick_[0-9a-f]{16}$/)
export const JobId = z.string().regex(/^job_[0-9a-f]{16}$/)

/** Unix time in milliseconds, UTC. */
export const TimeMs = z.int().nonnegative()
export const Count = z.int().nonnegative()
/** RFC 3339 UTC with milliseconds. */
export const Instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
/** SHA-256, standard base64. */
export const HashBase64 = z.string().regex(/^[A-Za-z0-9+/]{43}=$/)
export const Empty = z.strictObject({})

/** What a table shows, of how many: every list output carries one. */
export const RowAccount = z.strictObject({
  shown: Count,
  total: Count,
  filter: z.string(), // in words, '' for none
  source: z.string(), // which evidence the rows were taken from
})
