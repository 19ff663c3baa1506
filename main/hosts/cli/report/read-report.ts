/** A published report from disk: a folder, or its report.json alone. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { InputError } from '#core/input-error.ts'
import { ok, type Result } from '#core/result.ts'
import type { ReportDocument } from '#report/document.ts'
import { readReportJson } from '#report/read-report.ts'
import { readInput } from '../../../io/read-input.ts'

export const MAX_REPORT_BYTES = 64 * 2 ** 20

export interface ReportOnDisk {
  readonly document: ReportDocument
  /** Folder of the report; null for a lone report.json. */
  readonly folder: string | null
}

/** @param path folder of a report, or its report.json */
export async function readReport(path: string): Promise<Result<ReportOnDisk, InputError>> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  const file = isFolder ? join(path, 'report.json') : path
  const bytes = await readInput(file, MAX_REPORT_BYTES)
  if (!bytes.ok) return bytes
  const document = readReportJson(bytes.value, file)
  return document.ok ? ok({ document: document.value, folder: isFolder ? path : null }) : document
}
