/** `plainview matter`: a folder, whole or not at all, that a third party can check without the log. */
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import type { MatterDocument } from '#report/matter-document.ts'
import { matterHtml } from '#report/matter-html.ts'
import { exitOfMatter, matterFiles, matterManifest } from '../../../app/matter/matter-files.ts'
import { buildFolder, writeAtomically } from '../../../io/atomic-write.ts'
import { sha256 } from '../../../io/node-crypto.ts'
import { findChromium, type Paper, printPdf } from '../../../io/print-pdf.ts'
import { type Answer, badOption } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { counted } from '../text-layout.ts'
import { visible } from '../visible.ts'
import { type MatterSourceOptions, readMatter } from './read-matter.ts'

export interface MatterOptions extends MatterSourceOptions {
  readonly out: string
  readonly pdf?: boolean
  readonly paper?: string
  readonly json?: boolean
}

export async function exportMatter(
  path: string,
  options: MatterOptions,
  io: CliIo,
): Promise<Result<Answer, InputError>> {
  const paper = (options.paper ?? 'A4') as Paper
  if (paper !== 'A4' && paper !== 'Letter') return err(badOption('--paper', 'A4 or Letter', quote(options.paper)))
  const matter = await readMatter(path, options, io)
  if (!matter.ok) return matter
  const { document } = matter.value
  const html = matterHtml(document, sha256)
  const { pdf, why } = options.pdf === false ? { pdf: null, why: 'not asked for' } : await pdfOf(html, paper)
  const files = matterFiles(matter.value, pdf, sha256)
  const { manifest, file } = matterManifest(document, files, sha256)
  const stored = await buildFolder(options.out, async (temporary) => {
    for (const { path: name, bytes } of [...files, file]) {
      await mkdir(dirname(join(temporary, name)), { recursive: true })
      const written = await writeAtomically(join(temporary, name), bytes)
      if (!written.ok) return written
    }
    return ok(null)
  })
  if (!stored.ok) return stored
  const exit = exitOfMatter(document)
  const { sealed, requests, entries, log, asOf } = document
  const proofs = entries.filter(({ proof }) => proof !== null).length
  const json = {
    tool: TOOL,
    exit,
    out: options.out,
    asOf,
    log,
    requests: requests.map(({ row }) => row.req),
    sealed,
    entries: entries.length,
    proofs,
    pdf: why,
    files: manifest.files,
  }
  return ok({ exit, json, text: textOf(document, proofs, why, options.out, exit) })
}

async function pdfOf(html: string, paper: Paper): Promise<{ readonly pdf: Uint8Array | null; readonly why: string }> {
  const chromium = await findChromium(process.env)
  if (chromium === null) return { pdf: null, why: 'no Chromium is installed; print matter.html by hand' }
  const pdf = await printPdf(html, paper, chromium)
  return { pdf, why: pdf ? `matter.pdf, ${paper}` : 'the browser did not print it; print matter.html by hand' }
}

function textOf(document: MatterDocument, proofs: number, pdf: string, out: string, exit: number): string {
  const { sealed, requests, entries, log } = document
  const { head, verdict } = log
  return [
    ...(sealed.length > 0 ? [`SEALED by law: ${sealed.map(visible).join(', ')}`] : []),
    `${counted(requests.length, 'request')}, ${entries.length} entries with ${counted(proofs, 'proof')} against ${head.file} (size ${head.size}) in ${visible(out)}`,
    `PDF: ${pdf}`,
    ...(head.trusted ? [] : ['No given key has signed that head.']),
    ...(exit === 30 || exit === 40 ? [`The log: ${verdict.headline}`] : []),
    '',
  ].join('\n')
}
