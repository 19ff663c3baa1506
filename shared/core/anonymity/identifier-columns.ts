/**
 * Columns that look as if they name people, and columns nobody declared that nearly do.
 *
 * A finding here is a question to the publisher, not a verdict: patterns cannot know what a column means.
 */
import type { Column, Table } from './table.ts'
import type { TableFinding } from './table-finding.ts'

type Kind = 'e-mail address' | 'phone number' | 'IP address' | 'device id' | 'account id' | 'name'

const VALUE_PATTERNS: readonly (readonly [Kind, RegExp])[] = [
  ['e-mail address', /^[^\s@]{1,64}@[^\s@]+\.[a-z]{2,}$/iu],
  ['IP address', /^(?:\d{1,3}\.){3}\d{1,3}$|^(?=.*::|(?:.*:){7})[0-9a-f:]{2,39}$/i],
  // IMEI (15 digits), MAC, and UUID as advertising ids are written.
  ['device id', /^(?:\d{15}|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i],
  // E.164 with its plus, or separated groups: a bare number is left alone (more often a count or a code), an ISO date too.
  ['phone number', /^(?!\d{4}-\d\d-\d\d$)(?:\+\d[\d ().-]{6,18}\d|\(?\d{2,5}\)?[ -]\d{2,5}(?:[ -]\d{2,5}){1,4})$/],
]
const NAME_PATTERNS: readonly (readonly [Kind, RegExp])[] = [
  ['e-mail address', /^(?:e-?mail|mail(?:_?address)?)$/i],
  ['phone number', /^(?:phone|telephone|tel|mobile|msisdn)(?:_?(?:number|no))?$/i],
  ['IP address', /^ip(?:_?(?:address|addr))?$/i],
  ['device id', /^(?:imei|imsi|mac|device_?id|advertising_?id|idfa|gaid)$/i],
  [
    'account id',
    /^(?:account|user|customer|subscriber|person|member)_?(?:id|no|number|name)$|^(?:username|login|handle)$/i,
  ],
  ['name', /^(?:(?:full|first|last|given|family|sur)[_ ]?)?name$|^surname$/i],
]

/** More than this share of the non-empty cells must match before a column is named. */
const SHARE_OF_CELLS = 0.5
/** A column with more distinct values than this share of its rows nearly singles people out. */
const NEARLY_UNIQUE = 0.9
const FEWEST_ROWS = 10

function kindByName({ name }: Column): Kind | undefined {
  return NAME_PATTERNS.find(([, pattern]) => pattern.test(name.trim()))?.[0]
}

function kindByValue(column: Column): { kind: Kind; examples: readonly string[] } | undefined {
  const rowsOf = new Float64Array(column.values.length)
  for (const code of column.codes) rowsOf[code] = (rowsOf[code] as number) + 1
  const empty = column.values.indexOf('')
  const filled = column.codes.length - (empty >= 0 ? (rowsOf[empty] as number) : 0)
  if (filled === 0) return undefined
  for (const [kind, pattern] of VALUE_PATTERNS) {
    let matching = 0
    const examples: string[] = []
    for (const [code, value] of column.values.entries()) {
      if (value.length > 128 || !pattern.test(value)) continue
      matching += rowsOf[code] as number
      if (examples.length < 3) examples.push(value)
    }
    if (matching > filled * SHARE_OF_CELLS) return { kind, examples }
  }
  return undefined
}

/** @param declared columns that have a role: quasi-identifier, sensitive or person */
export function identifierFindings(table: Table, declared: ReadonlySet<string>): readonly TableFinding[] {
  return table.columns.flatMap((column): readonly TableFinding[] => {
    const byValue = kindByValue(column)
    const kind = byValue?.kind ?? kindByName(column)
    if (kind !== undefined) {
      const why = byValue ? 'most of its cells are written like one' : 'it is called like one'
      return [
        {
          code: 'direct_identifier',
          column: column.name,
          text: `column "${column.name}" looks like a direct identifier (${kind}): ${why}`,
          ...(byValue ? { examples: byValue.examples } : {}),
        },
      ]
    }
    if (declared.has(column.name) || table.rows < FEWEST_ROWS) return []
    const distinct = column.values.length
    if (distinct <= table.rows * NEARLY_UNIQUE) return []
    return [
      {
        code: 'nearly_unique',
        column: column.name,
        text: `column "${column.name}" has no declared role and is nearly unique: ${distinct} values in ${table.rows} rows`,
      },
    ]
  })
}
