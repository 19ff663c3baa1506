/** JSON Schema (2020-12) of report.json, and the Frictionless data package of the CSV files. */
import { DATA_COLUMNS, rowFields } from './csv.ts'
import { REPORT_FORMAT, type ReportDocument } from './document.ts'

const text = { type: 'string' }
const instant = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' }
const count = { type: 'integer', minimum: 0 }
const orNull = (type: string) => ({ type: [type, 'null'] })
const object = (properties: Record<string, unknown>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
})
/** A figure as it is shown: a number, or what stands in its place. */
const shown = { type: ['number', 'string', 'null'] }
const list = (items: unknown) => ({ type: 'array', items })

const CELL = {
  ...object({
    value: orNull('number'),
    state: { enum: ['exact', 'suppressed', 'rounded', 'band', 'not_applicable', 'unknown', 'embargoed'] },
    min: orNull('number'),
    max: orNull('number'),
    numerator: orNull('integer'),
    denominator: orNull('integer'),
    unit: { enum: ['request', 'account', 'account_disclosed', 'demand', 'report', 'flag', 'percent', 'hour'] },
    definition: text,
    rule: orNull('string'),
    entries: orNull('integer'),
  }),
  // A hidden cell gives nothing away, and an exact one has a value.
  allOf: [
    {
      if: { properties: { state: { const: 'suppressed' } } },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: {
        properties: Object.fromEntries(
          ['value', 'min', 'max', 'numerator', 'denominator', 'entries'].map((name) => [name, { type: 'null' }]),
        ),
      },
    },
    {
      if: { properties: { state: { const: 'exact' } } },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { properties: { value: { type: 'number' }, entries: count } },
    },
    {
      if: { properties: { state: { const: 'band' } } },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { properties: { value: { type: 'null' }, min: { type: 'number' }, max: { type: 'number' } } },
    },
  ],
}

export const REPORT_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Transparency report',
  $defs: { cell: CELL },
  ...object({
    format: { const: REPORT_FORMAT },
    tool: object({ name: text, version: text }),
    title: text,
    publisher: text,
    period: object({ id: text, kind: { enum: ['year', 'half', 'quarter'] }, from: instant, to: instant }),
    asOf: instant,
    threshold: { type: 'integer', minimum: 2 },
    log: object({
      origin: text,
      size: count,
      root: text,
      entries: count,
      firstEntryAt: { anyOf: [{ type: 'null' }, instant] },
      headline: text,
      signedBy: list(text),
      cosignedBy: list(text),
    }),
    preset: text,
    hashes: object({ definition: text, rules: text }),
    revision: object({
      number: { type: 'integer', minimum: 1 },
      note: {
        anyOf: [
          { type: 'null' },
          object({
            reason: text,
            method: text,
            date: text,
            differences: list(object({ table: text, row: text, column: text, was: shown, is: shown })),
          }),
        ],
      },
    }),
    sections: list(object({ id: text, title: text, text, tables: list(text) })),
    tables: list(
      object({
        id: text,
        section: text,
        title: text,
        rowDimension: text,
        rowHead: text,
        columns: list(object({ id: text, label: text, unit: text, definition: text })),
        rows: list(object({ id: text, label: text, cells: list({ $ref: '#/$defs/cell' }) })),
        zeroRows: count,
        source: text,
        rederivable: { type: 'boolean' },
      }),
    ),
    footnotes: list(object({ table: text, row: text, column: text, text })),
    definitions: list(object({ id: text, label: text, unit: text, meaning: text })),
    suppression: object({ threshold: count, hiddenCells: count, cells: count }),
    checklist: list(
      object({ item: text, state: { enum: ['met', 'not met', 'forbidden here', 'not applicable'] }, why: text }),
    ),
  }),
}

const NUMERIC: ReadonlySet<string> = new Set(['value', 'min', 'max'])
const WHOLE: ReadonlySet<string> = new Set(['numerator', 'denominator', 'entries'])

/** datapackage.json (https://specs.frictionlessdata.io/data-package/, version 1). */
export function dataPackage(document: ReportDocument, csvPaths: readonly string[]): unknown {
  const field = (name: string) => ({
    name,
    type: NUMERIC.has(name) || /_(?:min|max)$/.test(name) ? 'number' : WHOLE.has(name) ? 'integer' : 'string',
  })
  const resource = (path: string, fields: readonly unknown[]) => ({
    name: path.replace(/\.csv$/, '').replaceAll('/', '-'),
    path,
    profile: 'tabular-data-resource',
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    schema: { fields, missingValues: [''] },
  })
  const tables = csvPaths
    .filter((path) => path.startsWith('tables/'))
    .map((path) => {
      const table = document.tables.find(({ id }) => path === `tables/${id}.csv`)
      const fields = (table ? rowFields(table) : ['row', 'label']).map(field)
      return { path, fields: table ? [...fields, ...tableFields(table)] : fields }
    })
  return {
    profile: 'tabular-data-package',
    name: `transparency-report-${document.period.id.toLowerCase()}`,
    title: `${document.title}, ${document.period.id}`,
    description: `Computed from the audit log ${document.log.origin} at size ${document.log.size}. An empty value is explained by its state; it is never 0.`,
    created: document.asOf,
    resources: [
      resource('data.csv', DATA_COLUMNS.map(field)),
      ...tables.map(({ path, fields }) => resource(path, fields)),
    ],
  }
}

function tableFields(table: ReportDocument['tables'][number]): readonly unknown[] {
  return table.columns.flatMap(({ id, label, unit }, at) => {
    const hasRange = table.rows.some(({ cells }) => cells[at]?.min !== null || cells[at]?.max !== null)
    return [
      { name: id, type: unit === 'percent' || unit === 'hour' ? 'number' : 'integer', title: label },
      { name: `${id}_state`, type: 'string', title: `${label}: why there is or is no value` },
      ...(hasRange
        ? [
            { name: `${id}_min`, type: 'integer' },
            { name: `${id}_max`, type: 'integer' },
          ]
        : []),
      ...(unit === 'percent'
        ? [
            { name: `${id}_numerator`, type: 'integer' },
            { name: `${id}_denominator`, type: 'integer' },
          ]
        : []),
    ]
  })
}
