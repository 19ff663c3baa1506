/**
 * Content-addressed files: copied once, hashed while they are read from where they came and again from the copy,
 * then given the hash as their name and made read-only.
 */
import { createHash } from 'node:crypto'
import { chmod, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { refusal } from '#contract/refusal.ts'
import { objectPath } from './case-layout.ts'
import { fileRefusal } from './file-refusal.ts'

/** Two buffers of this size take turns; larger gains nothing (measured: 256 KiB to 4 MiB within 3 %). */
const CHUNK_BYTES = 1024 * 1024

export interface StagedObject {
  readonly sha256: string
  readonly bytes: number
  /** The copy, under a temporary name. */
  readonly file: string
}

export interface CopyHooks {
  readonly signal: AbortSignal
  readonly onBytes: (bytes: number) => void
}

/** Copies `source` to `file`, flushes it to the disk and reads it back. `name` is what a refusal calls it. */
export async function stageObject(source: string, file: string, name: string, hooks: CopyHooks): Promise<StagedObject> {
  try {
    const from = await open(source, 'r')
    const to = await open(file, 'w')
    try {
      const first = await pump(from, hooks, (chunk, at) => writeAll(to, chunk, at))
      await to.sync()
      await to.close()
      const copy = await open(file, 'r')
      const last = await pump(copy, hooks, async () => undefined).finally(() => copy.close())
      if (last.sha256 !== first.sha256) {
        throw refusal({
          code: 'refused',
          message: `the copy of ${name} does not read back as it was written: check the disk that holds the case`,
          place: { file: name },
          expected: `sha256 ${first.sha256}`,
          got: `sha256 ${last.sha256}`,
        })
      }
      return { ...first, file }
    } finally {
      await from.close()
      await to.close().catch(() => undefined)
    }
  } catch (error) {
    throw fileRefusal(error, name)
  }
}

/** Gives a staged copy its name. What is there already under that name has the same bytes, unless the disk lost them: then the copy mends it. */
export async function placeObject(evidenceFolder: string, staged: StagedObject): Promise<void> {
  const target = objectPath(evidenceFolder, staged.sha256)
  await mkdir(dirname(target), { recursive: true })
  await chmod(staged.file, 0o444)
  if (process.platform === 'win32') await rm(target, { force: true })
  await rename(staged.file, target)
}

/** Whether the object is there with its size. Its hash is checked when it is read for a verdict. */
export async function hasObject(evidenceFolder: string, sha256: string, bytes: number): Promise<boolean> {
  const found = await stat(objectPath(evidenceFolder, sha256)).catch(() => null)
  return found?.isFile() === true && found.size === bytes
}

export async function removeObject(evidenceFolder: string, sha256: string): Promise<void> {
  await rm(objectPath(evidenceFolder, sha256), { force: true })
}

type OnChunk = (chunk: Uint8Array, at: number) => Promise<void>

/** Reads ahead by one chunk while the last one is hashed and written. */
async function pump(from: FileHandle, hooks: CopyHooks, onChunk: OnChunk): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256')
  const buffers = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)] as const
  let bytes = 0
  let next = from.read(buffers[0], 0, CHUNK_BYTES, 0)
  for (let turn = 0; ; turn++) {
    const { bytesRead, buffer } = await next
    if (bytesRead === 0) return { sha256: hash.digest('hex'), bytes }
    if (hooks.signal.aborted) throw refusal({ code: 'cancelled', message: 'cancelled' })
    next = from.read(turn % 2 === 0 ? buffers[1] : buffers[0], 0, CHUNK_BYTES, bytes + bytesRead)
    next.catch(() => undefined) // looked at on the next turn, or not at all when writing fails first
    const chunk = buffer.subarray(0, bytesRead)
    hash.update(chunk)
    try {
      await onChunk(chunk, bytes)
    } catch (error) {
      await next.catch(() => undefined)
      throw error
    }
    bytes += bytesRead
    hooks.onBytes(bytesRead)
  }
}

async function writeAll(to: FileHandle, chunk: Uint8Array, at: number): Promise<void> {
  let done = 0
  while (done < chunk.length) {
    done += (await to.write(chunk, done, chunk.length - done, at + done)).bytesWritten
  }
}
