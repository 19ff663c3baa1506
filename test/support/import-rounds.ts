/**
 * Imports that are killed or cancelled at random moments, through the built program: what `npm test` runs a few of and
 * `npm run soak` two hundred.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { caseDigest } from '../../main/store/case-digest.ts'
import { connect } from '../../main/store/driver.ts'
import { applyMigrations } from '../../main/store/migrate.ts'
import { MIGRATIONS } from '../../main/store/migrations/all.ts'

/** PLAINVIEW_PROGRAM: another build of the command line than the one in out/. */
const PROGRAM = process.env.PLAINVIEW_PROGRAM ?? join('out', 'cli', 'plainview.js')

export interface Rounds {
  readonly folder: string
  readonly exportPath: string
  /** Digest of the case after an import that nothing disturbed, and how long that took. */
  readonly undisturbed: { readonly digest: string; readonly ms: number }
  readonly emptyDigest: string
}

/** Random numbers from a seed (mulberry32), so that a round can be named; the moment it hits is the machine's all the same. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export async function prepareRounds(folder: string, requests: number): Promise<Rounds> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: npm run build`)
  const exportPath = join(folder, 'export')
  const sample = [
    'sample',
    exportPath,
    '--requests',
    String(requests),
    '--heads-every',
    '720',
    '--segment',
    '4096',
    '--json',
  ]
  run(folder, sample, 0)
  const reference = join(folder, 'reference')
  run(folder, ['import', exportPath, '--case', reference, '--json'], 0) // once for the caches
  rmSync(reference, { recursive: true })
  const before = performance.now()
  run(folder, ['import', exportPath, '--case', reference, '--json'], 0)
  const ms = performance.now() - before
  return {
    folder,
    exportPath,
    undisturbed: { digest: await digestOf(reference), ms },
    emptyDigest: await emptyDigest(),
  }
}

function environment(folder: string) {
  return { ...process.env, PLAINVIEW_HOME: join(folder, 'profile'), NO_COLOR: '1' }
}

function run(folder: string, args: readonly string[], status: number): string {
  const ended = spawnSync(process.execPath, [PROGRAM, ...args], { env: environment(folder), encoding: 'utf8' })
  if (ended.status !== status) throw new Error(`${args.join(' ')}: ${ended.status}\n${ended.stdout}\n${ended.stderr}`)
  return ended.stdout
}

async function digestOf(at: string): Promise<string> {
  const db = await connect(join(at, 'case.sqlite'), 'write')
  try {
    const [check] = await db.all<{ integrity_check: string }>('PRAGMA integrity_check')
    if (check?.integrity_check !== 'ok') throw new Error(`${at}: ${check?.integrity_check}`)
    return await caseDigest(db)
  } finally {
    await db.close()
  }
}

async function emptyDigest(): Promise<string> {
  const db = await connect(':memory:', 'create')
  await applyMigrations(db, 0, MIGRATIONS)
  return caseDigest(db).finally(() => db.close())
}

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Starts an import and sends it `signal` after `afterMs`, if it is still there. */
function importAndSignal(rounds: Rounds, at: string, signal: NodeJS.Signals, afterMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    const child: ChildProcess = spawn(
      process.execPath,
      [PROGRAM, 'import', rounds.exportPath, '--case', at, '--json'],
      {
        env: environment(rounds.folder),
        stdio: 'ignore',
      },
    )
    const timer = setTimeout(() => child.kill(signal), afterMs)
    child.once('exit', (code, got) => {
      clearTimeout(timer)
      resolve({ code, signal: got })
    })
  })
}

/** Files of the case that are no part of the database, and whether each of evidence/ is known to it. */
async function strangers(at: string): Promise<readonly string[]> {
  const db = await connect(join(at, 'case.sqlite'), 'read')
  const known = new Set((await db.all<{ sha256: string }>('SELECT sha256 FROM objects')).map(({ sha256 }) => sha256))
  await db.close()
  const evidence = join(at, 'evidence')
  return readdirSync(evidence, { recursive: true, encoding: 'utf8' }).filter((path) => {
    return statSync(join(evidence, path)).isFile() && !known.has(relative(path.slice(0, 2), path))
  })
}

export interface RoundResult {
  readonly kills: number
  /** What the case is after the last import. */
  readonly digest: string
  readonly strangers: readonly string[]
}

/** Kills an import at random moments, one to three times over, then lets it go on to its end. */
export async function killedAndResumed(rounds: Rounds, name: string, random: () => number): Promise<RoundResult> {
  const at = join(rounds.folder, name)
  let kills = 0
  const wanted = 1 + Math.floor(random() * 3)
  for (let turn = 0; turn < wanted; turn++) {
    const ended = await importAndSignal(rounds, at, 'SIGKILL', random() * rounds.undisturbed.ms * 1.05)
    if (ended.signal !== 'SIGKILL') break
    kills++
  }
  run(rounds.folder, ['import', rounds.exportPath, '--case', at, '--json'], 0)
  const result = { kills, digest: await digestOf(at), strangers: await strangers(at) }
  rmSync(at, { recursive: true })
  return result
}

export interface CancelResult extends RoundResult {
  /** Whether the cancel came while there was something to cancel. */
  readonly cancelled: boolean
  /** What the case was after it. */
  readonly afterCancel: string | null
  readonly strangersAfterCancel: readonly string[]
}

/** Cancels an import at a random moment with Ctrl-C, looks at what is left, then imports again. */
export async function cancelledAndAgain(rounds: Rounds, name: string, random: () => number): Promise<CancelResult> {
  const at = join(rounds.folder, name)
  const ended = await importAndSignal(rounds, at, 'SIGINT', random() * rounds.undisturbed.ms * 1.05)
  const isCase = existsSync(join(at, 'case.sqlite'))
  const cancelled = ended.code === 130 && isCase
  const afterCancel = cancelled ? await digestOf(at) : null
  const strangersAfterCancel = cancelled ? await strangers(at) : []
  run(rounds.folder, ['import', rounds.exportPath, '--case', at, '--json'], 0)
  const result = { kills: 0, digest: await digestOf(at), strangers: await strangers(at) }
  rmSync(at, { recursive: true })
  return { ...result, cancelled, afterCancel, strangersAfterCancel }
}
