/** `report verify`: a published report against its own arithmetic, its own files, and the log. */
import { join } from 'node:path'
import type { InputError } from '#core/input-error.ts'
import { parsePeriod } from '#core/metrics/period.ts'
import { buildTables } from '#core/metrics/report-tables.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import { asPublished, checkRevealed } from '#report/as-published.ts'
import { composeReport } from '#report/build.ts'
import { compareFiles } from '#report/compare-files.ts'
import { countsInWords } from '#report/count-words.ts'
import { definitionIn } from '#report/definition-in.ts'
import type { ReportDocument } from '#report/document.ts'
import { reportFiles } from '#report/files.ts'
import { type GateResult, runGate } from '#report/gate.ts'
import { documentChecks } from '#report/gate-checks.ts'
import { LEAK_CHECK_SECONDS } from '#report/leak-input.ts'
import { type CellDifference, compareReports, type ReportVerification } from '#report/verify-report.ts'
import { sha256 } from '../../../io/node-crypto.ts'
import { readInput } from '../../../io/read-input.ts'
import { loadSolveLp } from '../../../work/highs-lp.ts'
import { type Answer, badOption } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { manifestDifferences } from './check-manifest.ts'
import { type LogOptions, loadLog } from './load-log.ts'
import { MAX_REPORT_BYTES, readReport } from './read-report.ts'

export interface VerifyReportOptions extends LogOptions {
  readonly json?: boolean
  /** Key of the publisher, for manifest.note. */
  readonly signer?: string
}

/** Every file beside report.json that follows from it, compared with what it should be. */
async function fileDifferences(
  folder: string,
  document: ReportDocument,
): Promise<Result<readonly CellDifference[], InputError>> {
  const differences: CellDifference[] = []
  for (const expected of reportFiles(document, sha256)) {
    if (expected.path === 'report.json') continue
    const found = await readInput(join(folder, expected.path), MAX_REPORT_BYTES, expected.path)
    differences.push(...compareFiles(expected, found.ok ? found.value : null))
  }
  return ok(differences)
}

export async function verifyReportFiles(
  path: string,
  log: string | undefined,
  options: VerifyReportOptions,
  io: CliIo,
): Promise<Result<Answer, InputError>> {
  const report = await readReport(path)
  if (!report.ok) return report
  const { document, folder } = report.value
  const gate = runGate(documentChecks(document))
  if (folder === null && options.signer !== undefined)
    return err(badOption('--signer', 'the folder of a report, which holds its manifest.note', path))
  const derived = folder === null ? ok([]) : await fileDifferences(folder, document)
  if (!derived.ok) return derived
  const listed = folder === null ? ok([]) : await manifestDifferences(folder, options.signer ?? null)
  if (!listed.ok) return listed
  const files = ok([...derived.value, ...listed.value])
  if (log === undefined) return ok(withoutLog(document, gate, files.value))

  const asOfMs = Date.parse(document.asOf)
  if (Number.isNaN(asOfMs)) return err(badOption('asOf', 'an RFC 3339 time in report.json', document.asOf))
  const loaded = await loadLog(log, options, asOfMs, io)
  if (!loaded.ok) return loaded
  const { folded, basis, verdict, parameters } = loaded.value
  const definition = definitionIn(document)
  const period = parsePeriod(definition.period)
  if (!period.ok) return period
  const { rows, facts } = folded
  const { threshold } = definition
  const solveLp = await loadSolveLp()
  const built = buildTables({ rows, facts, period: period.value, threshold, solveLp })
  const about = { definition, period: period.value, asOfMs, log: document.log, parameters, hash: sha256 }
  const again = composeReport({ ...about, built: asPublished(document, built, period.value) }).document
  const cells = compareReports(document, again, composeReport({ ...about, built }).document)
  const head = headDifferences(document, basis, verdict.integrity.answer)
  const endsAtMs = performance.now() + LEAK_CHECK_SECONDS * 1000
  const open = checkRevealed(document, built, solveLp, () => performance.now() >= endsAtMs)
  const differences = [...cells.differences, ...open, ...head, ...files.value]
  const result: ReportVerification = {
    ...cells,
    cells: { ...cells.cells, mismatch: differences.length },
    differences,
  }
  return ok(answerOf(document, result, gate, verdict.headline))
}

/** The head that the report names, where the log given has the same size: then the roots must be the same. */
function headDifferences(
  document: ReportDocument,
  basis: ReportDocument['log'],
  integrity: string,
): readonly CellDifference[] {
  const differs = (column: string, published: string | number, computed: string | number): CellDifference => ({
    table: '(log)',
    row: 'head',
    column,
    published,
    computed,
    entries: null,
  })
  const differences: CellDifference[] = []
  if (document.log.origin !== basis.origin) differences.push(differs('origin', document.log.origin, basis.origin))
  if (document.log.size === basis.size && document.log.root !== basis.root)
    differences.push(differs('root', document.log.root, basis.root))
  if (document.log.entries !== basis.entries) differences.push(differs('entries', document.log.entries, basis.entries))
  if (integrity === 'damaged') differences.push(differs('integrity', 'intact', 'damaged'))
  return differences
}

function withoutLog(document: ReportDocument, gate: GateResult, files: readonly CellDifference[]): Answer {
  const all = document.tables.reduce((sum, { rows }) => sum + rows.reduce((n, { cells }) => n + cells.length, 0), 0)
  return {
    exit: gate.failures.length > 0 || files.length > 0 ? 40 : 20,
    json: {
      tool: TOOL,
      cells: { match: 0, mismatch: files.length, cannotCheck: all },
      differences: files,
      gate,
      why: 'no log was given: arithmetic only',
    },
    text: `${gate.checked} arithmetic checks, ${gate.failures.length} failed; ${all} figures cannot be re-derived without the log\n${[...gate.failures.map(({ text }) => `  ✕ ${text}\n`), ...files.map(sentence)].join('')}`,
  }
}

const sentence = ({ table, row, column, published, computed, entries }: CellDifference) => {
  const place = [table, row, column].filter((part) => part !== '').join(' / ')
  const behind = entries === null ? '' : ` from ${entries} ${entries === 1 ? 'entry' : 'entries'}`
  const text = `${place}: published ${published ?? 'nothing'}, computed ${computed ?? 'nothing'}${behind}`
  return `  ✕ ${countsInWords(text)}\n`
}

function answerOf(document: ReportDocument, result: ReportVerification, gate: GateResult, headline: string): Answer {
  const { match, mismatch, cannotCheck } = result.cells
  const isFine = mismatch === 0 && gate.failures.length === 0
  return {
    exit: isFine ? 0 : 40,
    json: { tool: TOOL, cells: result.cells, differences: result.differences, notCheckable: result.notCheckable, gate },
    text: [
      isFine
        ? `✓ all ${match} figures of ${document.period.id} follow from the log`
        : `✕ ${mismatch} differences; ${match} figures follow from the log`,
      cannotCheck > 0
        ? `  ${cannotCheck} figures cannot be checked (${result.notCheckable.map(({ table, why }) => `${table}: ${why}`).join('; ')})`
        : null,
      ...result.differences.map((difference) => sentence(difference).trimEnd()),
      ...gate.failures.map(({ text }) => `  ✕ ${text}`),
      `  The log: ${headline}`,
      '  None of this shows a request that was never logged.',
      '',
    ]
      .filter((line) => line !== null)
      .join('\n'),
  }
}
