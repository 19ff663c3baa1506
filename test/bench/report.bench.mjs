/**
 * Reports of a million entries, asked through the contract (loopback host): ready from an imported case (mark 5 s, leak
 * check apart), another threshold, other words and another period (redrawn within 300 ms), the leak check, and how long the
 * host let other calls wait meanwhile. Beside it a plain Python pass over the same lines. PLAINVIEW_EXPORT: a log that is
 * there already.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { connected } from './loopback.mjs'

const ROOT = join(import.meta.dirname, '..', '..')
const PROGRAM = process.env.PLAINVIEW_PROGRAM ?? join(ROOT, 'out', 'cli', 'plainview.js')
/** About a million entries: 6.4 a request. */
const REQUESTS = Number(process.env.PLAINVIEW_REQUESTS ?? 160_000)
const READY_MS = 5000
const REDRAWN_MS = 300
const TIMES = 5

const folder = mkdtempSync(join(tmpdir(), 'plainview-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const env = { ...process.env, PLAINVIEW_HOME: join(folder, 'profile') }
const exportPath = process.env.PLAINVIEW_EXPORT ?? join(folder, 'export')
if (process.env.PLAINVIEW_EXPORT === undefined) {
  plainview([
    'sample',
    exportPath,
    '--requests',
    String(REQUESTS),
    '--years',
    '5',
    '--no-tiles',
    '--heads-every',
    '720',
  ])
}
const casePath = join(folder, 'case')
plainview(['import', exportPath, '--case', casePath])
console.log(`reports, ${cpus().length} cores, load before it ${loadavg()[0].toFixed(1)}`)

const missed = []
const server = spawn(process.execPath, [PROGRAM, 'serve', '--case', casePath, '--json'], {
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  await ask(await connected(server))
} finally {
  server.kill()
}
plainPass()
if (missed.length > 0) {
  for (const miss of missed) console.error(`missed: ${miss}`)
  process.exitCode = 1
}

async function ask(call) {
  const [{ caseId }] = (await call('cases.recent', {})).cases
  const [{ evidenceId, entries }] = (await call('evidence.list', { caseId })).evidence
  const where = { caseId, evidenceId }
  await ended(call, await call('requests.derive', where), 50)
  const openedAt = performance.now()
  // From here on the requests are read, as when the report screen is opened.
  const { periods, requests } = await call('reports.start', where)
  const [last, before, , , far] = periods.filter(({ id }) => id.includes('-H')).slice(1)
  console.log(`  ${figure(requests)} requests from ${figure(entries)} entries; ${last.id} has ${figure(last.requests)}`)
  const definition = { title: 'Requests for user data', publisher: 'Bench', period: last.id, threshold: 5 }

  const first = await built(call, where, definition)
  told('report ready from an imported case', [performance.now() - openedAt], READY_MS)
  console.log(`  longest wait of another call meanwhile: ${first.waitMs.toFixed(0)} ms`)
  const threshold = []
  const words = []
  for (let i = 0; i < TIMES; i++) {
    threshold.push((await built(call, where, { ...definition, threshold: 6 + i })).ms)
    words.push((await built(call, where, { ...definition, words: { glance: `Version ${i}.` } })).ms)
  }
  told('redrawn with another threshold', threshold, REDRAWN_MS)
  told('redrawn with other words', words, REDRAWN_MS)
  // Other periods are counted while nobody asks for anything, the nearest first.
  told(
    'redrawn with the period before',
    [(await built(call, where, { ...definition, period: before.id })).ms],
    REDRAWN_MS,
  )
  told(
    'redrawn with one of two years before',
    [(await built(call, where, { ...definition, period: far.id })).ms],
    REDRAWN_MS,
  )

  const beforeMs = performance.now()
  await ended(call, await call('reports.checkLeaks', { caseId, reportId: first.reportId }), 20)
  const { leak } = await call('reports.view', { caseId, reportId: first.reportId })
  console.log(
    `  leak check: ${leak.state} in ${((performance.now() - beforeMs) / 1000).toFixed(1)} s (limit ${leak.limitSeconds} s)`,
  )
}

/** From asking for a report to having all of it. */
async function built(call, where, definition) {
  const before = performance.now()
  const { result, waitMs } = await ended(call, await call('reports.build', { ...where, definition }), 10)
  await call('reports.view', { caseId: where.caseId, reportId: result })
  return { ms: performance.now() - before, reportId: result, waitMs }
}

async function ended(call, { jobId }, everyMs) {
  let waitMs = 0
  for (;;) {
    const before = performance.now()
    const { state, result, error } = await call('jobs.status', { jobId })
    waitMs = Math.max(waitMs, performance.now() - before)
    if (error) throw new Error(JSON.stringify(error))
    if (state === 'done') return { result, waitMs }
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}

function told(what, times, mark) {
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]
  console.log(`  ${what}: ${median.toFixed(0)} ms (mark ${mark})`)
  if (median > mark) missed.push(`${what}: ${median.toFixed(0)} ms, mark ${mark}`)
}

function plainPass() {
  const script = join(import.meta.dirname, 'plain-report.py')
  const before = performance.now()
  const ran = spawnSync('python3', [script, exportPath, '2025-01-01', '2025-07-01'], { encoding: 'utf8' })
  if (ran.status !== 0) return console.log('  plain Python: not there')
  const seconds = (performance.now() - before) / 1000
  console.log(`  plain Python, one table of one half-year, nothing hidden: ${seconds.toFixed(1)} s every time`)
}

function plainview(args) {
  const done = spawnSync(process.execPath, [PROGRAM, ...args], { env, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (done.status !== 0) throw new Error(`${args[0]}: ${done.status}\n${done.stdout}\n${done.stderr}`)
  return done
}

function figure(value) {
  return Math.round(value).toLocaleString('en')
}
