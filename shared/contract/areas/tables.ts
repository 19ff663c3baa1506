import { z } from 'zod'
import type { AnonymityResult } from '#core/anonymity/measure-options.ts'
import { Count, type Operation, PickedId } from '../operation.ts'

export const TableId = z.string().regex(/^table_[0-9a-f]{16}$/)
const Name = z.string().max(1000)

/** What docs/formats/anonymity-json.md describes; made by the core and passed on as it is. */
const Measures = z.custom<AnonymityResult>((value) => typeof value === 'object' && value !== null)

const Roles = {
  quasi: z.array(Name).min(1).max(200),
  sensitive: z
    .array(z.strictObject({ name: Name, scale: z.enum(['ordered', 'categorical']).nullable() }))
    .max(50)
    .default([]),
  person: Name.nullable().default(null),
  missing: z.array(z.string().max(100)).max(50).default([]),
  suppressed: z.string().max(100).default('*'),
  claims: z.array(z.string().max(200)).max(50).default([]),
}

const Interval = z.strictObject({
  cell: z.string(),
  min: Count,
  max: Count.nullable(),
  verdict: z.enum(['protected', 'recovered', 'narrowed', 'wide', 'not small']),
  how: z.string(),
  derivation: z.array(z.string()),
})

export const tableOperations = {
  'tables.open': {
    doc: 'Reads a released table (CSV, plain or .gz) into memory; nothing is written to disk. Roles are suggested, the auditor confirms them.',
    effect: 'read',
    input: z.strictObject({ pickedId: PickedId }),
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
  'tables.measure': {
    doc: 'Every metric of an open table for these roles, each claim with the classes that fail it (at most 200 listed).',
    effect: 'read',
    input: z.strictObject({ tableId: TableId, ...Roles }),
    output: z.strictObject({ result: Measures, milliseconds: z.number().nonnegative() }),
  },
  'tables.repair': {
    doc: 'Suppresses rows until every claim holds, measures again, and gives the table with a statement of what was done.',
    effect: 'read',
    input: z.strictObject({ tableId: TableId, ...Roles }),
    output: z.strictObject({
      csv: z.string(),
      statement: z.string(),
      rowsLost: Count,
      rows: Count,
      before: Measures,
      after: Measures,
    }),
  },
  'tables.audit': {
    doc: 'A published table of counts: which hidden counts can be computed or narrowed from what is printed.',
    effect: 'read',
    input: z.strictObject({ pickedId: PickedId, threshold: z.int().min(2).max(1000).default(5) }),
    output: z.strictObject({
      name: z.string(),
      counts: Count,
      sums: Count,
      hidden: z.array(Interval),
      contradictions: z.array(z.string()),
    }),
  },
} as const satisfies Record<string, Operation>
