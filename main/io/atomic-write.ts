/** Files and folders that are there whole or not at all, whatever happens in between: written beside their place, flushed, renamed. */
import { randomBytes } from 'node:crypto'
import { type FileHandle, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { refusal, toInputError } from './failure.ts'

export interface WriteOptions {
  /** Refuse when something is there already. Without it, a file is replaced. */
  readonly isNew?: boolean
  /** Unix permissions; 0o600 for secrets. */
  readonly mode?: number
}

/** Chunks are written as they come; when they throw, nothing is left behind and the error goes on. */
export async function writeAtomically(
  path: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { isNew = false, mode = 0o666 }: WriteOptions = {},
): Promise<Result<null, InputError>> {
  const temporary = beside(path)
  try {
    const handle = await open(temporary, 'wx', mode)
    try {
      await fill(handle, content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await put(temporary, path, isNew)
    return ok(null)
  } catch (caught) {
    await rm(temporary, { force: true })
    return err(cannotWrite(caught, path))
  }
}

/** `build` gets a folder beside `path` to write into; it takes its place when `build` succeeds, and vanishes when it does not. */
export async function buildFolder<T>(
  path: string,
  build: (temporary: string) => Promise<Result<T, InputError>>,
): Promise<Result<T, InputError>> {
  const temporary = beside(path)
  try {
    await refuseOccupied(path)
    await mkdir(dirname(path), { recursive: true })
    await mkdir(temporary)
    const built = await build(temporary)
    if (!built.ok) {
      await rm(temporary, { recursive: true, force: true })
      return built
    }
    await rm(path, { recursive: true, force: true }) // empty, as checked; some systems rename onto nothing only
    await refuseOccupied(path)
    await rename(temporary, path)
    await syncFolder(dirname(path))
    return built
  } catch (caught) {
    await rm(temporary, { recursive: true, force: true })
    return err(cannotWrite(caught, path))
  }
}

/** A name nobody else uses, in the same folder: a rename within one file system is atomic. */
function beside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
}

async function fill(
  handle: FileHandle,
  content: string | Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
) {
  if (typeof content === 'string' || content instanceof Uint8Array) return handle.writeFile(content)
  for await (const chunk of content) await writeAll(handle, chunk)
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, done, chunk.length - done)
    done += bytesWritten
  }
}

async function put(temporary: string, path: string, isNew: boolean): Promise<void> {
  if (isNew) {
    // A link, unlike a rename, fails when the name is taken.
    await link(temporary, path)
    await rm(temporary)
  } else {
    await rename(temporary, path)
  }
  await syncFolder(dirname(path))
}

/** Makes the new name itself survive a power cut. Windows has no such call on folders, and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function refuseOccupied(path: string): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (found === null || (found.isDirectory() && (await readdir(path)).length === 0)) return
  throw Object.assign(new Error('occupied'), { code: 'EEXIST' })
}

function cannotWrite(caught: unknown, path: string): InputError {
  const error = toInputError(caught, basename(path))
  if (error.code !== 'unreadable') return error
  const taken = caught instanceof Error && 'code' in caught && caught.code === 'EEXIST'
  return taken
    ? refusal('bad_option', { file: basename(path) }, 'a name that is not taken', 'something is there already')
    : refusal('unreadable', { file: basename(path) }, 'a place that can be written', error.got)
}
