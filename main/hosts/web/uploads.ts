/**
 * Evidence sent by the page, kept in a private folder until the host closes. All files of one upload come as one body,
 * in the order of the manifest and cut by its sizes, straight to disk: memory stays flat whatever the size.
 *
 * Anything that goes wrong (a cancel, a lost connection, a full disk, more or fewer bytes than announced) removes the
 * whole upload: an upload is complete or was never there.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type FileHandle, mkdir, open, rm, statfs } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { Refusal } from './request-checks.ts'
import type { UploadManifest } from './upload-manifest.ts'

export interface Uploads {
  /** Announces an upload. The id is opaque; only the newest few announced ones are remembered. */
  readonly announce: (manifest: UploadManifest) => Promise<Result<string, Refusal>>
  /** Takes the bytes of an announced upload, once. Gives the path of the file, or of the folder that was sent. */
  readonly receive: (id: string, body: AsyncIterable<Buffer>) => Promise<Result<string, Refusal>>
  /** Removes what was received under `path`. */
  readonly remove: (path: string) => Promise<void>
  readonly close: () => void
}

const MAX_ANNOUNCED = 8
/** Left free on the disk besides the upload itself. */
const SPARE_BYTES = 256 * 1024 * 1024
const PREFIX = 'upload-'

/** @param parent folder on a real disk (not a RAM disk: evidence is large); made if it does not exist */
export function createUploads(parent: string): Uploads {
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  removeLeftovers(parent)
  const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`))
  const announced = new Map<string, UploadManifest>()

  return {
    announce: async (manifest) => {
      const { bavail, bsize } = await statfs(folder)
      const freeBytes = bavail * bsize
      if (manifest.totalBytes + SPARE_BYTES > freeBytes)
        return err({
          status: 413,
          expected: `at most ${Math.max(0, freeBytes - SPARE_BYTES)} bytes, the free space in ${parent}`,
          got: `${manifest.totalBytes} bytes`,
        })
      const id = randomBytes(16).toString('hex')
      announced.set(id, manifest)
      const [oldest] = announced.keys()
      if (announced.size > MAX_ANNOUNCED && oldest !== undefined) announced.delete(oldest)
      return ok(id)
    },
    receive: async (id, body) => {
      const manifest = announced.get(id)
      if (manifest === undefined) return err({ status: 404, expected: 'an announced upload', got: quote(id) })
      announced.delete(id)
      const target = join(folder, id)
      const failure = await writeAll(target, manifest, body).catch(
        (error: Error): Refusal => ({ status: 400, expected: 'an upload that runs to its end', got: error.message }),
      )
      if (failure === null) return ok(join(target, commonRoot(manifest)))
      await rm(target, { recursive: true, force: true })
      return err(failure)
    },
    remove: async (path) => {
      const [id] = relative(folder, path).split(sep)
      if (id !== undefined && /^[0-9a-f]{32}$/.test(id)) await rm(join(folder, id), { recursive: true, force: true })
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Cuts `body` into the files of the manifest. Null when it fitted exactly. */
async function writeAll(
  target: string,
  manifest: UploadManifest,
  body: AsyncIterable<Buffer>,
): Promise<Refusal | null> {
  const files = manifest.files[Symbol.iterator]()
  const made = new Set<string>()
  let file: FileHandle | undefined
  let left = 0
  let received = 0
  /** Closes the file that is full and opens the next that is not empty; false when there is none. */
  const next = async (): Promise<boolean> => {
    while (left === 0) {
      await file?.close()
      file = undefined
      const { value, done } = files.next()
      if (done) return false
      const path = join(target, value.path)
      if (!made.has(dirname(path))) {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        made.add(dirname(path))
      }
      file = await open(path, 'wx', 0o600)
      left = value.bytes
    }
    return true
  }
  try {
    for await (const chunk of body) {
      received += chunk.length
      for (let at = 0; at < chunk.length; ) {
        if (!(await next()) || file === undefined) return mismatch(manifest, received)
        const length = Math.min(left, chunk.length - at)
        const { bytesWritten } = await file.write(chunk, at, length)
        at += bytesWritten
        left -= bytesWritten
      }
    }
    return (await next()) ? mismatch(manifest, received) : null
  } finally {
    await file?.close()
  }
}

function mismatch({ totalBytes }: UploadManifest, received: number): Refusal {
  return { status: 400, expected: `${totalBytes} bytes as announced`, got: `${received} bytes` }
}

/** `export/log/0.jsonl`, `export/checkpoint` -> `export`; one file -> that file; files without a folder -> '' */
function commonRoot({ files }: UploadManifest): string {
  const [first] = files
  if (files.length === 1 && first !== undefined && !first.path.includes('/')) return first.path
  const roots = new Set(files.map(({ path }) => path.slice(0, path.indexOf('/') + 1)))
  const [root = ''] = roots
  return roots.size === 1 ? root.replace(/\/$/, '') : ''
}

/** Folders of hosts that were killed before they could tidy up: named by a process that no longer runs. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1] ?? Number.NaN)
    if (Number.isSafeInteger(pid) && pid > 0 && !isRunning(pid))
      rmSync(join(parent, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
