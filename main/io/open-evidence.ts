/** Something on disk, recognised as evidence or refused. Lists and looks; reads no content beyond the first bytes. */
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { ByteSource, EvidenceKind, OpenedEvidence } from '../app/ports.ts'
import { refusal, toInputError } from './failure.ts'
import { listFolder } from './list-folder.ts'
import { listZip } from './list-zip.ts'
import type { Listed } from './listed.ts'
import { readRange } from './read-source.ts'
import { recognise, skippedIn } from './recognise.ts'

/** A tar header is 512 bytes; one block is enough to tell every format read here. */
const LOOK_BYTES = 4096
/** Of a signed note in all: C2SP signed-note as read here, docs/formats/log.md §4. */
const NOTE_MAX_BYTES = 64 * 1024

const FORMATS =
  'a disclosure log (folder, .zip, .jsonl or .jsonl.gz), a signed note, a C2SP tiles log, or disclosure bundles'

/** `path` may be a symbolic link; links found below it are not followed. */
export async function openEvidence(path: string): Promise<Result<OpenedEvidence, InputError>> {
  const name = basename(resolve(path))
  try {
    const found = await stat(path)
    if (found.isDirectory()) return await openFolder(path, name)
    if (!found.isFile()) {
      return err(refusal('unreadable', { file: name }, 'a file or a folder', 'a device, pipe or socket'))
    }
    return await openFile({ file: path, offset: 0, storedBytes: found.size, layers: [] }, name)
  } catch (caught) {
    return err(toInputError(caught, name))
  }
}

async function openFolder(path: string, name: string): Promise<Result<OpenedEvidence, InputError>> {
  const listed = await listFolder(path, name)
  const opened = openListed(listed, 'folder', name)
  if (opened.ok || !listed.ok || opened.error.code !== 'unknown_format') return opened
  // A folder of bundles that are archives: the first that can be read says so. One that is damaged must not hide the others.
  const zips = listed.value.filter((each) => /^[^/]+\.zip$/i.test(each.path))
  let isBundles = false
  for (const { path: member, source } of zips) {
    const inside = source === null ? null : await listZip(source.file, member)
    if (!inside?.ok) continue
    const recognised = openListed(inside, 'zip', member)
    isBundles = recognised.ok && recognised.value.kind === 'bundles'
    break
  }
  if (!isBundles) return opened
  const files = listed.value.flatMap(({ path, bytes, source }) => (source ? [{ path, bytes, source }] : []))
  return ok({ kind: 'bundles', name, files, skipped: skippedIn(listed.value) })
}

function openListed(
  listed: Result<readonly Listed[], InputError>,
  as: 'folder' | 'zip',
  name: string,
): Result<OpenedEvidence, InputError> {
  if (!listed.ok) return listed
  const recognised = recognise(listed.value, as, name)
  return recognised.ok ? ok({ ...recognised.value, name }) : recognised
}

async function openFile(source: ByteSource, name: string): Promise<Result<OpenedEvidence, InputError>> {
  const start = await readRange(source, { path: name }, 0, LOOK_BYTES)
  if (!start.ok) return start
  const head = start.value.toString('latin1')
  if (head.startsWith('PK\u0003\u0004') || head.startsWith('PK\u0005\u0006')) {
    return openListed(await listZip(source.file, name), 'zip', name)
  }
  if (/\.zip$/i.test(name)) return err(refusal('bad_archive', { file: name }, 'a .zip (PK)', quote(head.slice(0, 4))))
  const single = (kind: EvidenceKind) =>
    ok({ kind, name, files: [{ path: name, bytes: source.storedBytes, source }], skipped: [] })
  if (head.startsWith('\u001f\u008b')) {
    const unpacked = await readRange({ ...source, layers: ['gzip'] }, { path: name }, 0, LOOK_BYTES)
    // What cannot be unpacked is refused when it is read, with the place; here only a .tar.gz is told apart.
    return unpacked.ok && isTar(unpacked.value)
      ? err(isNot(name, 'a .tar archive: unpack it first'))
      : single('jsonl.gz')
  }
  if (/\.jsonl\.gz$/i.test(name))
    return err(refusal('bad_archive', { file: name }, 'a gzip member (1f 8b)', quote(head.slice(0, 2))))
  if (/\.jsonl$/i.test(name)) return single('jsonl')
  if (isTar(start.value)) return err(isNot(name, 'a .tar archive: unpack it first'))
  if (head.startsWith('c2sp.org/tlog-proof@v1')) {
    return err(isNot(name, 'a proof for one entry: use `plainview proof check`'))
  }
  if (await isNote(source, start.value, name)) return single('note')
  if (/^(\u00ef\u00bb\u00bf)?\{/.test(head)) return single('jsonl')
  return err(isNot(name, source.storedBytes === 0 ? 'an empty file' : quote(head.slice(0, 40))))
}

/** By its signature lines, or by its name where those are damaged. */
async function isNote(source: ByteSource, start: Buffer, name: string): Promise<boolean> {
  if (/\.note$|^checkpoint/i.test(name)) return true
  if (source.storedBytes > NOTE_MAX_BYTES || start[0] === 0x7b) return false
  const whole = await readRange(source, { path: name }, 0, NOTE_MAX_BYTES)
  return whole.ok && whole.value.includes('\n\n\u2014 ')
}

/** POSIX.1-1988 ustar: the magic at byte 257. */
function isTar(bytes: Buffer): boolean {
  return bytes.toString('latin1', 257, 262) === 'ustar'
}

function isNot(name: string, got: string): InputError {
  return refusal('unknown_format', { file: name }, FORMATS, got)
}
