/** `plainview matter`: a folder, whole or not at all, that a third party can check without the log. */
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { encodeHex } from '#core/bytes/hex.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import type { MatterDocument } from '#report/matter-document.ts'
import { matterHtml } from '#report/matter-html.ts'
import { buildFolder, writeAtomically } from '../../../io/atomic-write.ts'
import { sha256 } from '../../../io/node-crypto.ts'
import { findChromium, type Paper, printPdf } from '../../../io/print-pdf.ts'
import { type Answer, badOption } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { counted } from '../text-layout.ts'
import { visible } from '../visible.ts'
import { type Matter, type MatterSourceOptions, readMatter } from './read-matter.ts'

export interface MatterOptions extends MatterSourceOptions {
  readonly out: string
  readonly pdf?: boolean
  readonly paper?: string
  readonly json?: boolean
}

interface MatterFile {
  readonly path: string
  readonly bytes: Uint8Array
  readonly deterministic: boolean
}

const jsonBytes = (value: unknown): Uint8Array => encodeUtf8(`${JSON.stringify(value, null, 2)}\n`)

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
  const files = filesOf(matter.value, html, pdf)
  const manifest = manifestOf(document, files)
  const stored = await buildFolder(options.out, async (temporary) => {
    for (const { path: name, bytes } of [...files, { path: 'manifest.json', bytes: jsonBytes(manifest) }]) {
      await mkdir(dirname(join(temporary, name)), { recursive: true })
      const written = await writeAtomically(join(temporary, name), bytes)
      if (!written.ok) return written
    }
    return ok(null)
  })
  if (!stored.ok) return stored
  const exit = exitOf(document)
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

/** As `verify` where the log itself is cut or damaged; 20 where no given key has signed the head. */
function exitOf({ log }: MatterDocument): number {
  const { exit } = log.verdict
  if (exit === 30 || exit === 40) return exit
  return log.head.trusted ? 0 : 20
}

async function pdfOf(html: string, paper: Paper): Promise<{ readonly pdf: Uint8Array | null; readonly why: string }> {
  const chromium = await findChromium(process.env)
  if (chromium === null) return { pdf: null, why: 'no Chromium is installed; print matter.html by hand' }
  const pdf = await printPdf(html, paper, chromium)
  return { pdf, why: pdf ? `matter.pdf, ${paper}` : 'the browser did not print it; print matter.html by hand' }
}

function filesOf({ document, lines }: Matter, html: string, pdf: Uint8Array | null): readonly MatterFile[] {
  const file = (path: string, bytes: Uint8Array, deterministic = true): MatterFile => ({ path, bytes, deterministic })
  return [
    file('matter.html', encodeUtf8(html)),
    file('matter.json', jsonBytes(document)),
    ...lines.flatMap(({ entry: { index }, bytes, proof }) => [
      file(`entries/${index}.json`, bytes),
      ...(proof === null ? [] : [file(`proofs/${index}.tlog-proof`, proof)]),
    ]),
    ...(pdf === null ? [] : [file('matter.pdf', pdf, false)]),
  ]
}

function manifestOf({ log: { origin, head }, asOf, requests, sealed }: MatterDocument, files: readonly MatterFile[]) {
  return {
    format: 'plainview-matter-manifest/v1',
    tool: TOOL,
    log: { origin, size: head.size, root: head.root },
    asOf,
    requests: requests.map(({ row }) => row.req),
    sealed,
    files: files.map(({ path, bytes, deterministic }) => {
      return { path, bytes: bytes.length, sha256: encodeHex(sha256(bytes)), deterministic }
    }),
  }
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
