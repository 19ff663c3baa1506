import { z } from 'zod'
import { CHECKS } from '#core/bundle/check.ts'
import { CaseId, Count, EvidenceId, JobId, type Operation, RowAccount, TimeMs } from '../operation.ts'
import { TableId } from './tables.ts'

const Import = { caseId: CaseId, evidenceId: EvidenceId }
/** A bundle by its number in the import, from 1 in the order of paths. */
const Bundle = { ...Import, no: z.int().positive() }

const Answer = z.enum(['holds', 'fails', 'not_examined'])
const Check = z.enum(CHECKS)
/** A bundle as a whole: something fails; nothing fails and something was not examined; every check holds. */
const Status = Answer

const SealedPlace = z.strictObject({ index: Count, seq: z.int() })

const CheckSummary = z.strictObject({
  answer: Answer,
  why: z.string().nullable(),
  failures: Count,
  /** The first failure in short; null where there is none. */
  first: z.strictObject({ file: z.string(), rule: z.string() }).nullable(),
})
const perCheck = <T extends z.ZodType>(value: T) =>
  z.strictObject(Object.fromEntries(CHECKS.map((check) => [check, value])) as { [C in (typeof CHECKS)[number]]: T })

const CheckDetail = z.strictObject({
  answer: Answer,
  why: z.string().nullable(),
  failureCount: Count,
  /** At most 500; `bundles.document` has all. */
  failures: z.array(z.strictObject({ file: z.string(), rule: z.string(), expected: z.string(), got: z.string() })),
})

const Claim = z.strictObject({
  k: Count,
  quasi: z.array(z.string()),
  sensitive: z.array(z.string()),
  l: z.number().nullable(),
  t: z.string().nullable(),
  suppressed: z.string(),
})
const PayloadKind = z.enum(['index', 'table', 'records', 'document'])

const HeldKeyView = z.strictObject({
  /** RFC 7638 SHA-256 thumbprint. */
  kid: z.string(),
  kind: z.enum(['P-256', 'X25519', 'RSA']),
  /** What the reader called it: a file name. */
  name: z.string(),
  addedAtMs: TimeMs,
})

const Row = z.strictObject({
  evidenceId: EvidenceId,
  no: z.int().positive(),
  /** Within the import. */
  path: z.string(),
  /** As disclosure.json claims; null where that cannot be read. */
  bundle: z.string().nullable(),
  req: z.string().nullable(),
  status: Status,
  checks: perCheck(CheckSummary),
})

export const bundleOperations = {
  'bundles.state': {
    doc: 'What was found of the bundles of one import, against what, and what changed since.',
    effect: 'read',
    input: z.strictObject(Import),
    output: z.strictObject({
      runningJob: JobId.nullable(),
      run: z
        .strictObject({
          verifiedAtMs: TimeMs,
          bundles: Count,
          status: z.strictObject({ holds: Count, fails: Count, not_examined: Count }),
          checks: perCheck(z.strictObject({ holds: Count, fails: Count, not_examined: Count })),
          /** The log they were held against; null: none. */
          log: z.strictObject({ evidenceId: EvidenceId, name: z.string() }).nullable(),
          /** Names and key ids of the keys that were trusted to sign bundles. */
          trusted: z.array(z.string()),
          /** Ids of the decryption keys that were in memory. */
          kids: z.array(z.string()),
          /** Sealed in the log and not in this import: at most 1,000 listed, all counted. */
          absentCount: Count,
          absent: z.array(SealedPlace.extend({ bundle: z.string().nullable(), req: z.string().nullable() })),
          changed: z.strictObject({ trust: z.boolean(), keys: z.boolean(), log: z.boolean() }),
        })
        .nullable(),
    }),
  },
  'bundles.verify': {
    doc: 'Verifies the bundles of an import, with the keys trusted for bundles, the decryption keys in memory and, if given, a log of the case. Its result is the evidence id.',
    effect: 'job',
    input: z.strictObject({ ...Import, log: EvidenceId.nullable() }),
    output: z.strictObject({ jobId: JobId }),
  },
  'bundles.list': {
    doc: 'A page of bundles with what holds, fails or was not examined. Without an import: those of every import of the case.',
    effect: 'read',
    input: z.strictObject({
      caseId: CaseId,
      evidenceId: EvidenceId.nullable(),
      filter: z
        .strictObject({
          status: Status.optional(),
          /** Both or neither. */
          check: Check.optional(),
          answer: Answer.optional(),
          req: z.string().max(256).optional(),
          /** Within path, bundle or request id. */
          text: z.string().max(256).optional(),
        })
        .refine(({ check, answer }) => (check === undefined) === (answer === undefined), {
          error: 'check and answer go together',
        })
        .default({}),
      from: Count.default(0),
      limit: z.int().min(1).max(500).default(200),
    }),
    output: z.strictObject({ matching: Count, account: RowAccount, rows: z.array(Row) }),
  },
  'bundles.get': {
    doc: 'One bundle: every check with its failures, what it says of itself, and the entries of the log that name it.',
    effect: 'read',
    input: z.strictObject(Bundle),
    output: Row.omit({ checks: true }).extend({
      importName: z.string(),
      verifiedAtMs: TimeMs,
      log: z.strictObject({ evidenceId: EvidenceId, name: z.string() }).nullable(),
      checks: perCheck(CheckDetail),
      sealed: z.array(SealedPlace),
      files: Count,
      bytes: Count,
      statement: z
        .strictObject({
          log: z.string(),
          created: z.string(),
          recipients: z.array(z.strictObject({ kid: z.string(), role: z.enum(['authority', 'auditor', 'operator']) })),
          /** At most 500. */
          payloads: z.array(
            z.strictObject({
              path: z.string(),
              kind: PayloadKind,
              bytes: Count,
              plainBytes: Count,
              categories: z.array(z.string()),
              claim: Claim.nullable(),
            }),
          ),
          payloadCount: Count,
        })
        .nullable(),
    }),
  },
  'bundles.document': {
    doc: 'The verdict on one bundle, or on all of an import, as `bundle verify --json` prints it.',
    effect: 'read',
    input: z.strictObject({ ...Import, no: z.int().positive().nullable() }),
    output: z.strictObject({ fileName: z.string(), text: z.string() }),
  },
  'bundles.keys': {
    doc: 'Decryption keys held in memory for this case: ids, never the keys.',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId }),
    output: z.strictObject({ keys: z.array(HeldKeyView) }),
  },
  'bundles.add-key': {
    doc: 'Takes a private key into memory (JWK, PKCS#8 PEM, encrypted PEM with passphrase) until it is forgotten or the case closes. Never stored.',
    effect: 'write',
    input: z.strictObject({
      caseId: CaseId,
      text: z.string().max(65_536),
      name: z.string().max(256),
      passphrase: z.string().max(4096).nullable(),
    }),
    output: HeldKeyView,
  },
  'bundles.forget-key': {
    doc: 'Forgets a decryption key, and every table that was opened with the keys of this case.',
    effect: 'write',
    input: z.strictObject({ caseId: CaseId, kid: z.string().max(256) }),
    output: z.strictObject({}),
  },
  'bundles.contents': {
    doc: 'The files inside a bundle, from its index, opened with a key in memory.',
    effect: 'read',
    input: z.strictObject(Bundle),
    output: z.strictObject({
      files: z.array(
        z.strictObject({
          path: z.string(),
          name: z.string(),
          mediaType: z.string(),
          kind: PayloadKind,
          parts: Count,
          bytes: Count,
          categories: z.array(z.string()),
          claim: Claim.nullable(),
        }),
      ),
    }),
  },
  'bundles.open-table': {
    doc: 'Decrypts a table of a bundle into memory, verified first; `tables.columns`, `tables.page` and `tables.measure` take it from there.',
    effect: 'read',
    input: z.strictObject({ ...Bundle, file: z.string().max(1000) }),
    output: z.strictObject({ tableId: TableId }),
  },
  'bundles.table-claim': {
    doc: 'What a bundle claims of an open table that came out of it, as roles and claims to measure.',
    effect: 'read',
    input: z.strictObject({ tableId: TableId }),
    output: z.strictObject({
      /** null: the table is from a file that the reader chose. */
      from: z
        .strictObject({
          bundle: z.string().nullable(),
          claim: z
            .strictObject({
              quasi: z.array(z.string()),
              sensitive: z.array(z.strictObject({ name: z.string(), scale: z.enum(['ordered', 'categorical']) })),
              claims: z.array(z.string()),
              suppressed: z.string(),
            })
            .nullable(),
        })
        .nullable(),
    }),
  },
  'bundles.read-file': {
    doc: 'The beginning of a file of a bundle, decrypted in memory, once all of it was verified.',
    effect: 'read',
    input: z.strictObject({ ...Bundle, file: z.string().max(1000) }),
    output: z.strictObject({
      /** At most 1 MiB. */
      bytesBase64: z.string(),
      bytes: Count,
      totalBytes: Count,
      /** null: not UTF-8 text. */
      text: z.string().nullable(),
    }),
  },
} as const satisfies Record<string, Operation>
