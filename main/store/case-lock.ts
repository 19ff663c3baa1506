/**
 * One import at a time in a case, across processes: an exclusive lock on a small SQLite file in cache/. The operating system
 * gives it back when a process dies, however it dies, so nothing has to be cleaned up after a kill -9.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { refusal, refusalOf } from '#contract/refusal.ts'
import type { CaseLayout } from './case-layout.ts'
import { connect } from './driver.ts'

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
  try {
    await db.exec(`PRAGMA busy_timeout = ${waitMs}; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE`)
  } catch (error) {
    await db.close()
    if (refusalOf(error)?.code !== 'conflict') throw error
    throw refusal({ code: 'conflict', message, expected: 'nobody else', got: `cache/${name} is held` })
  }
  return async () => {
    await db.exec('ROLLBACK').catch(() => undefined)
    await db.close()
  }
}
