/**
 * The document `plainview verify --json` prints and every screen reads: docs/formats/verify-json.md, in zod.
 * The field order here is the field order of the JSON.
 */
import { z } from 'zod'
import { Count, HashBase64, Instant } from './operation.ts'

export const DamageOp = z.enum([
  'edit',
  'delete',
  'insert',
  'duplicate',
  'move',
  'head_cut',
  'tail_cut',
  'rechained',
  'spliced',
])
export const DamageCause = z.enum(['bit_flip', 'crlf', 'bom', 'trailing_space', 'reserialised', 'unicode_form'])

/** One place of damage. Indexes are of the true log. */
export const DamageItem = z.strictObject({
  op: DamageOp,
  first: Count,
  last: Count,
  /** insert: number of foreign lines standing before index `first`. */
  count: Count.optional(),
  /** move: the index before which it now stands. */
  to: Count.optional(),
  /** Relative to the input, with `/`. Where it is shown, or where the missing one should stand. */
  file: z.string(),
  /** Into the uncompressed bytes of `file`, from 0. */
  byteOffset: Count,
  certain: z.boolean(),
  alternatives: z.array(z.string()).optional(),
  cause: DamageCause.optional(),
  expected: HashBase64.optional(),
  got: HashBase64.optional(),
})
export type DamageItem = z.infer<typeof DamageItem>

export const HeadRow = z.strictObject({
  /** `checkpoint`, `heads/<size>.note`, the name of a head given with --head, or `known:<n>`: remembered heads, counted from 0. */
  source: z.string(),
  origin: z.string(),
  size: Count,
  root: HashBase64,
  /** verified: a trusted key signed it; unverified: only unknown keys; bad_signature: a known key's signature is bad. */
  status: z.enum(['verified', 'unverified', 'bad_signature', 'unreadable']),
  signedBy: z.array(z.string()),
  cosignatures: z.array(z.strictObject({ name: z.string(), keyId: z.string(), time: Instant })),
  /** Does the log give this root? `beyond`: the head is larger than the entries. */
  agrees: z.enum(['yes', 'no', 'beyond', 'not_compared']),
  newest: z.boolean(),
})

export const Lint = z.strictObject({
  code: z.string(),
  file: z.string(),
  index: Count.optional(),
  byteOffset: Count.optional(),
  expected: z.string().optional(),
  got: z.string().optional(),
  /** Lints of one code in one file beyond the first 100 are counted here, on the last one listed. */
  more: Count.optional(),
})

/** Time windows, forks, keys: things that are not damage of bytes. */
export const LogFinding = z.strictObject({
  code: z.string(),
  severity: z.enum(['high', 'medium', 'low', 'info']),
  first: Count.optional(),
  last: Count.optional(),
  text: z.string(),
  evidence: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})

export const VerifyDocument = z.strictObject({
  tool: z.strictObject({ name: z.literal('plainview'), version: z.string() }),
  input: z.strictObject({
    kind: z.enum(['folder', 'zip', 'jsonl', 'jsonl.gz', 'note', 'tlog-tiles']),
    files: z.array(z.strictObject({ path: z.string(), bytes: Count, sha256: z.string() })),
    entries: Count,
  }),
  headline: z.string(),
  exit: z.union([
    z.literal(0),
    z.literal(10),
    z.literal(11),
    z.literal(20),
    z.literal(30),
    z.literal(40),
    z.literal(50),
  ]),
  integrity: z.strictObject({
    answer: z.enum(['intact', 'damaged', 'no head to compare', 'no entries']),
    why: z.string(),
    entriesDamaged: Count,
    places: Count,
    headsCompared: Count,
    computedRoot: HashBase64,
  }),
  authenticity: z.strictObject({
    answer: z.enum(['pinned key', 'key first seen now', 'key came with the export', 'unsigned', 'bad signature']),
    why: z.string(),
    keys: z.array(z.strictObject({ name: z.string(), keyId: z.string(), fromSize: Count, toSize: Count.nullable() })),
  }),
  completeness: z.strictObject({
    answer: z
      .string()
      .regex(/^(complete to \d+|tail of \d+ entries beyond the last head|truncated|rolled back|forked|not judged)$/),
    why: z.string(),
    completeTo: Count.nullable(),
    tail: Count,
    missing: Count,
    closed: z.boolean(),
    fork: z.strictObject({ a: z.string(), b: z.string() }).optional(),
  }),
  freshness: z.strictObject({
    answer: z.enum(['fresh', 'stale', 'not judged']),
    why: z.string(),
    newestCosignedAt: Instant.nullable(),
    asOf: Instant.nullable(),
    ageHours: z.number().nullable(),
    maxAgeHours: z.number().nullable(),
  }),
  independence: z.strictObject({
    answer: z.enum(['quorum met', 'not met', 'not asked for']),
    why: z.string(),
    splitViewPossible: z.boolean(),
    witnesses: z.array(
      z.strictObject({ name: z.string(), keyId: z.string(), cosigned: z.boolean(), time: Instant.nullable() }),
    ),
  }),
  damage: z.array(DamageItem),
  heads: z.array(HeadRow),
  lints: z.array(Lint),
  findings: z.array(LogFinding),
})
export type VerifyDocument = z.infer<typeof VerifyDocument>
