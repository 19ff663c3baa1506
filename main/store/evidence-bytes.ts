/**
 * Bytes of imported evidence, read back where the index says they are. Files that are packed (.gz, members of an archive) are
 * unpacked once into cache/<evidence>/raw/, and so are the hashes proofs need: derived, made again when missing or wrong.
 */
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { refusal } from '#contract/refusal.ts'
import type { Hash } from '#core/capabilities.ts'
import { explain } from '#core/input-error.ts'
import { HASH_BYTES } from '#core/merkle/tree.ts'
import type { EntryRow, EvidenceBytes } from '../app/ports/case.ts'
import type { ByteSource, OpenedEvidence, SkippedFile, SourceStream } from '../app/ports.ts'
import { type CaseLayout, objectPath } from './case-layout.ts'
import type { Reader } from './driver.ts'
import { entryRows } from './entry-rows.ts'
import { type PackedFile, packedFile, packedFiles } from './evidence-rows.ts'
import { fileRefusal } from './file-refusal.ts'
import { evidenceFrom } from './import-rows.ts'
import { blockFile, leafFile, writeLeafCache } from './leaf-cache.ts'

/** Lines and bytes looked at together when the hashes are made again: what one page of the index and one read may take of memory. */
const REBUILD_LINES = 16_384
const REBUILD_BYTES = 16 * 1024 * 1024

export interface BytesDeps {
  readonly stream: SourceStream
  readonly hash: Hash
}

export function evidenceBytes(db: Reader, layout: CaseLayout, { stream, hash }: BytesDeps): EvidenceBytes {
  const rows = entryRows(db)
  /** What is being made now, so that two questions at once make it once. */
  const making = new Map<string, Promise<void>>()

  function once(file: string, make: () => Promise<void>): Promise<void> {
    const running = making.get(file) ?? make().finally(() => making.delete(file))
    making.set(file, running)
    return running
  }

  async function folderOf(no: number): Promise<string> {
    const row = await db.get<{ id: string }>('SELECT evidence_id AS id FROM evidence WHERE no = ?', [no])
    if (row === null) throw refusal({ code: 'not_found', message: 'no such evidence in this case' })
    return join(layout.cache, row.id)
  }

  const sourceOf = (file: PackedFile): ByteSource => ({
    ...file.packing,
    file: objectPath(layout.evidence, file.object),
  })

  async function fileAt(no: number, fileNo: number): Promise<PackedFile> {
    const file = await packedFile(db, no, fileNo)
    if (file === null) throw refusal({ code: 'not_found', message: 'no such file in this evidence' })
    return file
  }

  /** A plain file on disk with the unpacked bytes of `file`, and where in it they begin. */
  async function plain(no: number, file: PackedFile): Promise<{ path: string; offset: number }> {
    const source = sourceOf(file)
    const layers: ByteSource['layers'] = file.path.endsWith('.gz') ? [...source.layers, 'gzip'] : source.layers
    if (layers.length === 0) return { path: source.file, offset: source.offset }
    const path = join(await folderOf(no), 'raw', String(file.no))
    if (!existsSync(path)) await once(path, () => unpack(stream, { ...source, layers }, file.path, path))
    return { path, offset: 0 }
  }

  async function span(no: number, file: PackedFile, offset: number, length: number): Promise<Buffer> {
    const at = await plain(no, file)
    return readSpan(at.path, at.offset + offset, length, file.path)
  }

  async function rebuildLeaves(no: number, folder: string): Promise<void> {
    const cache = await writeLeafCache(folder, hash)
    try {
      for (let from = 0; ; from += REBUILD_LINES) {
        const page = await rows.page(no, from, REBUILD_LINES)
        for (const run of neighbours(page)) {
          const [first, last] = [run[0], run.at(-1)]
          if (first === undefined || last === undefined) continue
          const start = first.byteOffset
          const bytes = await span(no, await fileAt(no, first.file), start, last.byteOffset + last.byteLength - start)
          await cache.add(hashLines(bytes, run, start, hash))
        }
        if (page.length < REBUILD_LINES) break
      }
    } catch (error) {
      await cache.abandon()
      throw error
    }
    await cache.finish()
  }

  async function derived(no: number, which: (folder: string) => string): Promise<string> {
    const folder = await folderOf(no)
    const file = which(folder)
    if (!existsSync(file)) await once(folder, () => rebuildLeaves(no, folder))
    return file
  }

  return {
    opened: (evidenceId) => openedFrom(db, evidenceId, sourceOf),
    line: async (row, no, maxBytes) =>
      span(no, await fileAt(no, row.file), row.byteOffset, Math.min(row.byteLength, maxBytes)),
    file: async (no, path, maxBytes) => {
      const file = (await packedFiles(db, no)).find((each) => each.path === path)
      if (file === undefined) return null
      const parts: Uint8Array[] = []
      const read = await stream(sourceOf(file), { path, maxBytes }, (chunk) => {
        parts.push(Buffer.from(chunk))
      })
      if (!read.ok) throw refusal({ ...read.error, message: explain(read.error), code: 'refused' })
      return Buffer.concat(parts)
    },
    leafHashes: async (no, from, to) =>
      readSpan(await derived(no, leafFile), from * HASH_BYTES, (to - from) * HASH_BYTES, 'cache/leaves'),
    blockRoots: async (no) => readFile(await derived(no, blockFile)),
    forgetDerived: async (no) => rm(await folderOf(no), { recursive: true, force: true }),
  }
}

async function openedFrom(
  db: Reader,
  evidenceId: string,
  sourceOf: (file: PackedFile) => ByteSource,
): Promise<OpenedEvidence> {
  const row = await db.get<{ no: number; name: string; kind: OpenedEvidence['kind']; skipped: string }>(
    'SELECT no, name, kind, skipped FROM evidence WHERE evidence_id = ?',
    [evidenceId],
  )
  if (row === null) throw refusal({ code: 'not_found', message: 'no such evidence in this case' })
  const files = (await packedFiles(db, row.no)).map((file) => ({ ...file, file: sourceOf(file).file }))
  return evidenceFrom(row.name, row.kind, JSON.parse(row.skipped) as SkippedFile[], files)
}

async function unpack(stream: SourceStream, source: ByteSource, path: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  const file = await open(`${target}.new`, 'w')
  try {
    const read = await stream(source, { path }, async (chunk) => {
      for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done)).bytesWritten
    })
    if (!read.ok) throw refusal({ ...read.error, message: explain(read.error), code: 'refused' })
  } catch (error) {
    throw fileRefusal(error, path)
  } finally {
    await file.close()
  }
  await rename(`${target}.new`, target)
}

async function readSpan(file: string, offset: number, length: number, name: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r')
    try {
      const buffer = Buffer.alloc(length)
      let have = 0
      while (have < length) {
        const { bytesRead } = await handle.read(buffer, have, length - have, offset + have)
        if (bytesRead === 0) throw shorter(name, offset + length, (await handle.stat()).size)
        have += bytesRead
      }
      return buffer
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw fileRefusal(error, name)
  }
}

function shorter(name: string, expected: number, got: number) {
  return refusal({
    code: 'refused',
    message: `${name} is shorter than when it was imported: the copy in this case was changed`,
    place: { file: name, byte: got },
    expected: `at least ${expected} bytes`,
    got: `${got} bytes`,
  })
}

/** Lines of one file that are read together. */
function* neighbours(page: readonly EntryRow[]): Generator<readonly EntryRow[]> {
  let run: EntryRow[] = []
  for (const row of page) {
    const [first] = run
    if (first && (first.file !== row.file || row.byteOffset + row.byteLength - first.byteOffset > REBUILD_BYTES)) {
      yield run
      run = []
    }
    run.push(row)
  }
  if (run.length > 0) yield run
}

/** SHA-256(0x00 || line) of each; `start` is where `bytes` begin in their file. */
function hashLines(bytes: Buffer, run: readonly EntryRow[], start: number, hash: Hash): Uint8Array {
  const hashes = new Uint8Array(run.length * HASH_BYTES)
  const longest = run.reduce((most, { byteLength }) => Math.max(most, byteLength), 0)
  const message = Buffer.alloc(1 + longest)
  for (const [i, { byteOffset, byteLength }] of run.entries()) {
    bytes.copy(message, 1, byteOffset - start, byteOffset - start + byteLength)
    hashes.set(hash(message.subarray(0, 1 + byteLength)), i * HASH_BYTES)
  }
  return hashes
}
