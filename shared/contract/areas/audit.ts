import { z } from 'zod'
import { STRATUM_COLUMNS } from '#core/audit-sample/strata.ts'
import { CaseId, Count, EvidenceId, HashBase64, Instant, type Operation, TimeMs } from '../operation.ts'
import { EntryRef, RequestListRow } from '../requests-view.ts'

const Target = { caseId: CaseId, evidenceId: EvidenceId }
/** seq of the draw in the work log. */
const Sample = { ...Target, sampleSeq: Count }
/** What an auditor can say about a request of a sample. The command line takes other words too. */
export const CONCLUSIONS = ['met', 'not met', 'cannot tell'] as const
const Written = z.strictObject({ workLogSeqs: z.array(Count) })

const SampleSummary = z.strictObject({
  sampleSeq: Count,
  drawnAtMs: TimeMs,
  n: Count,
  seed: z.string(),
  by: z.array(z.enum(STRATUM_COLUMNS)),
  asOf: Instant,
  root: HashBase64,
  requests: Count,
  drawn: Count,
  concluded: Count,
  /** Null: can be gone on with. Else why not: the log is another one, or was derived as of another time. */
  otherwise: z.enum(['other log', 'other time']).nullable(),
})

export const auditOperations = {
  'audit.samples': {
    doc: 'The audit samples drawn of this log, newest first, with how far each is.',
    effect: 'read',
    input: z.strictObject(Target),
    output: z.strictObject({ samples: z.array(SampleSummary) }),
  },
  'audit.draw': {
    doc: 'Draws a stratified random sample of the requests as they are derived now: the same for the same log, time, number, seed and columns, as by `plainview sample-audit`. Written to the work log.',
    effect: 'write',
    input: z.strictObject({
      ...Target,
      n: z.int().min(1).max(10_000),
      seed: z.string().min(1).max(200),
      by: z.array(z.enum(STRATUM_COLUMNS)).max(STRATUM_COLUMNS.length),
    }),
    output: z.strictObject({ sampleSeq: Count, drawn: Count }),
  },
  'audit.sample': {
    doc: 'A sample, drawn again from the requests and held against what the work log says was drawn: its strata, its requests, the conclusion about each.',
    effect: 'read',
    input: z.strictObject(Sample),
    output: z.strictObject({
      summary: SampleSummary,
      counts: z.array(z.strictObject({ conclusion: z.string(), count: Count })),
      strata: z.array(
        z.strictObject({ stratum: z.array(z.string()), requests: Count, sampled: Count, concluded: Count }),
      ),
      rows: z.array(
        RequestListRow.pick({ req: true, receivedAtMs: true, authority: true, instrument: true, outcome: true }).extend(
          {
            stratum: z.array(z.string()),
            entries: z.array(EntryRef),
            conclusion: z.strictObject({ conclusion: z.string(), note: z.string(), atMs: TimeMs }).nullable(),
          },
        ),
      ),
    }),
  },
  'audit.conclude': {
    doc: 'What the auditor concludes about a request of a sample. A later one takes the place of an earlier one; both stay in the work log.',
    effect: 'write',
    input: z.strictObject({
      ...Sample,
      req: z.string().min(1).max(200),
      conclusion: z.enum(CONCLUSIONS),
      note: z.string().trim().max(10_000).default(''),
    }),
    output: Written,
  },
  'audit.receipt': {
    doc: 'The sample with its conclusions as the document of `plainview sample-audit --json`: anybody with the log draws the same again. Noted in the work log.',
    effect: 'write',
    input: z.strictObject(Sample),
    output: z.strictObject({ fileName: z.string(), text: z.string() }),
  },
} as const satisfies Record<string, Operation>
