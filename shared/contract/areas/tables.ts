import { z } from 'zod'
import type { AnonymityResult } from '#core/anonymity/measure-options.ts'
import type { ClaimClass } from '#core/anonymity/show.ts'
import { Count, JobId, type Operation, PickedId } from '../operation.ts'

export const TableId = z.string().regex(/^table_[0-9a-f]{16}$/)
const MeasureId = z.string().regex(/^measure_[0-9a-f]{16}$/)
const RepairId = z.string().regex(/^repair_[0-9a-f]{16}$/)
const AuditId = z.string().regex(/^audit_[0-9a-f]{16}$/)
const ProtectId = z.string().regex(/^protect_[0-9a-f]{16}$/)
const Name = z.string().max(1000)
const Started = z.strictObject({ jobId: JobId })

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
/** As docs/formats/anonymity.md describes them; made by the core and passed on as they are. */
const Measures = z.custom<AnonymityResult>(isObject)
const FailingClass = z.custom<ClaimClass>(isObject)

/** A number as it is written, so that it is compared exactly. */
const Decimal = z.string().regex(/^\d{1,20}(?:\.\d{1,20})?$/)
const Threshold = z.int().min(2).max(1000).default(5)
const RepairMode = z.enum(['removed', 'masked'])

/** Names of columns are checked against the table, by name, when it is measured. */
const Roles = {
  quasi: z.array(Name).min(1).max(200),
  sensitive: z
    .array(
      z.strictObject({
        name: Name,
        scale: z.enum(['ordered', 'categorical']).nullable(),
        /** Of an ordered column: its values, lowest first; by number where absent. */
        order: z.array(z.string().max(1000)).max(10_000).nullable().default(null),
        designated: z.array(z.string().max(1000)).max(1000).nullable().default(null),
      }),
    )
    .max(50)
    .default([]),
  person: Name.nullable().default(null),
  missing: z.array(z.string().max(100)).max(50).default([]),
  suppressed: z.string().max(100).default('*'),
  claims: z.array(z.string().max(200)).max(50).default([]),
  riskThreshold: Decimal.default('0.2'),
  gaps: z.boolean().default(false),
  /** Quasi-identifiers that are numbers compared as numbers. */
  typed: z.boolean().default(false),
  /** The table this one was drawn from; `count` is its column of numbers of people. */
  population: z.strictObject({ tableId: TableId, count: Name.nullable() }).nullable().default(null),
  /** Rows the source is said to have had. */
  sourceRows: Count.nullable().default(null),
  /** What the release is called; null: its file name. */
  label: z.string().max(1000).nullable().default(null),
  /** Other releases, compared row by row. */
  releases: z.array(TableId).max(3).default([]),
}

const Counts = {
  tableIds: z.array(TableId).min(1).max(20),
  threshold: Threshold,
  /** Is a count of 0 to be kept secret as well? */
  zeros: z.boolean().default(false),
  /** Further marks of hidden counts, and labels of totals. */
  hidden: z.array(z.string().max(100)).max(50).default([]),
  totals: z.array(z.string().max(100)).max(50).default([]),
}

const HiddenCount = z.strictObject({
  cell: z.string(),
  min: Count,
  max: Count.nullable(),
  verdict: z.enum(['protected', 'recovered', 'narrowed', 'wide', 'not small']),
  how: z.string(),
  derivation: z.array(z.string()),
})

export const tableOperations = {
  'tables.open': {
    doc: 'Reads a table (CSV, plain or .gz) into memory; nothing is written to disk. The job ends with a table id.',
    effect: 'job',
    input: z.strictObject({
      pickedId: PickedId,
      /** null: guessed from the header. */
      separator: z.enum([',', ';', '\t', '|']).nullable().default(null),
      /** null: by its byte order mark. */
      encoding: z.enum(['utf-8', 'utf-16', 'windows-1252']).nullable().default(null),
    }),
    output: Started,
  },
  'tables.columns': {
    doc: 'An open table: size, digest, columns with examples. Roles are suggested, the auditor confirms them.',
    effect: 'read',
    input: z.strictObject({ tableId: TableId }),
    output: z.strictObject({
      tableId: TableId,
      name: z.string(),
      sha256: z.string(),
      rows: Count,
      separator: z.string(),
      columns: z.array(
        z.strictObject({
          name: z.string(),
          distinct: Count,
          examples: z.array(z.string()),
          isNumeric: z.boolean(),
          /** A question, not a verdict. */
          suggested: z.enum(['quasi', 'sensitive', 'identifier', 'none']),
        }),
      ),
    }),
  },
  'tables.page': {
    doc: 'A page of rows of an open table, every column, in file order. Rows are numbered from 1, the header not counted.',
    effect: 'read',
    input: z.strictObject({ tableId: TableId, from: Count.default(0), limit: z.int().min(1).max(500).default(200) }),
    output: z.strictObject({
      columns: z.array(z.string()),
      rows: z.array(z.strictObject({ row: Count, cells: z.array(z.string()) })),
      total: Count,
    }),
  },
  'tables.measure': {
    doc: 'Every metric of an open table for these roles, and a verdict on each claim. The job ends with a measurement id.',
    effect: 'job',
    input: z.strictObject({ tableId: TableId, ...Roles }),
    output: Started,
  },
  'tables.measured': {
    doc: 'A measurement. Of the classes that fail a claim the first 50 are listed, of each its first 12 rows.',
    effect: 'read',
    input: z.strictObject({ measureId: MeasureId }),
    output: z.strictObject({ result: Measures }),
  },
  'tables.risk': {
    doc: 'Rows whose risk (1 / size of their class) is above each threshold, strictly, compared as fractions.',
    effect: 'read',
    input: z.strictObject({ measureId: MeasureId, thresholds: z.array(Decimal).min(1).max(20) }),
    output: z.strictObject({ above: z.array(z.strictObject({ threshold: z.string(), rows: Count })), of: Count }),
  },
  'tables.failing': {
    doc: 'A page of the classes that fail one claim, in the order of their first rows.',
    effect: 'read',
    input: z.strictObject({
      measureId: MeasureId,
      /** Which claim, from 0. */
      claim: Count.max(49),
      from: Count,
      limit: z.int().min(1).max(200).default(50),
    }),
    output: z.strictObject({ classes: z.array(FailingClass), failing: Count }),
  },
  'tables.rows': {
    doc: 'The rows of one class that fails a claim, every column, a page at a time. Rows are numbered from 1, the header not counted.',
    effect: 'read',
    input: z.strictObject({
      measureId: MeasureId,
      claim: Count.max(49),
      /** Which of the failing classes, from 0. */
      at: Count,
      from: Count,
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.strictObject({
      columns: z.array(z.string()),
      rows: z.array(z.strictObject({ row: Count, cells: z.array(z.string()) })),
      total: Count,
    }),
  },
  'tables.repair': {
    doc: 'Suppresses rows until every claim of a measurement holds, and measures again. The job ends with a repair id.',
    effect: 'job',
    input: z.strictObject({ measureId: MeasureId, mode: RepairMode.default('removed') }),
    output: Started,
  },
  'tables.repaired': {
    doc: 'A repair: rows lost, what was done in words, measures before and after.',
    effect: 'read',
    input: z.strictObject({ repairId: RepairId }),
    output: z.strictObject({
      rowsLost: Count,
      rounds: Count,
      mode: RepairMode,
      statement: z.string(),
      before: Measures,
      after: Measures,
    }),
  },
  'tables.repaired-csv': {
    doc: 'The repaired table as CSV, piece by piece, from the row at `from`; `next` is null after the last piece.',
    effect: 'read',
    input: z.strictObject({ repairId: RepairId, from: Count }),
    output: z.strictObject({ csv: z.string(), next: Count.nullable() }),
  },
  'tables.audit': {
    doc: 'Published tables of counts: which hidden counts can be computed or narrowed from what is printed in all of them together. The job ends with an audit id.',
    effect: 'job',
    input: z.strictObject(Counts),
    output: Started,
  },
  'tables.audited': {
    doc: 'An audit of counts: every hidden count with its interval, and the sums it follows from.',
    effect: 'read',
    input: z.strictObject({ auditId: AuditId }),
    output: z.strictObject({
      tables: z.array(z.strictObject({ name: z.string(), rows: Count, columns: Count })),
      threshold: Count,
      counts: Count,
      sums: Count,
      hidden: z.array(HiddenCount),
      contradictions: z.array(z.string()),
      finished: z.boolean(),
    }),
  },
  'tables.protect': {
    doc: 'Which further counts to hide so that no small one can be worked out. Needs every count, or hidden ones that follow from the others. The job ends with an id.',
    effect: 'job',
    input: z.strictObject(Counts),
    output: Started,
  },
  'tables.protected': {
    doc: 'The tables as they may be published, as CSV, with what was hidden and what no suppression protects.',
    effect: 'read',
    input: z.strictObject({ protectId: ProtectId }),
    output: z.strictObject({
      threshold: Count,
      primary: Count,
      secondary: Count,
      hidden: z.array(z.string()),
      unprotected: z.array(HiddenCount),
      rounds: Count,
      finished: z.boolean(),
      tables: z.array(z.strictObject({ name: z.string(), csv: z.string() })),
    }),
  },
} as const satisfies Record<string, Operation>
