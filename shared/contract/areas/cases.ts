import { z } from 'zod'
import { CaseId, Count, Empty, JobId, type Operation, PickedId, TimeMs } from '../operation.ts'

export const CaseSummary = z.strictObject({
  caseId: CaseId,
  name: z.string(),
  createdAtMs: TimeMs,
  openedAtMs: TimeMs,
  evidenceCount: Count,
  entryCount: Count,
  sizeBytes: Count,
  readOnly: z.boolean(),
  /** ready, or why it cannot be opened: a newer or foreign schema is refused by name. */
  state: z.enum(['ready', 'newer_schema', 'foreign', 'missing', 'damaged']),
  detail: z.string(),
})
export type CaseSummary = z.infer<typeof CaseSummary>

export const caseOperations = {
  'cases.recent': {
    doc: 'Cases this user has opened, newest first; those that can no longer be opened say why.',
    effect: 'read',
    input: Empty,
    output: z.strictObject({ cases: z.array(CaseSummary) }),
  },
  'cases.create': {
    doc: "Makes an empty case in the user's cases folder and opens it.",
    effect: 'write',
    input: z.strictObject({ name: z.string().trim().min(1).max(200) }),
    output: CaseSummary,
  },
  'cases.open': {
    doc: 'Opens a known case. Refuses a schema that is not exactly ours.',
    effect: 'write',
    input: z.strictObject({ caseId: CaseId }),
    output: CaseSummary,
  },
  'cases.open-picked': {
    doc: 'Opens a case folder that the host picked: one from a stick, or from a colleague.',
    effect: 'write',
    input: z.strictObject({ pickedId: PickedId }),
    output: CaseSummary,
  },
  'cases.rename': {
    doc: 'Gives a case another name.',
    effect: 'write',
    input: z.strictObject({ caseId: CaseId, name: z.string().trim().min(1).max(200) }),
    output: CaseSummary,
  },
  'cases.forget': {
    doc: 'Takes a case off the recent list. Its files stay where they are.',
    effect: 'write',
    input: z.strictObject({ caseId: CaseId }),
    output: Empty,
  },
  'cases.sample': {
    doc: 'Makes a sample case: a believable platform log with something to find. A job; its result is the case id.',
    effect: 'job',
    input: z.strictObject({ requests: z.int().min(10).max(200_000).default(600), tampered: z.boolean().default(true) }),
    output: z.strictObject({ jobId: JobId }),
  },
} as const satisfies Record<string, Operation>
