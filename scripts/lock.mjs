/** One of us at a time: a folder as a lock, left behind by a killed process and taken over by the next. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Runs `work` while holding the lock `path`. Waits at most `timeoutMs` for whoever holds it. */
export async function withLock(path, timeoutMs, work) {
  mkdirSync(dirname(path), { recursive: true })
  const deadline = Date.now() + timeoutMs
  while (!take(path)) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s for ${path}; delete it if nothing runs`)
    await sleep(200)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { recursive: true, force: true })
  }
}

function take(path) {
  try {
    mkdirSync(path)
    writeFileSync(join(path, 'pid'), String(process.pid))
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!isHeld(path)) rmSync(path, { recursive: true, force: true })
    return false
  }
}

function isHeld(path) {
  let pid
  try {
    pid = Number(readFileSync(join(path, 'pid'), 'utf8'))
  } catch {
    return true // just being taken, or just being given back
  }
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
