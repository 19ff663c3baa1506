import { z } from 'zod'
import { DUE_KINDS } from '#core/requests/due.ts'
import { CaseId, Count, EvidenceId, type Operation, RowAccount } from '../operation.ts'
import { Derivation, RequestListRow } from '../requests-view.ts'
import { DueView } from './requests.ts'

/** Within `kind` any value fits; all members must fit. */
const Query = {
  caseId: CaseId,
  evidenceId: EvidenceId,
  kind: z.array(z.enum(DUE_KINDS)).default([]), // none: all
  fromMs: z.int().nullable().default(null),
  toMs: z.int().nullable().default(null),
  /** Null: both what is overdue and what is not. */
  overdue: z.boolean().nullable().default(null),
}
const Cursor = z.string().max(2000)

/** A date, and enough of its request to know it by; null: the log as a whole. */
export const DueItemView = DueView.extend({
  about: RequestListRow.pick({ origin: true, authority: true, instrument: true, outcome: true }).nullable(),
})
export type DueItemView = z.infer<typeof DueItemView>

export const dueOperations = {
  'requests.due': {
    doc: 'What is due: answers, notices, follow-ups, reviews and audits owed, secrecy that ends. Overdue first, then by date.',
    effect: 'read',
    input: z.strictObject({
      ...Query,
      cursor: Cursor.nullable().default(null),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.strictObject({
      derivation: Derivation,
      account: RowAccount,
      /** Of every kind, whichever kinds and whether overdue or not were asked for. */
      counts: z.array(z.strictObject({ kind: z.enum(DUE_KINDS), count: Count, overdue: Count })),
      items: z.array(DueItemView),
      nextCursor: Cursor.nullable(),
    }),
  },
  'requests.due-export': {
    doc: 'What is due as CSV that is safe to open in a spreadsheet, piece by piece: put the texts one after another. Noted in the work log.',
    effect: 'write',
    input: z.strictObject({ ...Query, cursor: Cursor.nullable().default(null) }),
    output: z.strictObject({
      fileName: z.string(),
      text: z.string(),
      account: RowAccount,
      nextCursor: Cursor.nullable(),
    }),
  },
} as const satisfies Record<string, Operation>
