/**
 * The members of a .zip (APPNOTE 6.3.10), read from its central directory; nothing is extracted.
 *
 * Two programs must never see different files in one archive: every name is unique and plain, the local headers say the same
 * as the directory, members do not overlap, and no byte lies outside of them where another reader could find a member.
 */
import { open } from 'node:fs/promises'
import { type Entry, fromRandomAccessReaderPromise, type LocalFileHeader, type ZipFile } from 'yauzl'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { digits, failure, refusal, toInputError } from './failure.ts'
import { LIMITS } from './limits.ts'
import { byPath, type Listed } from './listed.ts'
import { checkUnpacked } from './unpacked-size.ts'
import { windowReader } from './window-reader.ts'
import { checkLayout, type Span } from './zip-layout.ts'
import { checkNames, fileAbove, memberPath } from './zip-names.ts'

/** APPNOTE 4.4.2, 4.4.4: made by Unix; flag bits. */
const MADE_BY_UNIX = 3
const FLAG_ENCRYPTED = 1
const FLAG_DESCRIPTOR = 1 << 3
const FLAG_PATCHED = 1 << 5
const FLAG_MASKED = 1 << 13
/** APPNOTE 4.4.8, 4.4.9: the size is in the zip64 extra field. */
const ZIP64_ELSEWHERE = 0xffffffff
/** stat.h: file type bits of a Unix mode. */
const S_IFMT = 0xf000
const S_IFREG = 0x8000
const S_IFDIR = 0x4000
const S_IFLNK = 0xa000

export async function listZip(file: string, name: string): Promise<Result<readonly Listed[], InputError>> {
  let zip: ZipFile | null = null
  try {
    const handle = await open(file, 'r')
    const { size } = await handle.stat()
    const options = { autoClose: false, strictFileNames: true, decodeStrings: true, validateEntrySizes: true }
    zip = await fromRandomAccessReaderPromise(windowReader(handle), size, options).catch(async (caught) => {
      await handle.close().catch(() => undefined)
      throw caught
    })
    const start = zip.readEntryCursor as unknown as number // typed as boolean by mistake: it is the next entry's offset
    const entries = await directory(zip, name)
    checkNames(entries.map(memberPath), name)
    checkUnpacked(entries, name)
    const { listed, spans } = await locate(zip, entries, file)
    const end = zip.readEntryCursor as unknown as number
    checkLayout(spans, { start, end, fileBytes: size, commentBytes: zip.comment.length }, name)
    checkFolders(listed)
    return ok(listed.sort(byPath))
  } catch (caught) {
    return err(fromYauzl(caught, name))
  } finally {
    zip?.close()
  }
}

/** yauzl's own errors carry only a sentence; what the system says has a code; ours carry an InputError. */
function fromYauzl(caught: unknown, name: string): InputError {
  try {
    return toInputError(caught, name)
  } catch {
    const said = caught instanceof Error ? caught.message : String(caught)
    return refusal('bad_archive', { file: name }, 'a .zip that is whole and unambiguous', quote(said))
  }
}

async function directory(zip: ZipFile, name: string): Promise<readonly Entry[]> {
  if (zip.entryCount > LIMITS.files) {
    throw failure(
      refusal(
        'limit_exceeded',
        { file: name },
        `at most ${digits(LIMITS.files)} members (limit: files)`,
        digits(zip.entryCount),
      ),
    )
  }
  const entries: Entry[] = []
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      try {
        checkEntry(entry)
        entries.push(entry)
        zip.readEntry()
      } catch (refused) {
        reject(refused)
      }
    })
    zip.on('end', resolve)
    zip.on('error', reject)
    zip.readEntry()
  })
  return entries
}

/** What can be said of a member by itself. */
function checkEntry(entry: Entry): void {
  const bad = (expected: string, got: string) =>
    failure(refusal('bad_archive', { file: entry.fileName }, expected, got))
  if (entry.generalPurposeBitFlag & (FLAG_ENCRYPTED | FLAG_MASKED))
    throw bad('a member that is not encrypted', 'an encrypted one')
  if (entry.generalPurposeBitFlag & FLAG_PATCHED) throw bad('a whole member', 'a patch')
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    throw bad('compression method 0 (stored) or 8 (deflate)', String(entry.compressionMethod))
  }
  const mode = entry.versionMadeBy >> 8 === MADE_BY_UNIX ? (entry.externalFileAttributes >>> 16) & S_IFMT : 0
  if (mode === S_IFLNK) throw bad('a file or a folder', 'a symbolic link')
  if (mode !== 0 && mode !== S_IFREG && mode !== S_IFDIR) throw bad('a file or a folder', 'a device, pipe or socket')
  if (isFolder(entry) && entry.uncompressedSize > 0)
    throw bad('a folder without content', `${digits(entry.uncompressedSize)} bytes`)
}

const isFolder = (entry: Entry) => entry.fileName.endsWith('/')

/** Finds each member's bytes by its local header, in the order they are stored. */
async function locate(
  zip: ZipFile,
  entries: readonly Entry[],
  file: string,
): Promise<{ readonly listed: Listed[]; readonly spans: readonly Span[] }> {
  const stored = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  const spans: Span[] = []
  const listed: Listed[] = []
  for (const entry of stored) {
    const local = await zip.readLocalFileHeaderPromise(entry)
    if (!local.fileName.equals(entry.fileNameRaw) || local.compressionMethod !== entry.compressionMethod) {
      throw failure(
        refusal(
          'bad_archive',
          { file: entry.fileName },
          'the same name and method in the directory and beside the data',
          quote(local.fileName.toString()),
        ),
      )
    }
    checkLocalSizes(entry, local)
    const end = local.fileDataStart + entry.compressedSize
    const hasDescriptor = ((entry.generalPurposeBitFlag | local.generalPurposeBitFlag) & FLAG_DESCRIPTOR) !== 0
    spans.push({ path: entry.fileName, start: entry.relativeOffsetOfLocalHeader, end, hasDescriptor })
    const path = memberPath(entry)
    if (isFolder(entry)) {
      listed.push({ path, type: 'folder', bytes: 0, source: null })
      continue
    }
    const unpacked = { bytes: entry.uncompressedSize, crc32: entry.crc32 }
    const layers = entry.compressionMethod === 8 ? (['deflate-raw'] as const) : []
    const source = { file, offset: local.fileDataStart, storedBytes: entry.compressedSize, layers, unpacked }
    listed.push({ path, type: 'file', bytes: entry.uncompressedSize, source })
  }
  return { listed, spans }
}

/** A reader that goes through an archive from its front believes the local header: it must not be told another size. */
function checkLocalSizes(entry: Entry, local: LocalFileHeader): void {
  const comesLater = (local.generalPurposeBitFlag & FLAG_DESCRIPTOR) !== 0
  const isZip64 = local.compressedSize === ZIP64_ELSEWHERE || local.uncompressedSize === ZIP64_ELSEWHERE
  if (comesLater || isZip64) return
  const same =
    local.compressedSize === entry.compressedSize &&
    local.uncompressedSize === entry.uncompressedSize &&
    local.crc32 === entry.crc32
  if (!same) {
    throw failure(
      refusal(
        'bad_archive',
        { file: entry.fileName },
        'the same sizes and CRC in the directory and beside the data',
        'others beside the data',
      ),
    )
  }
}

/** A name that is a file here and a folder there could not be unpacked as both. */
function checkFolders(listed: readonly Listed[]): void {
  const files: ReadonlySet<string> = new Set(listed.flatMap(({ path, type }) => (type === 'file' ? [path] : [])))
  for (const { path } of listed) {
    const above = fileAbove(path, files)
    if (above !== null)
      throw failure(refusal('bad_archive', { file: path }, `${quote(above)} to be a folder`, 'a file of that name'))
  }
}
