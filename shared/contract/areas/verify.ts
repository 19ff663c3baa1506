import { z } from 'zod'
import { CaseId, Count, EvidenceId, HashBase64, Instant, JobId, type Operation, TimeMs } from '../operation.ts'
import { DamageItem, DamageOp, VerifyDocument } from '../verdict.ts'

const Target = { caseId: CaseId, evidenceId: EvidenceId }

export const verifyOperations = {
  'verify.run': {
    doc: 'Verifies evidence again, with the keys, policy and remembered heads of the user as they are now.',
    effect: 'job',
    input: z.strictObject({ ...Target, asOf: Instant.optional() }),
    output: z.strictObject({ jobId: JobId }),
  },
  'verify.result': {
    doc: 'The stored verdict of one import: the document the CLI prints, and what it rested on.',
    effect: 'read',
    input: z.strictObject(Target),
    output: z.strictObject({
      document: VerifyDocument.nullable(),
      verifiedAtMs: TimeMs.nullable(),
      /** True when keys, policy or remembered heads changed since: the answers may differ now. */
      trustChanged: z.boolean(),
      usedKeys: z.array(z.string()),
      usedPolicy: z.string().nullable(),
      usedKnownHeads: Count,
    }),
  },
  'verify.map': {
    doc: 'A stretch of the log in at most 500 bins, with heads and damage, for the map.',
    effect: 'read',
    input: z.strictObject({
      ...Target,
      from: Count,
      to: Count.nullable(), // null: to the end
      bins: z.int().min(1).max(500).default(200),
    }),
    output: z.strictObject({
      from: Count,
      to: Count,
      entries: Count, // of the whole log, as shown in the export
      firstTime: z.string().nullable(),
      lastTime: z.string().nullable(),
      bins: z.array(
        z.strictObject({
          from: Count,
          to: Count,
          entries: Count,
          bytes: Count,
          firstTime: z.string().nullable(),
          lastTime: z.string().nullable(),
          requests: Count, // request.received among them
          damage: z.array(DamageOp),
        }),
      ),
      heads: z.array(z.strictObject({ size: Count, status: z.string(), agrees: z.string(), source: z.string() })),
      damage: z.array(DamageItem),
    }),
  },
  'verify.entry': {
    doc: 'One entry as stored: raw bytes, members, hash, links to its neighbours, inclusion proof, and what was signed if that is known.',
    effect: 'read',
    input: z.strictObject({ ...Target, index: Count }),
    output: z.strictObject({
      index: Count, // position among the lines of the export
      file: z.string(),
      byteOffset: Count,
      bytes: Count,
      rawBase64: z.string(), // at most 64 KiB; `truncated` says when the line is longer
      truncated: z.boolean(),
      seq: z.int().nullable(),
      time: z.string().nullable(),
      type: z.string().nullable(),
      req: z.string().nullable(),
      leafHash: HashBase64,
      prev: z.string().nullable(),
      /** Hash of the line before, as computed; null for the first. */
      computedPrev: HashBase64.nullable(),
      /** The `prev` of the line after, null at the end. */
      nextPrev: z.string().nullable(),
      proof: z
        .strictObject({
          size: Count,
          root: HashBase64,
          hashes: z.array(HashBase64),
          head: z.string(),
          /** A C2SP tlog-proof file, text: "copy as proof". */
          file: z.string(),
        })
        .nullable(),
      whyNoProof: z.string().nullable(),
      damage: DamageItem.nullable(),
      /** The signed bytes, where the cause of damage restores them exactly. */
      restoredBase64: z.string().nullable(),
      lints: z.array(z.string()),
    }),
  },
  'verify.entries': {
    doc: 'A page of entries in log order, for lists and keyboard browsing.',
    effect: 'read',
    input: z.strictObject({ ...Target, from: Count, limit: z.int().min(1).max(500).default(100) }),
    output: z.strictObject({
      total: Count,
      rows: z.array(
        z.strictObject({
          index: Count,
          seq: z.int().nullable(),
          time: z.string().nullable(),
          type: z.string().nullable(),
          req: z.string().nullable(),
          bytes: Count,
          file: z.string(),
          byteOffset: Count,
        }),
      ),
    }),
  },
  'verify.receipt': {
    doc: 'The receipt: the document plus the options it was made with. Another auditor re-runs it with `verify --rerun` and gets it byte for byte.',
    effect: 'read',
    input: z.strictObject(Target),
    output: z.strictObject({ fileName: z.string(), text: z.string() }),
  },
  'verify.fork': {
    doc: 'Fork evidence: the two contradicting signed notes, unchanged.',
    effect: 'read',
    input: z.strictObject(Target),
    output: z.strictObject({ a: z.string(), b: z.string() }),
  },
  'verify.pin-head': {
    doc: "Remembers the newest verified head of this evidence in the user's profile, for every later import of the same origin.",
    effect: 'write',
    input: z.strictObject(Target),
    output: z.strictObject({ origin: z.string(), size: Count, root: HashBase64, alreadyKnown: z.boolean() }),
  },
} as const satisfies Record<string, Operation>
