/** Runs one job, in a worker thread or in the thread that asks: the same code either way. */
import { createHash } from 'node:crypto'
import type { InputError } from '#core/input-error.ts'
import { createUndoPass, type Wholesale } from '#core/log/damage/undo-pass.ts'
import { createHashPass } from '#core/log/hash-pass.ts'
import { createLineBuffer, MAX_HASHED_LINE_BYTES, type OnLines } from '#core/log/line-buffer.ts'
import { createLinePass } from '#core/log/line-pass.ts'
import { createPickPass } from '#core/log/pick-pass.ts'
import { rootOfPacked } from '#core/merkle/tree.ts'
import { err, ok } from '#core/result.ts'
import type { EvidenceFile } from '../app/ports.ts'
import { sha256 } from '../io/node-crypto.ts'
import { gunzipped, readSource, streamSource } from '../io/read-source.ts'
import { runBundles } from './bundle-job.ts'
import { allocate, hashInto, reuse } from './hash-into.ts'
import type { FileFacts, Job, JobHooks, JobPart, JobReport } from './job.ts'

export async function runJob(job: Job, hooks: JobHooks): Promise<JobReport> {
  switch (job.kind) {
    case 'lines':
      return runLines(job.file, job.columns, hooks)
    case 'rehash':
      return runRehash(job.file, hooks)
    case 'undo':
      return runUndo(job.file, job.cause, hooks)
    case 'pick':
      return runPick(job.file, job.lines, hooks)
    case 'bundles':
      return runBundles(job.bundles, job.columns, hooks)
    case 'files':
      return runFiles(job.files, job.tiles, hooks)
  }
}

/** What a .gz unpacks to is what is hashed as lines; the file itself is what SHA-256 is taken of. */
export const isGz = ({ path }: EvidenceFile): boolean => path.endsWith('.gz')
export const linesOf = (file: EvidenceFile) => (isGz(file) ? gunzipped(file.source) : file.source)

/** Parts wait here until the reader comes up for air: a pass cannot wait in the middle of a buffer. */
function createOutbox(hooks: JobHooks) {
  let waiting: JobPart[] = []
  return {
    add: (part: JobPart): void => {
      waiting.push(part)
    },
    send: async (): Promise<void> => {
      const parts = waiting
      waiting = []
      for (const part of parts) await hooks.onPart(part)
    },
    isEmpty: () => waiting.length === 0,
  }
}

/** A line buffer, and its memory given back afterwards. */
function createLines(onLines: OnLines) {
  const taken: Uint8Array[] = []
  const buffer = createLineBuffer(onLines, (bytes) => {
    const memory = allocate(bytes)
    taken.push(memory)
    return memory
  })
  const release = (): void => {
    for (const { buffer: memory } of taken.splice(0)) reuse(memory as ArrayBuffer)
  }
  return { ...buffer, release }
}

async function runLines(file: EvidenceFile, columns: boolean, hooks: JobHooks): Promise<JobReport> {
  const outbox = createOutbox(hooks)
  const pass = createLinePass({
    file: file.path,
    hashInto,
    allocate,
    columns,
    lints: true,
    onChunk: (facts) => outbox.add({ kind: 'chunk', facts }),
  })
  const buffer = createLines(pass.lines)
  const options = { path: file.path, sha256: true, ...(hooks.signal && { signal: hooks.signal }) }
  const progress = createProgress(file, hooks)
  let tooLong = false
  const read = await streamSource(linesOf(file), options, (chunk) => {
    tooLong = !buffer.push(chunk) || pass.tooLongAt() >= 0
    progress.add(chunk.length)
    if (tooLong) return false
    return outbox.isEmpty() ? undefined : outbox.send()
  })
  if (!read.ok) return read
  if (!tooLong) buffer.end()
  if (tooLong || pass.tooLongAt() >= 0) return err(lineTooLong(file.path, pass.tooLongAt()))
  pass.finish()
  buffer.release()
  await outbox.send()
  progress.end()
  return ok([{ path: file.path, sha256: read.value.sha256 ?? '', gzip: read.value.gzip, tileRoot: null }])
}

function lineTooLong(file: string, byte: number): InputError {
  const place = byte < 0 ? { file } : { file, byte }
  return { code: 'too_large', place, expected: `lines of at most ${MAX_HASHED_LINE_BYTES} bytes`, got: 'a longer one' }
}

/** Unpacked bytes are counted as they come; for a packed file their share of the stored ones is not known before the end. */
function createProgress(file: EvidenceFile, hooks: JobHooks) {
  const countsAsRead = file.source.layers.length === 0 && !isGz(file)
  let counted = 0
  const count = (bytes: number): void => {
    const more = Math.min(bytes, file.bytes - counted)
    counted += more
    if (more > 0) hooks.onBytes(more)
  }
  return {
    add: (unpacked: number) => count(countsAsRead || !isGz(file) ? unpacked : Math.ceil(unpacked / 8)),
    end: () => count(file.bytes - counted),
  }
}

function runRehash(file: EvidenceFile, hooks: JobHooks): Promise<JobReport> {
  const outbox = createOutbox(hooks)
  return readAgain(
    file,
    hooks,
    outbox,
    createHashPass(hashInto, allocate, (hashed) => outbox.add({ kind: 'hashed', hashed })),
  )
}

function runUndo(file: EvidenceFile, cause: Wholesale, hooks: JobHooks): Promise<JobReport> {
  const outbox = createOutbox(hooks)
  const pass = createUndoPass(cause, hashInto, allocate, (undone) => outbox.add({ kind: 'undone', undone }))
  return readAgain(file, hooks, outbox, pass)
}

async function readAgain(
  file: EvidenceFile,
  hooks: JobHooks,
  outbox: ReturnType<typeof createOutbox>,
  pass: { readonly lines: OnLines; readonly finish: () => void },
): Promise<JobReport> {
  const buffer = createLines(pass.lines)
  const options = { path: file.path, ...(hooks.signal && { signal: hooks.signal }) }
  const read = await streamSource(linesOf(file), options, (chunk) => {
    buffer.push(chunk)
    return outbox.isEmpty() ? undefined : outbox.send()
  })
  if (!read.ok) return read
  buffer.end()
  pass.finish()
  buffer.release()
  await outbox.send()
  return ok([])
}

async function runPick(file: EvidenceFile, wanted: readonly number[], hooks: JobHooks): Promise<JobReport> {
  const pass = createPickPass(wanted)
  const buffer = createLines(pass.lines)
  const options = { path: file.path, ...(hooks.signal && { signal: hooks.signal }) }
  const read = await streamSource(linesOf(file), options, (chunk) => {
    buffer.push(chunk)
    return pass.isDone() ? false : undefined
  })
  if (!read.ok) return read
  if (!pass.isDone()) buffer.end()
  buffer.release()
  await hooks.onPart({ kind: 'picked', lines: pass.picked() })
  return ok([])
}

/** A tile has at most 8 KiB; larger files are streamed. */
const MAX_TILE_BYTES = 256 * 32

async function runFiles(files: readonly EvidenceFile[], tiles: boolean, hooks: JobHooks): Promise<JobReport> {
  const facts: FileFacts[] = []
  for (const file of files) {
    const { path } = file
    const options = { path, ...(hooks.signal && { signal: hooks.signal }) }
    const isTile = tiles && file.bytes <= MAX_TILE_BYTES && file.bytes > 0 && file.bytes % 32 === 0
    if (isTile) {
      const bytes = await readSource(file.source, { ...options, maxBytes: MAX_TILE_BYTES })
      if (!bytes.ok) return bytes
      const hex = Buffer.from(sha256(bytes.value)).toString('hex')
      facts.push({ path, sha256: hex, gzip: null, tileRoot: new Uint8Array(rootOfPacked(bytes.value, sha256)) })
    } else {
      const hash = createHash('sha256')
      const read = await streamSource(file.source, options, (chunk) => void hash.update(chunk))
      if (!read.ok) return read
      facts.push({ path, sha256: hash.digest('hex'), gzip: null, tileRoot: null })
    }
    hooks.onBytes(file.bytes)
  }
  return ok(facts)
}
