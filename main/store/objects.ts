/**
 * Content-addressed files: copied once, hashed while they are read from where they came, then given the hash as their name and made
 * read-only. They are hashed again from the copy: archives here, everything else by the verification that reads the copy anyway.
 */
import { createHash } from 'node:crypto'
import { chmod, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CallError } from '#contract/operation.ts'
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

export interface ObjectSource {
  readonly source: string
  readonly bytes: number
  /** What a refusal calls it. */
  readonly name: string
}

/** Copies a source to `file`, hashed as it is read, and flushes it to the disk. A source that is shorter by now gives fewer bytes. */
export async function stageObject(
  { source, bytes, name }: ObjectSource,
  file: string,
  hooks: CopyHooks,
): Promise<StagedObject> {
  try {
    const from = await open(source, 'r')
    try {
      const to = await open(file, 'w')
      try {
        const read = await pump(from, bytes, hooks, (chunk, at) => writeAll(to, chunk, at))
        await to.sync()
        return { ...read, file }
      } finally {
        await to.close()
      }
    } finally {
      await from.close()
    }
  } catch (error) {
    throw fileRefusal(error, name)
  }
}

/** Reads a staged copy back: refused unless it still has the hash of what was written. */
export async function readBack({ file, sha256, bytes }: StagedObject, name: string, hooks: CopyHooks): Promise<void> {
  try {
    const copy = await open(file, 'r')
    const now = await pump(copy, bytes, hooks, async () => undefined).finally(() => copy.close())
    if (now.sha256 !== sha256) throw refusal(notAsWritten(name, sha256, now.sha256))
  } catch (error) {
    throw fileRefusal(error, name)
  }
}

export function notAsWritten(name: string, written: string, read: string): CallError {
  return {
    code: 'refused',
    message: `the copy of ${name} does not read back as it was written: check the disk that holds the case`,
    place: { file: name },
    expected: `sha256 ${written}`,
    got: `sha256 ${read}`,
  }
}

/** Gives a staged copy its name. What is there already under that name has the same bytes, unless the disk lost them: then the copy mends it. */
export async function placeObject(evidenceFolder: string, staged: StagedObject): Promise<void> {
  const target = objectPath(evidenceFolder, staged.sha256)
  await chmod(staged.file, 0o444)
  if (process.platform === 'win32') await rm(target, { force: true })
  try {
    await rename(staged.file, target)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    await mkdir(dirname(target), { recursive: true })
    await rename(staged.file, target)
  }
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

/** Reads `size` bytes, or to an earlier end; one chunk ahead while the last one is hashed and written. */
async function pump(
  from: FileHandle,
  size: number,
  hooks: CopyHooks,
  onChunk: OnChunk,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256')
  // Small files come by the thousand: they get small buffers.
  const width = Math.min(CHUNK_BYTES, Math.max(1, size))
  const buffers = [Buffer.allocUnsafeSlow(width), Buffer.allocUnsafeSlow(size > width ? width : 0)] as const
  const readAt = (turn: number, at: number) => {
    const read = from.read(turn % 2 === 0 ? buffers[0] : buffers[1], 0, Math.min(width, size - at), at)
    read.catch(() => undefined) // looked at on its turn, or not at all when writing fails first
    return read
  }
  let bytes = 0
  let next = size > 0 ? readAt(0, 0) : null
  for (let turn = 1; next !== null; turn++) {
    const { bytesRead, buffer } = await next
    if (bytesRead === 0) break
    if (hooks.signal.aborted) throw refusal({ code: 'cancelled', message: 'cancelled' })
    const at = bytes
    bytes += bytesRead
    next = bytes < size ? readAt(turn, bytes) : null
    const chunk = buffer.subarray(0, bytesRead)
    hash.update(chunk)
    try {
      await onChunk(chunk, at)
    } catch (error) {
      await next?.catch(() => undefined) // the buffer must not be written to after the file is closed
      throw error
    }
    hooks.onBytes(bytesRead)
  }
  return { sha256: hash.digest('hex'), bytes }
}

async function writeAll(to: FileHandle, chunk: Uint8Array, at: number): Promise<void> {
  let done = 0
  while (done < chunk.length) {
    done += (await to.write(chunk, done, chunk.length - done, at + done)).bytesWritten
  }
}
