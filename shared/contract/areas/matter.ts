import { z } from 'zod'
import { CaseId, Count, EvidenceId, HashBase64, Instant, JobId, type Operation } from '../operation.ts'
import { RequestFilter } from '../requests-view.ts'

const MatterId = z.string().regex(/^matter_[0-9a-f]{16}$/)

export const matterOperations = {
  'matter.start': {
    doc: 'Puts together what a third party needs of some requests: story, rules, findings, raw entries, and a proof of each entry against a signed head of the log. At most 1,000 requests. Its result is a matter id.',
    effect: 'job',
    input: z.strictObject({
      caseId: CaseId,
      evidenceId: EvidenceId,
      /** These; null: those that fit the filter, by receipt. */
      reqs: z.array(z.string().min(1).max(200)).min(1).max(1000).nullable().default(null),
      filter: RequestFilter.default({}),
    }),
    output: z.strictObject({ jobId: JobId }),
  },
  'matter.view': {
    doc: 'What a matter holds, and what its proofs rest on. Matters are kept in memory: an old one has to be made again.',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId, matterId: MatterId }),
    output: z.strictObject({
      asOf: Instant,
      requests: z.array(z.string()),
      /** Requests that are secret by law as of then. */
      sealed: z.array(z.string()),
      entries: Count,
      proofs: Count,
      head: z.strictObject({
        origin: z.string(),
        file: z.string(),
        size: Count,
        root: HashBase64,
        signedBy: z.array(z.string()),
        /** A key that the user trusts has signed it. */
        trusted: z.boolean(),
      }),
      /** Exit code of `plainview matter`. */
      exit: z.int(),
      headline: z.string(),
      /** An entry with a proof, for showing how it is checked; null: there is none. */
      example: z.strictObject({ proof: z.string(), entry: z.string() }).nullable(),
    }),
  },
  'matter.file': {
    doc: 'A file of a matter: the page, the page as PDF, its data, or everything as .zip with the raw entries, their proofs and a manifest. Byte for byte what `plainview matter` writes. Noted in the work log.',
    effect: 'write',
    input: z.strictObject({
      caseId: CaseId,
      matterId: MatterId,
      path: z.enum(['matter.html', 'matter.pdf', 'matter.json', 'matter.zip']),
    }),
    output: z.strictObject({ name: z.string(), mediaType: z.string(), base64: z.base64() }),
  },
} as const satisfies Record<string, Operation>
