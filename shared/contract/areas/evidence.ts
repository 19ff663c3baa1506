import { z } from 'zod'
import { CaseId, Count, EvidenceId, Instant, JobId, type Operation, PickedId, TimeMs } from '../operation.ts'

export const EvidenceSummary = z.strictObject({
  evidenceId: EvidenceId,
  name: z.string(),
  kind: z.enum(['folder', 'zip', 'jsonl', 'jsonl.gz', 'note', 'tlog-tiles', 'bundles']),
  origin: z.string().nullable(),
  files: Count,
  sizeBytes: Count,
  entries: Count,
  importedAtMs: TimeMs,
  /** SHA-256 over the sorted list of "<sha256 hex>  <path>\n", hex. */
  digest: z.string(),
  firstTime: z.string().nullable(),
  lastTime: z.string().nullable(),
  /** From the stored verdict; null until verified. */
  headline: z.string().nullable(),
  exit: z.int().nullable(),
})
export type EvidenceSummary = z.infer<typeof EvidenceSummary>

export const evidenceOperations = {
  'evidence.preflight': {
    doc: 'Looks at something the host picked, before anything is copied: format, size, free space, whether it was seen before.',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId, pickedId: PickedId }),
    output: z.strictObject({
      name: z.string(),
      kind: EvidenceSummary.shape.kind,
      files: Count,
      sizeBytes: Count,
      freeBytes: Count,
      /** Estimated, on the safe side: copy, index, journal and unpacked copies. */
      neededBytes: Count,
      enoughSpace: z.boolean(),
      seenBefore: EvidenceId.nullable(),
    }),
  },
  'evidence.import': {
    doc: 'Copies evidence into the case, hashed first and last, indexes and verifies it. Its result is the evidence id.',
    effect: 'job',
    /** `asOf`: the judging time; now where absent. Freshness is judged only where a maximum age is set. */
    input: z.strictObject({ caseId: CaseId, pickedId: PickedId, asOf: Instant.optional() }),
    output: z.strictObject({ jobId: JobId }),
  },
  'evidence.list': {
    doc: 'Everything imported into a case, newest first, and imports that were cut off and can be resumed.',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId }),
    output: z.strictObject({
      evidence: z.array(EvidenceSummary),
      unfinished: z.array(
        z.strictObject({
          evidenceId: EvidenceId,
          name: z.string(),
          startedAtMs: TimeMs,
          bytesDone: Count,
          bytesTotal: Count,
          runningJob: JobId.nullable(),
        }),
      ),
    }),
  },
  'evidence.resume': {
    doc: 'Goes on with an import that a crash cut off. Ends with the same digest as an uninterrupted one.',
    effect: 'job',
    input: z.strictObject({ caseId: CaseId, evidenceId: EvidenceId }),
    output: z.strictObject({ jobId: JobId }),
  },
  'evidence.discard': {
    doc: 'Throws away an unfinished import. The case is then as if it had never started.',
    effect: 'write',
    input: z.strictObject({ caseId: CaseId, evidenceId: EvidenceId }),
    output: z.strictObject({}),
  },
  'evidence.files': {
    doc: 'The files of one import with size and SHA-256.',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId, evidenceId: EvidenceId }),
    output: z.strictObject({
      files: z.array(z.strictObject({ path: z.string(), bytes: Count, sha256: z.string() })),
    }),
  },
} as const satisfies Record<string, Operation>
