import { basename, join } from 'node:path'
import { type AuditInput, auditCounts, isOpen, protectCounts } from '#core/anonymity/counts/audit-counts.ts'
import { COUNT_TABLE_DEFAULTS } from '#core/anonymity/counts/read-count-table.ts'
import type { Table } from '#core/anonymity/table.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import { buildFolder, writeAtomically } from '../../../io/atomic-write.ts'
import { readTable } from '../../../io/read-table.ts'
import { loadSolveLp } from '../../../work/highs-lp.ts'
import { type Answer, badOption } from '../answer.ts'
import { formatOf } from './table-options.ts'

export interface AuditOptions {
  readonly threshold?: string
  readonly hidden?: readonly string[]
  readonly total?: readonly string[]
  readonly suppress?: string
  readonly zeros?: boolean
  readonly separator?: string
  readonly json?: boolean
}

/** Exit 0: nothing small can be recovered or narrowed; 40: something can, or the printed figures contradict each other. */
export async function auditTables(
  files: readonly string[],
  options: AuditOptions,
): Promise<Result<Answer, InputError>> {
  const threshold = Number(options.threshold ?? 5)
  if (!Number.isInteger(threshold) || threshold < 2 || threshold > 1000) {
    return err(badOption('--threshold', 'a whole number from 2 to 1000', quote(options.threshold)))
  }
  const format = formatOf(options)
  if (!format.ok) return format
  const marks = {
    hidden: [...COUNT_TABLE_DEFAULTS.hidden, ...(options.hidden ?? []).map((mark) => mark.toLowerCase())],
    totals: [...COUNT_TABLE_DEFAULTS.totals, ...(options.total ?? []).map((label) => label.toLowerCase())],
  }
  const tables: { name: string; table: Table }[] = []
  for (const file of files) {
    const read = await readTable(file, format.value)
    if (!read.ok) return read
    tables.push({ name: file, table: read.value.table })
  }
  const input = { tables, marks, threshold, zeros: options.zeros ?? false, solveLp: await loadSolveLp() }
  if (options.suppress !== undefined) return hideSmall(options.suppress, input)
  const audit = auditCounts(input)
  if (!audit.ok) return audit
  const { hidden, contradictions, counts, sums } = audit.value
  const open = hidden.filter(isOpen)
  const isSafe = open.length === 0 && contradictions.length === 0
  const lines = [
    `${files.length} tables, ${counts} distinct counts, ${sums} sums; ${hidden.length} counts hidden everywhere`,
    ...contradictions.map((text) => `✕ ${text}`),
    ...open.map(
      ({ cell, min, max, verdict, derivation }) =>
        `✕ ${cell || 'grand total'}: ${verdict}, ${min} to ${max}\n    ${derivation.join('\n    ')}`,
    ),
    isSafe
      ? `✓ no hidden count of ${input.zeros ? 0 : 1} to ${threshold - 1} can be recovered or narrowed from these figures`
      : `✕ ${open.length} of ${hidden.length} hidden counts can be recovered or narrowed`,
  ]
  return ok({ exit: isSafe ? 0 : 40, json: { tool: TOOL, ...audit.value }, text: `${lines.join('\n')}\n` })
}

async function hideSmall(folder: string, input: AuditInput): Promise<Result<Answer, InputError>> {
  const found = protectCounts(input)
  if (!found.ok) return found
  const { tables, ...result } = found.value
  const names = tables.map(({ name }) => basename(name))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return err(badOption('--suppress', 'tables with names of their own', quote(twice)))
  const written = await buildFolder(folder, async (temporary) => {
    for (const { name, csv } of tables) {
      const done = await writeAtomically(join(temporary, basename(name)), csv)
      if (!done.ok) return done
    }
    return ok(null)
  })
  if (!written.ok) return written
  const { primary, secondary, unprotected, finished } = result
  return ok({
    exit: unprotected.length === 0 && finished ? 0 : 40,
    json: { tool: TOOL, ...result },
    text: `${primary} small counts hidden, and ${secondary} others so that they cannot be worked out; ${unprotected.length} cannot be protected\n`,
  })
}
