/** A published report the user picked: its folder, a .zip of it, or its report.json alone. Read whole, within limits. */
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { PickedReport } from '../app/ports/reports.ts'
import { digits, refusal, toInputError } from './failure.ts'
import { listFolder } from './list-folder.ts'
import { listZip } from './list-zip.ts'
import type { Listed } from './listed.ts'
import { readInput } from './read-input.ts'
import { readRange } from './read-source.ts'

/** A report of ours has some 70 files, of a few megabytes in all. */
const MOST = { files: 1000, bytes: 128 * 2 ** 20, fileBytes: 64 * 2 ** 20 }

export async function openReport(path: string): Promise<Result<PickedReport, InputError>> {
  const name = basename(resolve(path))
  try {
    if ((await stat(path)).isDirectory()) return await readAll(await listFolder(path, name), name)
    if (/\.zip$/i.test(name)) return await readAll(await listZip(path, name), name)
  } catch (caught) {
    return err(toInputError(caught, name))
  }
  const alone = await readInput(path, MOST.fileBytes, name)
  return alone.ok ? ok({ name, files: new Map([['report.json', alone.value]]), isAlone: true }) : alone
}

/** Of a folder inside, where everything is in one: as archivers like to pack. */
function rootOf(listed: readonly Listed[]): string | null {
  const reports = listed.filter(({ path, type }) => type === 'file' && /^(?:[^/]+\/)?report\.json$/.test(path))
  const [first] = [...reports].sort((a, b) => a.path.length - b.path.length)
  return first ? first.path.slice(0, -'report.json'.length) : null
}

async function readAll(
  listed: Result<readonly Listed[], InputError>,
  name: string,
): Promise<Result<PickedReport, InputError>> {
  if (!listed.ok) return listed
  const root = rootOf(listed.value)
  if (root === null) {
    return err(refusal('unknown_format', { file: name }, 'a published report: report.json in it', 'no report.json'))
  }
  const own = listed.value.filter(({ path, type }) => type === 'file' && path.startsWith(root))
  const bytes = own.reduce((sum, one) => sum + one.bytes, 0)
  if (own.length > MOST.files || bytes > MOST.bytes) {
    const most = `at most ${digits(MOST.files)} files of ${digits(MOST.bytes)} bytes in all`
    return err(refusal('limit_exceeded', { file: name }, most, `${digits(own.length)} files, ${digits(bytes)} bytes`))
  }
  const files = new Map<string, Uint8Array>()
  for (const { path, bytes: size, source } of own) {
    if (source === null) continue
    const read = await readRange(source, { path }, 0, Math.min(size, MOST.fileBytes))
    if (!read.ok) return read
    files.set(path.slice(root.length), read.value)
  }
  return ok({ name, files, isAlone: false })
}
