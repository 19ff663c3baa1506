/** Counts in derivations, named for readers: `outcome=rejected|period=2025-H2|section=request|unit=request` becomes words. */
import { columnLabel, ROW_HEADS, rowLabel, UNIT_LABELS } from './words.ts'

/** As `countKey` writes them: members by name, the unit last; `|`, `=` and `\` within a value are escaped. */
const KEY = /(?:[a-z_]+=(?:\\[\\|=]|[^\\|=[\]])*\|)+unit=[a-z_]+/g

const FAMILIES: Readonly<Record<string, string>> = { result: 'Result', section: 'Section' }
/** Said by the unit, or by another member already. */
const SILENT: ReadonlySet<string> = new Set(['section=request', 'challenged=yes', 'flagged=yes', 'unit=request'])

function memberInWords(member: string): string {
  if (SILENT.has(member)) return ''
  const [name = '', ...rest] = member.split('=')
  const value = rest.join('=').replace(/\\([\\|=])/g, '$1')
  if (name === 'period') return value
  if (name === 'unit') return UNIT_LABELS[value] ?? value
  if (name === 'disclosed_any') return columnLabel('disclosed_any')
  const label = name === 'result' ? columnLabel(value) : rowLabel(name, value)
  return `${FAMILIES[name] ?? ROW_HEADS[name] ?? name} ${label.replaceAll('_', ' ')}`
}

/** Every key in a sentence, in words and quoted. */
export function countsInWords(text: string): string {
  return text.replace(KEY, (key) => {
    const members = key.split(/(?<!\\)\|/)
    const words = members.map(memberInWords).filter((part) => part !== '')
    return `“${words.join(', ')}”`
  })
}
