/** The real tools of reports: HiGHS, an installed Chromium, .zip, and folders in the case. */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { refusal } from '#contract/refusal.ts'
import { explain } from '#core/input-error.ts'
import { ok } from '#core/result.ts'
import type { ReportShelf, ReportTools } from '../app/ports/reports.ts'
import { buildFolder, writeAtomically } from '../io/atomic-write.ts'
import { openReport } from '../io/open-report.ts'
import { findChromium, printPdf } from '../io/print-pdf.ts'
import { writeZip } from '../io/zip-write.ts'

const SHELF = 'reports'
/** A published id and the paths of its files are ours; anything else is not looked at. */
const SAFE_ID = /^[0-9]{4}(?:-[HQ][1-4])?-r[1-9][0-9]{0,3}$/
const SAFE_PATH = /^[a-z0-9][a-z0-9.-]*(?:\/[a-z0-9][a-z0-9.-]*)?$/

const publishedShelf: Pick<ReportShelf, 'list' | 'read' | 'keep'> = {
  list: async (caseFolder) => {
    const names = await readdir(join(caseFolder, SHELF)).catch(() => [])
    return names.filter((name) => SAFE_ID.test(name)).sort()
  },
  read: async (caseFolder, publishedId, path) => {
    if (!SAFE_ID.test(publishedId) || !SAFE_PATH.test(path)) return null
    return readFile(join(caseFolder, SHELF, publishedId, path)).catch(() => null)
  },
  keep: async (caseFolder, publishedId, files) => {
    const kept = await buildFolder(join(caseFolder, SHELF, publishedId), async (temporary) => {
      for (const { path, bytes } of files) {
        await mkdir(dirname(join(temporary, path)), { recursive: true })
        const written = await writeAtomically(join(temporary, path), bytes)
        if (!written.ok) return written
      }
      return ok(null)
    })
    if (!kept.ok) throw refusal({ code: 'conflict', message: explain(kept.error) })
  },
}

const DRAFTS = 'drafts'
const draftName = (number: number) => (number === 0 ? 'current.json' : `${String(number).padStart(4, '0')}.json`)

const drafts: Pick<ReportShelf, 'drafts' | 'readDraft' | 'keepDraft'> = {
  drafts: async (caseFolder) => {
    const names = await readdir(join(caseFolder, SHELF, DRAFTS)).catch(() => [])
    return names
      .flatMap((name) =>
        name === 'current.json' ? [0] : /^\d{4}\.json$/.test(name) ? [Number.parseInt(name, 10)] : [],
      )
      .sort((a, b) => a - b)
  },
  readDraft: (caseFolder, number) => readFile(join(caseFolder, SHELF, DRAFTS, draftName(number))).catch(() => null),
  keepDraft: async (caseFolder, number, bytes) => {
    const folder = join(caseFolder, SHELF, DRAFTS)
    await mkdir(folder, { recursive: true })
    const path = join(folder, draftName(number))
    if (number !== 0 && (await readFile(path).catch(() => null)) !== null) {
      throw refusal({ code: 'conflict', message: `version ${number} of the definition is there already` })
    }
    const written = await writeAtomically(path, bytes)
    if (!written.ok) throw refusal({ code: 'refused', message: explain(written.error) })
  },
}

export const reportShelf: ReportShelf = { ...publishedShelf, ...drafts }

const printWithChromium: ReportTools['printPdf'] = async (html) => {
  const chromium = await findChromium(process.env)
  return chromium === null ? null : printPdf(html, 'A4', chromium)
}

/** @param print the host's own printer, where it has one */
export function createReportTools(
  loadSolveLp: ReportTools['solveLp'],
  work: ReportTools['work'],
  print: ReportTools['printPdf'] = printWithChromium,
): ReportTools {
  let loading: ReturnType<ReportTools['solveLp']> | null = null
  return {
    work,
    solveLp: () => {
      loading ??= loadSolveLp()
      return loading
    },
    printPdf: print,
    zip: async (files) => {
      const folder = await mkdtemp(join(tmpdir(), 'plainview-zip-'))
      try {
        const path = join(folder, 'report.zip')
        const written = await writeZip(
          path,
          files.map(({ path: name, bytes }) => ({ path: name, content: bytes })),
        )
        if (!written.ok) throw refusal({ code: 'refused', message: explain(written.error) })
        return await readFile(path)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    shelf: reportShelf,
    open: openReport,
  }
}
