import { z } from 'zod'
import { CaseId, Count, EvidenceId, type Operation, RowAccount } from '../operation.ts'
import { Derivation, FindingView, RuleId, Severity } from '../requests-view.ts'

const Target = { caseId: CaseId, evidenceId: EvidenceId }
const Cursor = z.string().max(2000)
const Filter = z
  .strictObject({
    rule: z.array(RuleId),
    severity: z.array(Severity),
    req: z.string().max(200),
    acknowledged: z.boolean(),
  })
  .partial()
  .default({})

export const findingOperations = {
  'findings.groups': {
    doc: 'Findings counted by rule, severity or request; the groups add up to the total. With what could not be evaluated, and why.',
    effect: 'read',
    input: z.strictObject({
      ...Target,
      by: z.enum(['rule', 'severity', 'request']),
      filter: Filter,
      cursor: Cursor.nullable().default(null),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.strictObject({
      derivation: Derivation,
      total: Count,
      acknowledged: Count,
      groups: z.array(
        z.strictObject({
          /** Rule id, severity or request id; '' for findings about the log as a whole. */
          key: z.string(),
          severity: Severity, // the worst in the group
          title: z.string(),
          sentence: z.string(),
          count: Count,
          acknowledged: Count,
        }),
      ),
      nextCursor: Cursor.nullable(),
      notEvaluated: z.array(
        z.strictObject({
          rule: RuleId,
          title: z.string(),
          why: z.string(),
          times: Count, // 0: the rule as a whole
          firstEntry: Count.nullable(),
        }),
      ),
    }),
  },
  'findings.list': {
    doc: 'A page of findings, by rule in the order of the rules, then first entry.',
    effect: 'read',
    input: z.strictObject({
      ...Target,
      filter: Filter,
      cursor: Cursor.nullable().default(null),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.strictObject({
      derivation: Derivation,
      account: RowAccount,
      findings: z.array(FindingView),
      nextCursor: Cursor.nullable(),
    }),
  },
  'findings.export': {
    doc: 'The findings that fit the filter as CSV (safe to open in a spreadsheet) or as the JSON of `plainview findings --json`. Noted in the work log.',
    effect: 'write',
    input: z.strictObject({ ...Target, filter: Filter, format: z.enum(['csv', 'json']) }),
    output: z.strictObject({ fileName: z.string(), text: z.string(), account: RowAccount }),
  },
} as const satisfies Record<string, Operation>
