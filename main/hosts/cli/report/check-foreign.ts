/** `report check`: the gate on anybody's report: one of ours, or the layout of a company that publishes its data. */
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import type { ReportDocument } from '#report/document.ts'
import { type GateResult, runGate } from '#report/gate.ts'
import { documentChecks, publicationChecks } from '#report/gate-checks.ts'
import { type ForeignTable, githubChecks, isGithubReport } from '#report/import-github.ts'
import { toInputError } from '../../../io/failure.ts'
import { readTable } from '../../../io/read-table.ts'
import type { Answer } from '../answer.ts'
import { readReport } from './read-report.ts'

/** Folders are looked into this deep: data packages keep tables in folders of folders. */
const MAX_DEPTH = 4
const MAX_FILES = 500

async function csvFiles(folder: string, depth = 0): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && depth < MAX_DEPTH) found.push(...(await csvFiles(path, depth + 1)))
    else if (entry.isFile() && entry.name.endsWith('.csv')) found.push(path)
    if (found.length >= MAX_FILES) break
  }
  return found
}

function gateAnswer(kind: string, gate: GateResult): Answer {
  const lines = [
    `${gate.checked} checks of ${kind}: ${gate.failures.length} failed, ${gate.notApplicable.length} not applicable`,
    ...gate.failures.map(({ rule, text }) => `  ✕ ${rule}: ${text}`),
    '',
  ]
  return { exit: gate.failures.length === 0 ? 0 : 40, json: { tool: TOOL, kind, ...gate }, text: lines.join('\n') }
}

export async function checkForeign(paths: readonly string[]): Promise<Result<Answer, InputError>> {
  const [first = ''] = paths
  let names: readonly string[] = []
  try {
    const found = await stat(first)
    if (found.isDirectory()) names = await csvFiles(first)
  } catch (caught) {
    return err(toInputError(caught, first))
  }
  if (isGithubReport(names.map((name) => basename(name)))) {
    const tables: ForeignTable[] = []
    for (const path of names) {
      // Other tables of the same publisher (takedowns, appeals) are none of ours.
      if (!/requests|national_security|cross_border/.test(basename(path))) continue
      const read = await readTable(path, {}, basename(path))
      if (!read.ok) return read
      tables.push({ name: basename(path), table: read.value.table })
    }
    const checks = githubChecks(tables)
    return checks.ok ? ok(gateAnswer('github', runGate(checks.value))) : checks
  }
  const documents: ReportDocument[] = []
  for (const path of paths) {
    const report = await readReport(path)
    if (!report.ok) {
      const { place, got } = report.error
      const expected = 'a report.json, a folder with one, or a folder with GitHub’s tables on requests for user data'
      return err(report.error.code === 'unreadable' ? { code: 'unknown_format', place, expected, got } : report.error)
    }
    documents.push(report.value.document)
  }
  const checks = [...documents.flatMap(documentChecks), ...publicationChecks(documents)]
  return ok(gateAnswer('plainview-report/v1', runGate(checks)))
}
