/** Everything about a table that its publisher should be asked. */
import { labelFindings, releaseFindings, rowFindings } from './bookkeeping.ts'
import { missingMarkFindings, sensitiveFindings, spellingFindings } from './column-findings.ts'
import { identifierFindings } from './identifier-columns.ts'
import type { Prepared } from './prepare.ts'
import { columnNamed } from './table.ts'
import type { TableFinding } from './table-finding.ts'

export function findingsOf(prepared: Prepared): readonly TableFinding[] {
  const { table, quasi, sensitive, missing, options } = prepared
  const declared = new Set([...options.quasi, ...sensitive.map(({ column }) => column.spec.name)])
  if (options.person !== undefined) declared.add(options.person)
  const judged = [...quasi, ...sensitive.map(({ column }) => columnNamed(table, column.spec.name))]
  return [
    ...identifierFindings(table, declared),
    ...judged.flatMap((column) =>
      column === undefined ? [] : [...spellingFindings(column), ...missingMarkFindings(column, missing)],
    ),
    ...sensitive.flatMap(({ column }) => sensitiveFindings(column, table.rows)),
    ...rowFindings(prepared),
    ...labelFindings(prepared),
    ...releaseFindings(prepared),
  ]
}
