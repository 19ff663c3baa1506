import { z } from 'zod'
import { CaseId, Count, Empty, EvidenceId, HashBase64, type Operation, TimeMs } from '../operation.ts'

export const TrustedKey = z.strictObject({
  vkey: z.string(),
  name: z.string(),
  keyId: z.string(),
  /** Log origins it may sign; null: any. */
  origin: z.string().nullable(),
  purpose: z.enum(['log', 'bundle']),
  fromSize: Count,
  toSize: Count.nullable(), // null: open
  addedAtMs: TimeMs,
  note: z.string(),
})

export const trustOperations = {
  'trust.keys': {
    doc: 'The public keys this user trusts, with the tree sizes they are trusted for.',
    effect: 'read',
    input: Empty,
    output: z.strictObject({ keys: z.array(TrustedKey) }),
  },
  'trust.check-key': {
    doc: 'Reads a vkey without trusting it: name, key id, algorithm, or why it is refused.',
    effect: 'read',
    input: z.strictObject({ vkey: z.string().max(4096) }),
    output: z.strictObject({ name: z.string(), keyId: z.string(), algorithm: z.string() }),
  },
  'trust.add-key': {
    doc: 'Trusts a key. Existing verdicts are marked as resting on other keys.',
    effect: 'write',
    input: z.strictObject({
      vkey: z.string().max(4096),
      origin: z.string().max(500).nullable().default(null),
      purpose: z.enum(['log', 'bundle']).default('log'),
      fromSize: Count.default(0),
      toSize: Count.nullable().default(null),
      note: z.string().max(2000).default(''),
    }),
    output: TrustedKey,
  },
  'trust.remove-key': {
    doc: 'No longer trusts a key.',
    effect: 'write',
    input: z.strictObject({ vkey: z.string().max(4096) }),
    output: Empty,
  },
  'trust.came-with-export': {
    doc: 'The keys that came with an export (log.vkey, and log.opened): shown, not trusted.',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId, evidenceId: EvidenceId }),
    output: z.strictObject({
      keys: z.array(
        z.strictObject({
          vkey: z.string(),
          name: z.string(),
          keyId: z.string(),
          source: z.string(),
          trusted: z.boolean(),
        }),
      ),
    }),
  },
  'trust.heads': {
    doc: 'Remembered heads: what was seen of each log before, with the unchanged signed note.',
    effect: 'read',
    input: Empty,
    output: z.strictObject({
      heads: z.array(
        z.strictObject({
          headId: z.string(),
          origin: z.string(),
          size: Count,
          root: HashBase64,
          rememberedAtMs: TimeMs,
          note: z.string(),
        }),
      ),
    }),
  },
  'trust.forget-head': {
    doc: 'Forgets a remembered head.',
    effect: 'write',
    input: z.strictObject({ headId: z.string() }),
    output: Empty,
  },
  'trust.policy': {
    doc: 'The witness policy (C2SP tlog-policy text) and freshness limit in force, parsed for reading.',
    effect: 'read',
    input: Empty,
    output: z.strictObject({
      text: z.string(), // '' when none was given
      maxAgeHours: z.number().positive().nullable(),
      witnesses: z.array(z.strictObject({ name: z.string(), keyId: z.string(), vkey: z.string() })),
      groups: z.array(z.strictObject({ name: z.string(), threshold: z.string(), members: z.array(z.string()) })),
      quorum: z.string(), // a name, 'none', or '' when no policy
      splitViewPossible: z.boolean(),
    }),
  },
  'trust.set-policy': {
    doc: 'Replaces the witness policy. A text that does not parse is refused with its line; nothing changes then.',
    effect: 'write',
    input: z.strictObject({ text: z.string().max(65_536), maxAgeHours: z.number().positive().nullable() }),
    output: Empty,
  },
} as const satisfies Record<string, Operation>
