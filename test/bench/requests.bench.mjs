/**
 * Requests of a million entries, asked through the contract (loopback host): the 95th percentile of the first page of every
 * single filter (mark 300 ms), of full-text search (1 s), of opening a request (200 ms). Before it, how long deriving
 * takes, then scrolling in a browser (no task over 50 ms), and what memory the command line takes for the same. PLAINVIEW_EXPORT: a log that is there already.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { connected } from './loopback.mjs'
import { scrollRequests } from './scroll-requests.mjs'

const ROOT = join(import.meta.dirname, '..', '..')
const PROGRAM = process.env.PLAINVIEW_PROGRAM ?? join(ROOT, 'out', 'cli', 'plainview.js')
/** About a million entries: 6.4 a request. */
const REQUESTS = Number(process.env.PLAINVIEW_REQUESTS ?? 160_000)
const TIMES = 40

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
    '10',
    '--no-tiles',
    '--heads-every',
    '720',
  ])
}
const casePath = join(folder, 'case')
plainview(['import', exportPath, '--case', casePath])
const importedBytes = statSync(join(casePath, 'case.sqlite')).size
console.log(`requests, ${cpus().length} cores, load before it ${loadavg()[0].toFixed(1)}`)

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
await scroll()
if (missed.length > 0) {
  for (const miss of missed) console.error(`missed: ${miss}`)
  process.exitCode = 1
}

async function scroll() {
  const scrolled = await scrollRequests({ casePath, profile: env.PLAINVIEW_HOME })
  if (scrolled === null) return console.log('  scrolling: no browser here, not measured')
  const { rows, longTasks, frames, p95FrameMs } = scrolled
  const longest = Math.max(0, ...longTasks)
  console.log(
    `  scrolling ${figure(rows)} rows in a browser: ${longTasks.length} tasks of 50 ms or more (mark 0)${longest > 0 ? `, the longest ${longest.toFixed(0)} ms` : ''}; ${figure(frames)} frames, 95 % of them within ${p95FrameMs.toFixed(0)} ms`,
  )
  if (longest > 50) missed.push(`scrolling: a task of ${longest.toFixed(0)} ms, mark 50`)
}

async function ask(call) {
  const [{ caseId }] = (await call('cases.recent', {})).cases
  const [{ evidenceId, entries }] = (await call('evidence.list', { caseId })).evidence
  const where = { caseId, evidenceId }

  const before = performance.now()
  const { jobId } = await call('requests.derive', where)
  for (;;) {
    const { state, error } = await call('jobs.status', { jobId })
    if (error) throw new Error(JSON.stringify(error))
    if (state === 'done') break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const seconds = (performance.now() - before) / 1000
  const { derivation } = await call('requests.state', where)
  const bytes = statSync(join(casePath, 'case.sqlite')).size - importedBytes
  console.log(
    `  derived ${figure(derivation.requests)} requests from ${figure(entries)} entries in ${seconds.toFixed(1)} s (${figure(entries / seconds)} entries/s), ${(bytes / 1e6).toFixed(0)} MB of rows and text index`,
  )

  const facets = await call('requests.facets', { ...where, filter: {} })
  const [first] = (await call('requests.list', { ...where, sort: { by: 'received' }, limit: 1 })).rows
  const spread = await call('requests.list', { ...where, limit: 500 })
  const filters = [
    ...[
      'section',
      'origin',
      'authorityType',
      'instrument',
      'outcome',
      'notice',
      'emergency',
      'challenge',
      'severity',
    ].flatMap((name) =>
      // The most and the least frequent value.
      [facets[name][0], facets[name].at(-1)].map((facet) => [`${name} ${facet.value}`, { [name]: [facet.value] }]),
    ),
    ['rule', { rule: ['transition'] }],
    ['overlay', { overlay: ['user_flagged'] }],
    ['requested', { requested: ['location'] }],
    ['disclosed', { disclosed: ['payment'] }],
    ['from', { fromMs: first.receivedAtMs + 2000 * 86_400_000 }],
    ['to', { toMs: first.receivedAtMs + 200 * 86_400_000 }],
    ['none', {}],
  ]
  await measured('first page of a single filter', 300, filters, ([, filter]) =>
    call('requests.list', { ...where, filter, limit: 100 }),
  )
  const sorts = ['origin', 'outcome', 'accounts', 'decision', 'noticeTime', 'findings'].map((by) => [
    by,
    { by, descending: true },
  ])
  await measured('first page of a sort', null, sorts, ([, sort]) =>
    call('requests.list', { ...where, sort, limit: 100 }),
  )
  const searches = [
    'fraud',
    'police',
    'a',
    'court -police',
    '"of the"',
    'reason:fraud authority:police',
    'zzzz',
    first.req,
    '(theft OR fraud) NOT court',
    'de',
  ]
  await measured(
    'full-text search',
    1000,
    searches.map((text) => [text, { text }]),
    ([, filter]) => call('requests.list', { ...where, filter, limit: 100 }),
  )
  const reqs = spread.rows.filter((_, at) => at % 12 === 0).map(({ req }) => [req])
  await measured('opening a request', 200, reqs, ([req]) => call('requests.get', { ...where, req }))
  await measured('facets of a filter', null, filters.slice(0, 8), ([, filter]) =>
    call('requests.facets', { ...where, filter }),
  )
}

/** Each case once to warm up, then all of them in turn; the slowest case is named. */
async function measured(what, mark, cases, run) {
  const byCase = new Map()
  for (const one of cases) await run(one)
  for (let i = 0; i < Math.max(TIMES, cases.length * 3); i++) {
    const one = cases[i % cases.length]
    const before = performance.now()
    await run(one)
    byCase.set(one[0], [...(byCase.get(one[0]) ?? []), performance.now() - before])
  }
  const all = [...byCase.values()].flat().sort((a, b) => a - b)
  const p95 = all[Math.ceil(all.length * 0.95) - 1]
  const [slowest, times] = [...byCase].reduce((a, b) => (median(a[1]) > median(b[1]) ? a : b))
  console.log(
    `  ${what}: 95th percentile ${p95.toFixed(0)} ms${mark === null ? '' : ` (mark ${mark})`}, median ${median(all).toFixed(0)} ms, slowest ${slowest} ${median(times).toFixed(0)} ms`,
  )
  if (mark !== null && p95 > mark) missed.push(`${what}: ${p95.toFixed(0)} ms, mark ${mark}`)
}

function median(times) {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]
}

function plainview(args) {
  const ended = spawnSync(process.execPath, [PROGRAM, ...args], { env, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (ended.status !== 0) throw new Error(`${args[0]}: ${ended.status}\n${ended.stdout}\n${ended.stderr}`)
  return ended
}

function figure(value) {
  return Math.round(value).toLocaleString('en')
}
