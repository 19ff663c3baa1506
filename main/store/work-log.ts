/**
 * The work log on disk: `worklog/entries/000000.jsonl` in the case folder, the shape of an export, so that `verify` reads
 * it. An entry is acknowledged when fdatasync has returned. Bytes after the last line feed are an entry that never was
 * acknowledged: not read, and cut off before the next one is written.
 */
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { refusal } from '#contract/refusal.ts'
import type { Hash } from '#core/capabilities.ts'
import type { WorkEvent } from '#core/work-log/work-event.ts'
import {
  EMPTY_LINK,
  openingLine,
  type ReadLines,
  readWorkLines,
  type WorkEntry,
  type WorkLine,
  type WorkLink,
  workLine,
} from '#core/work-log/work-line.ts'
import type { WorkLog, WorkLogView } from '../app/ports/work-log.ts'
import type { CaseLayout } from './case-layout.ts'
import { lockFile } from './case-lock.ts'
import { fileRefusal } from './file-refusal.ts'

const ORIGIN = 'plainview.local/work-log'
const NAME = 'the work log'
/** An append takes some milliseconds. */
const LOCK_WAIT_MS = 10_000

interface Known {
  readonly entries: readonly WorkEntry[]
  readonly link: WorkLink
  /** Of whole lines. */
  readonly bytes: number
  readonly problem: ReadLines['problem']
}
const NOTHING: Known = { entries: [], link: EMPTY_LINK, bytes: 0, problem: null }

export function createWorkLog(layout: CaseLayout, hash: Hash, readOnly: boolean): WorkLog {
  const folder = join(layout.folder, 'worklog', 'entries')
  const file = join(folder, '000000.jsonl')
  let known = NOTHING
  let last: Promise<unknown> = Promise.resolve()

  /** What was written since, by this process or another. */
  async function refresh(handle: FileHandle): Promise<void> {
    const { size } = await handle.stat()
    if (size < known.bytes) known = NOTHING
    if (size === known.bytes) return
    const { entries, link, bytes, problem } = readWorkLines(await readFrom(handle, known.bytes, size), known.link, hash)
    known = {
      entries: [...known.entries, ...entries],
      link,
      bytes: known.bytes + bytes,
      problem: known.problem ?? problem,
    }
  }

  async function read(): Promise<WorkLogView> {
    const handle = await openIfThere(file)
    if (handle === null) return { entries: [], head: EMPTY_LINK.prev, problem: null }
    try {
      await refresh(handle)
    } finally {
      await handle.close()
    }
    return { entries: known.entries, head: known.link.prev, problem: known.problem }
  }

  async function bytes(): Promise<Uint8Array> {
    const handle = await openIfThere(file)
    if (handle === null) return new Uint8Array(0)
    try {
      return await readFrom(handle, 0, (await handle.stat()).size)
    } finally {
      await handle.close()
    }
  }

  async function append(nowMs: number, events: readonly WorkEvent[]): Promise<readonly number[]> {
    await mkdir(folder, { recursive: true })
    const unlock = await lockFile(
      layout,
      'worklog.lock',
      'another program is writing to the work log of this case; try again',
      LOCK_WAIT_MS,
    )
    try {
      const handle = await open(file, 'a+')
      try {
        await refresh(handle)
        if (known.problem !== null) throw broken(known.problem)
        const { size } = await handle.stat()
        // A line that was cut off by a crash, and never acknowledged.
        if (size > known.bytes) await handle.truncate(known.bytes)
        const isNew = known.link.size === 0
        const lines = linesFor(isNew, nowMs, events)
        await handle.appendFile(Buffer.concat(lines.map(({ stored }) => stored)))
        await handle.datasync()
        if (isNew) await syncFolders(layout, folder)
        await refresh(handle)
        return lines.slice(isNew ? 1 : 0).map(({ entry }) => entry.seq)
      } finally {
        await handle.close()
      }
    } finally {
      await unlock()
    }
  }

  function linesFor(isNew: boolean, nowMs: number, events: readonly WorkEvent[]): readonly WorkLine[] {
    const lines: WorkLine[] = isNew ? [openingLine(ORIGIN, nowMs, hash)] : []
    for (const event of events) lines.push(workLine(ORIGIN, lines.at(-1)?.link ?? known.link, nowMs, event, hash))
    return lines
  }

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work).catch((error: unknown) => {
      throw fileRefusal(error, NAME)
    })
    last = mine.catch(() => undefined)
    return mine
  }
  return {
    read: () => inTurn(read),
    check: () => {
      return inTurn(() => {
        known = NOTHING
        return read()
      })
    },
    bytes: () => inTurn(bytes),
    append: (nowMs, events) => {
      if (readOnly) {
        return Promise.reject(
          refusal({ code: 'conflict', message: 'this case is read-only: nothing can be noted in it' }),
        )
      }
      return inTurn(() => append(nowMs, events))
    },
  }
}

const broken = ({ seq, expected, got }: NonNullable<ReadLines['problem']>) =>
  refusal({
    code: 'conflict',
    message: `the work log of this case was changed by something else at entry ${seq}: nothing more is written to it`,
    place: { file: 'worklog/entries/000000.jsonl', line: seq + 1 },
    expected,
    got,
  })

async function openIfThere(file: string): Promise<FileHandle | null> {
  try {
    return await open(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function readFrom(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from)
  let done = 0
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, from + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}

/** A new name is on the disk only when its folder is: https://man7.org/linux/man-pages/man2/fsync.2.html. */
async function syncFolders(layout: CaseLayout, folder: string): Promise<void> {
  for (const path of [folder, join(layout.folder, 'worklog'), layout.folder]) {
    // Windows opens no folders; there the name is flushed with the file.
    const handle = await open(path, 'r').catch(() => null)
    await handle?.sync().catch(() => undefined)
    await handle?.close()
  }
}
