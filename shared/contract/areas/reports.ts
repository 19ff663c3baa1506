import { z } from 'zod'
import {
  CaseId,
  Count,
  EvidenceId,
  HashBase64,
  Instant,
  JobId,
  type Operation,
  PickedId,
  TimeMs,
} from '../operation.ts'
import { EntryRef, Figure } from '../requests-view.ts'

const Target = { caseId: CaseId, evidenceId: EvidenceId }
export const ReportId = z.string().regex(/^report_[0-9a-f]{16}$/)
/** Folder name of a published report: `2025-H2-r1`. */
export const PublishedId = z.string().regex(/^[0-9]{4}(?:-[HQ][1-4])?-r[1-9][0-9]{0,3}$/)

export const ImportedTableInput = z.strictObject({
  id: z.string().regex(/^imported-[a-z0-9-]{1,40}$/),
  section: z.string().max(40),
  title: z.string().trim().min(1).max(300),
  rowHead: z.string().max(300),
  unit: z.enum(['request', 'account', 'report']),
  columns: z.array(z.strictObject({ id: z.string().max(300), label: z.string().max(300) })).max(30),
  rows: z
    .array(
      z.strictObject({
        label: z.string().max(300),
        values: z.array(z.union([z.int().nonnegative(), z.literal('hidden'), z.null()])).max(30),
      }),
    )
    .max(500),
  file: z.string().max(300),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type ImportedTableInput = z.infer<typeof ImportedTableInput>

export const DefinitionInput = z.strictObject({
  title: z.string().min(1).max(300),
  publisher: z.string().max(300),
  period: z.string().max(20),
  threshold: z.int().min(2).max(100),
  withoutSections: z.array(z.string().max(40)).max(40).default([]),
  words: z.record(z.string().max(40), z.string().max(50_000)).default({}),
  footnotes: z
    .array(z.strictObject({ table: z.string(), row: z.string(), column: z.string(), text: z.string().max(2000) }))
    .max(500)
    .default([]),
  imported: z.array(ImportedTableInput).max(20).default([]),
})
export type DefinitionInput = z.infer<typeof DefinitionInput>

/** A definition as the case keeps it; 0 is the one being worked on. */
export const SavedDefinition = z.strictObject({ number: Count, savedAtMs: TimeMs, definition: DefinitionInput })
export type SavedDefinition = z.infer<typeof SavedDefinition>

export const GateView = z.strictObject({
  checked: Count,
  failures: z.array(
    z.strictObject({
      rule: z.string(),
      cells: z.array(z.string()),
      figures: z.array(z.number().nullable()),
      text: z.string(),
    }),
  ),
  notApplicable: Count,
})

const Difference = z.strictObject({
  table: z.string(),
  row: z.string(),
  column: z.string(),
  published: z.union([z.number(), z.string(), z.null()]),
  computed: z.union([z.number(), z.string(), z.null()]),
  entries: z.number().nullable(),
})

export const Mark = z.union([
  z.strictObject({ state: z.literal('exact'), value: z.number() }),
  z.strictObject({ state: z.literal('suppressed') }),
  z.strictObject({ state: z.literal('band'), min: z.number(), max: z.number() }),
  z.strictObject({ state: z.literal('at_least'), min: z.number() }),
  z.strictObject({ state: z.literal('none'), why: z.enum(['not_applicable', 'unknown', 'embargoed', 'absent']) }),
])

/** Plain data of shared/report/chart-model.ts. */
export const ChartView = z.strictObject({
  id: z.string(),
  title: z.string(),
  kind: z.enum(['stacked', 'stacked100', 'grouped', 'lines', 'pareto', 'dumbbell', 'range']),
  isHorizontal: z.boolean(),
  unit: z.string(),
  n: z.string(),
  period: z.string(),
  source: z.string(),
  alt: z.string(),
  categories: z.array(z.strictObject({ id: z.string(), label: z.string() })),
  series: z.array(z.strictObject({ id: z.string(), label: z.string(), color: z.string(), marks: z.array(Mark) })),
  wholes: z.array(Mark).nullable(),
  breaks: z.array(z.strictObject({ at: Count, label: z.string(), why: z.string() })),
  notes: z.array(z.string()),
  tables: z.array(z.string()),
  empty: z.string().nullable(),
})

export const PublishedReport = z.strictObject({
  publishedId: PublishedId,
  period: z.string(),
  revision: Count,
  title: z.string(),
  publishedAtMs: TimeMs,
  preparedBy: z.string(),
  signedOffBy: z.string(),
  log: z.strictObject({ origin: z.string(), size: Count, root: HashBase64 }),
  note: z.strictObject({ reason: z.string(), method: z.string(), date: z.string() }).nullable(),
  files: Count,
})

export type PublishedReport = z.infer<typeof PublishedReport>

/** What verifying shows beyond the figures: docs/formats/report.md §5. */
export const ReportLevels = z.strictObject({
  files: z.strictObject({
    /** not given: report.json came alone. */
    state: z.enum(['as published', 'changed', 'not given']),
    checked: Count,
    differences: z.array(Difference),
  }),
  /** Does this log begin with exactly the entries that the head of the report commits to? */
  head: z.strictObject({
    state: z.enum(['unchanged', 'changed', 'beyond this log', 'another log', 'damaged log']),
    size: z.number(),
    root: z.string(),
    logSize: Count,
  }),
})
export type ReportLevels = z.infer<typeof ReportLevels>

const FileGiven = z.strictObject({ name: z.string(), mediaType: z.string(), base64: z.string() })

export const reportOperations = {
  'reports.start': {
    doc: 'What a report of this evidence can be about: periods with requests, the as-of time, the words of each section.',
    effect: 'read',
    input: z.strictObject(Target),
    output: z.strictObject({
      requests: Count,
      asOf: Instant.nullable(),
      periods: z.array(z.strictObject({ id: z.string(), requests: Count })),
      suggested: z.string().nullable(),
      sections: z.array(z.strictObject({ id: z.string(), title: z.string(), needed: z.boolean() })),
      threshold: Count,
      /** What was worked on last, and a version for every build, newest first. */
      saved: z.strictObject({
        current: SavedDefinition.nullable(),
        versions: z.array(z.strictObject({ number: Count, savedAtMs: TimeMs, period: z.string(), title: z.string() })),
      }),
    }),
  },
  'reports.saveDraft': {
    doc: 'Keeps the definition being worked on in the case, in the place of the last one. Not kept in a read-only case.',
    effect: 'write',
    input: z.strictObject({ ...Target, definition: DefinitionInput }),
    output: z.strictObject({ kept: z.boolean() }),
  },
  'reports.definition': {
    doc: 'One version of the definition, as it was built.',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId, number: Count }),
    output: SavedDefinition,
  },
  'reports.importFigures': {
    doc: 'Reads figures from before the log began from a picked CSV or JSON file, for a definition. Nothing is kept.',
    effect: 'read',
    input: z.strictObject({
      caseId: CaseId,
      pickedId: PickedId,
      ...ImportedTableInput.pick({ id: true, section: true, title: true, unit: true }).shape,
    }),
    output: ImportedTableInput,
  },
  'reports.build': {
    doc: 'Builds a report: tables, gate, charts; the leak check is a job of its own. Its result is the report id. The definition is kept as a version.',
    effect: 'job',
    input: z.strictObject({ ...Target, definition: DefinitionInput }),
    output: z.strictObject({ jobId: JobId }),
  },
  'reports.checkLeaks': {
    doc: 'Looks for hidden figures that can be worked out from this report with everything published before; at most a minute. Its result is the report id.',
    effect: 'job',
    input: z.strictObject({ caseId: CaseId, reportId: ReportId }),
    output: z.strictObject({ jobId: JobId }),
  },
  'reports.behind': {
    doc: 'What one figure of a built report counts, hidden figures too: inside the case only. The requests themselves are `requests.list` filtered by `behind`.',
    effect: 'read',
    input: z.strictObject({
      caseId: CaseId,
      reportId: ReportId,
      ...Figure.omit({ period: true }).shape,
    }),
    output: z.strictObject({
      /** One; of a share the whole and the part, of a change this period and the one before; none: it counts no requests. */
      counts: z.array(
        z.strictObject({
          /** The filter of `requests.list` that gives these requests. */
          behind: Figure,
          /** Period of receipt. */
          period: z.string(),
          unit: z.enum(['request', 'account', 'account_disclosed', 'flag']),
          requests: Count,
          /** Their sum in the unit; what is certain of it, where some do not say. */
          value: Count,
          unknown: Count,
          entries: Count,
        }),
      ),
      /** Of a figure that counts entries and no requests: reports to child safety bodies. The first thousand, by time. */
      reports: z
        .strictObject({
          total: Count,
          entries: z.array(
            z.strictObject({
              entry: EntryRef,
              timeMs: TimeMs,
              to: z.string().nullable(),
              reports: Count.nullable(),
            }),
          ),
        })
        .nullable(),
    }),
  },
  'reports.view': {
    doc: 'A built report as the public will see it, with what stands against publishing.',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId, reportId: ReportId }),
    output: z.strictObject({
      html: z.string(),
      /** What it was built from. */
      definition: DefinitionInput.required(),
      period: z.string(),
      figures: z.strictObject({ cells: Count, hidden: Count, primary: Count, secondary: Count }),
      gate: GateView,
      leak: z.strictObject({
        /** undecided: not finished within the limit, which is no pass. */
        state: z.enum(['not run', 'passed', 'refused', 'undecided']),
        limitSeconds: Count,
        tookMs: Count.nullable(),
        /** Published reports it was checked with. */
        against: z.array(z.string()),
      }),
      obstacles: z.array(z.string()),
      tables: z.array(
        z.strictObject({
          id: z.string(),
          section: z.string(),
          title: z.string(),
          rowHead: z.string(),
          rederivable: z.boolean(),
          columns: z.array(z.strictObject({ id: z.string(), label: z.string() })),
          rows: z.array(
            z.strictObject({
              id: z.string(),
              label: z.string(),
              cells: z.array(z.strictObject({ state: z.string(), text: z.string() })),
            }),
          ),
        }),
      ),
      footnotes: z.array(z.strictObject({ table: z.string(), row: z.string(), column: z.string(), text: z.string() })),
      sections: z.array(z.strictObject({ id: z.string(), title: z.string(), text: z.string() })),
      charts: z.array(ChartView),
      /** Published reports of the same period, newest first, and what has changed since the newest. */
      earlier: z.array(PublishedReport),
      changes: z.array(Difference),
      files: z.array(z.strictObject({ path: z.string(), bytes: Count })),
    }),
  },
  'reports.file': {
    doc: 'One file of a built report, or all of them as a .zip (`report.zip`), or the PDF.',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId, reportId: ReportId, path: z.string().max(200) }),
    output: FileGiven,
  },
  'reports.publish': {
    doc: 'Keeps a report as published: needs a second person, no obstacle, and for a changed figure a revision note. It is never changed again.',
    effect: 'write',
    input: z.strictObject({
      caseId: CaseId,
      reportId: ReportId,
      preparedBy: z.string().trim().min(1).max(200),
      signedOffBy: z.string().trim().min(1).max(200),
      note: z
        .strictObject({ reason: z.string().trim().min(1).max(4000), method: z.string().trim().min(1).max(4000) })
        .nullable(),
    }),
    output: PublishedReport,
  },
  'reports.published': {
    doc: 'Reports published from this case, newest first, all versions.',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId }),
    output: z.strictObject({ reports: z.array(PublishedReport) }),
  },
  'reports.publishedView': {
    doc: 'A published report as its readers have it, its files, and the figures that changed since the version before.',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId, publishedId: PublishedId }),
    output: z.strictObject({
      report: PublishedReport,
      html: z.string(),
      files: z.array(z.strictObject({ path: z.string(), bytes: Count })),
      /** The version before, of the same period; null: this is the first. */
      before: PublishedId.nullable(),
      changes: z.array(Difference),
    }),
  },
  'reports.publishedFile': {
    doc: 'One file of a published report as it was kept, or all of them as a .zip (`report.zip`).',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId, publishedId: PublishedId, path: z.string().max(200) }),
    output: FileGiven,
  },
  'reports.verify': {
    doc: 'A published report, of this case or picked (folder, .zip or report.json), against this evidence: every cell match, mismatch or cannot check.',
    effect: 'job',
    input: z.strictObject({ ...Target, publishedId: PublishedId.nullable(), pickedId: PickedId.nullable() }),
    output: z.strictObject({ jobId: JobId }),
  },
  'reports.verification': {
    doc: 'What `reports.verify` found.',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId, verificationId: ReportId }),
    output: z.strictObject({
      /** Of the file, folder or published report. */
      name: z.string(),
      title: z.string(),
      publisher: z.string(),
      period: z.string(),
      revision: z.number(),
      asOf: z.string(),
      cells: z.strictObject({ match: Count, mismatch: Count, cannotCheck: Count }),
      differences: z.array(Difference),
      notCheckable: z.array(z.strictObject({ table: z.string(), why: z.string() })),
      gate: GateView,
      levels: ReportLevels,
      /** What the log itself was found to be. */
      headline: z.string(),
    }),
  },
} as const satisfies Record<string, Operation>
