/** Keys that came with an export: shown so that they can be compared with what the operator publishes elsewhere; never trusted for it. */
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import { parseVkey, parseVkeyFile } from '#core/note/vkey.ts'
import type { EvidenceRow, OpenCase } from './ports/case.ts'

export interface ExportKey {
  readonly vkey: string
  readonly name: string
  readonly keyId: string
  /** Where in the export it stands. */
  readonly source: string
}

const VKEY_FILE = 'log.vkey'
const VKEY_FILE_BYTES = 16_384
/** docs/formats/log.md §3. */
const LINE_BYTES = 65_535

export async function exportKeys(theCase: OpenCase, row: EvidenceRow): Promise<readonly ExportKey[]> {
  const keys = [...(await fromFile(theCase, row)), ...(await fromFirstEntry(theCase, row))]
  return keys.filter((key, i) => keys.findIndex(({ vkey }) => vkey === key.vkey) === i)
}

async function fromFile(theCase: OpenCase, { no }: EvidenceRow): Promise<readonly ExportKey[]> {
  const bytes = await theCase.bytes.file(no, VKEY_FILE, VKEY_FILE_BYTES)
  const parsed = bytes && parseVkeyFile(bytes, VKEY_FILE)
  return parsed?.ok ? [{ ...parsed.value, vkey: parsed.value.text, source: VKEY_FILE }].map(bare) : []
}

/** `log.opened` names the keys the log began with, in `data.keys`. */
async function fromFirstEntry(theCase: OpenCase, { no }: EvidenceRow): Promise<readonly ExportKey[]> {
  const [first] = await theCase.entries.page(no, 0, 1)
  if (first === undefined) return []
  const text = decodeUtf8(await theCase.bytes.line(first, no, LINE_BYTES))
  return openedKeys(text).flatMap((vkey) => {
    const parsed = parseVkey(vkey, first.path, 1)
    return parsed.ok ? [bare({ ...parsed.value, vkey, source: `${first.path}, entry 0 (log.opened)` })] : []
  })
}

function openedKeys(text: string | null): readonly string[] {
  try {
    const entry = JSON.parse(text ?? '') as { type?: unknown; data?: { keys?: unknown } } | null
    const keys = entry?.type === 'log.opened' ? entry.data?.keys : []
    return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : []
  } catch {
    return []
  }
}

function bare({ vkey, name, keyId, source }: ExportKey): ExportKey {
  return { vkey, name, keyId, source }
}
