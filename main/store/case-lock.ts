/**
 * One import at a time in a case, across processes: an exclusive lock on a small SQLite file in cache/. The operating system
 * gives it back when a process dies, however it dies, so nothing has to be cleaned up after a kill -9.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { refusal, refusalOf } from '#contract/refusal.ts'
import type { CaseLayout } from './case-layout.ts'
import { connect } from './driver.ts'

/** Milliseconds between two tries, at least. */
const RETRY_MS = 5

/** Answers with the function that lets go again. */
export function lockCase(layout: CaseLayout): Promise<() => Promise<void>> {
  return lockFile(layout, 'import.lock', 'another program is importing into this case; wait until it has ended')
}

/** @param waitMs how long to wait for another process */
export async function lockFile(
  layout: CaseLayout,
  name: string,
  message: string,
  waitMs = 0,
): Promise<() => Promise<void>> {
  await mkdir(layout.cache, { recursive: true })
  const db = await connect(join(layout.cache, name), 'create')
  const deadline = performance.now() + waitMs
  for (;;) {
    try {
      await db.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
      break
    } catch (error) {
      const isHeld = refusalOf(error)?.code === 'conflict'
      if (isHeld && performance.now() < deadline) {
        // Not SQLite's own waiting: that holds a thread of the pool, which the holder of the lock may need to go on.
        await setTimeout(RETRY_MS + Math.random() * RETRY_MS)
        continue
      }
      await db.close()
      if (!isHeld) throw error
      throw refusal({ code: 'conflict', message, expected: 'nobody else', got: `cache/${name} is held` })
    }
  }
  return async () => {
    await db.exec('ROLLBACK').catch(() => undefined)
    await db.close()
  }
}
