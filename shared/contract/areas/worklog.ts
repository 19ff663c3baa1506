import { z } from 'zod'
import { WORK_TYPES } from '#core/work-log/work-event.ts'
import { CaseId, Count, EvidenceId, HashBase64, type Operation, TimeMs } from '../operation.ts'

const Target = { caseId: CaseId, evidenceId: EvidenceId }
const Req = z.string().min(1).max(200)
const Written = z.strictObject({ workLogSeqs: z.array(Count) })

export const workLogOperations = {
  'worklog.list': {
    doc: 'The work log of a case, newest first: notes, tags, acknowledgements, exports, samples, conclusions, undoings; and whether its chain holds. Without `before` every line is read and hashed again.',
    effect: 'read',
    input: z.strictObject({
      caseId: CaseId,
      /** Entries before this seq; null: from the newest. */
      before: Count.nullable().default(null),
      /** None: all. */
      types: z.array(z.enum(WORK_TYPES)).default([]),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.strictObject({
      total: Count,
      /** Of these types. */
      matching: Count,
      head: HashBase64,
      /** Where the chain breaks: the log was changed by something else, and nothing more is written to it. */
      problem: z.strictObject({ seq: Count, expected: z.string(), got: z.string() }).nullable(),
      entries: z.array(
        z.strictObject({
          seq: Count,
          timeMs: TimeMs,
          type: z.string(),
          req: z.string().nullable(),
          text: z.string(), // what was noted, tagged, acknowledged, exported or taken back
          /** The entry that took it back. */
          undoneBy: Count.nullable(),
          canUndo: z.boolean(),
        }),
      ),
    }),
  },
  'worklog.add-note': {
    doc: 'Notes something about a request. On the disk before it answers.',
    effect: 'write',
    input: z.strictObject({ ...Target, req: Req, text: z.string().trim().min(1).max(10_000) }),
    output: Written,
  },
  'worklog.tag': {
    doc: 'Puts a tag on requests, or takes it off.',
    effect: 'write',
    input: z.strictObject({
      ...Target,
      reqs: z.array(Req).min(1).max(500),
      tag: z.string().trim().min(1).max(100),
      on: z.boolean().default(true),
    }),
    output: Written,
  },
  'worklog.tags': {
    doc: 'The tags in use on requests of this evidence, with how many carry each.',
    effect: 'read',
    input: z.strictObject(Target),
    output: z.strictObject({ tags: z.array(z.strictObject({ tag: z.string(), count: Count })) }),
  },
  'worklog.acknowledge': {
    doc: 'Acknowledges findings with a note. They stay findings: nothing is deleted.',
    effect: 'write',
    input: z.strictObject({
      ...Target,
      findingIds: z.array(z.string().max(100)).min(1).max(500),
      note: z.string().trim().min(1).max(10_000),
    }),
    output: Written,
  },
  'worklog.export': {
    doc: 'The work log as it is on the disk: `plainview verify` reads it. Noted in the work log, in an entry after those that it holds.',
    effect: 'write',
    input: z.strictObject({ caseId: CaseId }),
    output: z.strictObject({ name: z.string(), mediaType: z.string(), base64: z.base64() }),
  },
  'worklog.undo': {
    doc: 'Takes back an entry by a new one. An undoing can be undone.',
    effect: 'write',
    input: z.strictObject({ caseId: CaseId, seq: Count, why: z.string().max(1000).default('') }),
    output: Written,
  },
} as const satisfies Record<string, Operation>
