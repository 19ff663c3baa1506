/**
 * Import of a million entries into a case: entries a second and peak memory of the whole process, beside what SQLite takes alone for
 * rows like those of the index, one INSERT a row and many. Mark: 100,000 entries a second.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { connected } from './loopback.mjs'
import { timed } from './timed.mjs'

const ROOT = join(import.meta.dirname, '..', '..')
const PROGRAM = process.env.PLAINVIEW_PROGRAM ?? join(ROOT, 'out', 'cli', 'plainview.js')
/** About a million entries: 6.2 a request. */
const REQUESTS = Number(process.env.PLAINVIEW_REQUESTS ?? 161_500)
const MARK = 100_000

const folder = mkdtempSync(join(tmpdir(), 'plainview-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const env = { ...process.env, PLAINVIEW_HOME: join(folder, 'profile') }

const exportPath = join(folder, 'export')
const made = JSON.parse(
  plainview(['sample', exportPath, '--requests', String(REQUESTS), '--no-tiles', '--json']).stdout,
)
warm(exportPath)
const load = loadavg()[0].toFixed(1)

const runs = []
for (let turn = 0; turn < 2; turn++) {
  const at = join(folder, 'case')
  rmSync(at, { recursive: true, force: true })
  const run = await timed(process.execPath, [PROGRAM, 'import', exportPath, '--case', at, '--json'], { env })
  runs.push({
    ...run,
    entries: JSON.parse(run.stdout).evidence.entries,
    caseBytes: statSync(join(at, 'case.sqlite')).size,
  })
}
const best = runs.reduce((a, b) => (a.ms < b.ms ? a : b))
const rate = (best.entries / best.ms) * 1000

const row = await sqliteRows(20_000, 1)
const many = await sqliteRows(200_000, 500)
const raw = hashOnly(exportPath)

console.log(
  `import of ${figure(best.entries)} entries, ${(made.bytes / 1e6).toFixed(0)} MB, ${cpus().length} cores, load before it ${load}`,
)
console.log(
  `  ${figure(rate)} entries/s (mark ${figure(MARK)}); ${(best.ms / 1000).toFixed(2)} s wall, ${best.cpuSeconds.toFixed(1)} s of processor, peak ${best.peakMb} MB, case.sqlite ${(best.caseBytes / 1e6).toFixed(0)} MB`,
)
console.log(
  `  beside SQLite alone, rows of the index without anything else: one INSERT a row ${figure(row)} rows/s (import is ${(rate / row).toFixed(1)} times that), 500 bound rows an INSERT ${figure(many)} rows/s (${(rate / many).toFixed(2)} times)`,
)
console.log(
  `  beside one SHA-256 over the same files: ${raw.toFixed(2)} s (import takes ${(best.ms / 1000 / raw).toFixed(1)} times that)`,
)

await questions(join(folder, 'case'))

if (rate < MARK) {
  console.error(`missed: ${figure(rate)} entries/s, mark ${figure(MARK)}`)
  process.exitCode = 1
}

/** What the screens ask of a case this large, through the loopback host: the 95th percentile of 40 answers. */
async function questions(at) {
  const server = spawn(process.execPath, [PROGRAM, 'serve', '--case', at, '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const call = await connected(server)
    const [{ caseId }] = (await call('cases.recent', {})).cases
    const [{ evidenceId, entries }] = (await call('evidence.list', { caseId })).evidence
    const rows = []
    for (const [what, name, input] of [
      ['whole map, 500 bins', 'verify.map', () => ({ from: 0, to: null, bins: 500 })],
      ['map of a tenth', 'verify.map', (i) => ({ from: i * 1000, to: i * 1000 + Math.floor(entries / 10), bins: 500 })],
      ['one entry with its proof', 'verify.entry', (i) => ({ index: (i * 7_919_333) % entries })],
      ['a page of 500', 'verify.entries', (i) => ({ from: (i * 7_919_333) % entries, limit: 500 })],
    ]) {
      const times = []
      for (let i = 0; i < 40; i++) {
        const before = performance.now()
        await call(name, { caseId, evidenceId, ...input(i) })
        times.push(performance.now() - before)
      }
      rows.push(`${what} ${times.sort((a, b) => a - b)[37].toFixed(0)} ms`)
    }
    console.log(`  asked afterwards, 95th percentile: ${rows.join(', ')}`)
  } finally {
    server.kill()
  }
}

function plainview(args) {
  const ended = spawnSync(process.execPath, [PROGRAM, ...args], { env, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (ended.status !== 0) throw new Error(`${args[0]}: ${ended.status}\n${ended.stdout}\n${ended.stderr}`)
  return ended
}

/** Rows like those of the index, two indexes, WAL; `perInsert` rows bound to one INSERT. */
async function sqliteRows(count, perInsert) {
  const sqlite3 = createRequire(join(ROOT, 'package.json'))('sqlite3')
  const db = new sqlite3.Database(join(folder, `rows-${perInsert}.sqlite`))
  const done = (start) => new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())))
  await done((end) =>
    db.exec(
      `PRAGMA journal_mode = WAL; CREATE TABLE entries (id INTEGER PRIMARY KEY, file INTEGER, byte_offset INTEGER, byte_length INTEGER,
        time_ms INTEGER, type INTEGER, seq INTEGER, req INTEGER) STRICT;
       CREATE INDEX a ON entries (type); CREATE INDEX b ON entries (req); BEGIN`,
      end,
    ),
  )
  const sql = `INSERT INTO entries VALUES ${Array(perInsert).fill('(?,?,?,?,?,?,?,?)').join(',')}`
  const insert = db.prepare(sql)
  const before = performance.now()
  for (let from = 0; from < count; from += perInsert) {
    const binds = []
    for (let i = from; i < from + perInsert; i++)
      binds.push(2 ** 32 + i, i >> 16, i * 443, 443, 1.7e12 + i * 1000, i % 31, i, Math.floor(i / 6))
    await done((end) => insert.run(binds, end))
  }
  await done((end) => db.exec('COMMIT', end))
  const rate = (count / (performance.now() - before)) * 1000
  await done((end) => insert.finalize(() => end(null)))
  await done((end) => db.close(end))
  return rate
}

function warm(path) {
  hashOnly(path)
}

function hashOnly(path) {
  const before = performance.now()
  for (const name of readdirSync(path, { recursive: true })) {
    const file = join(path, name)
    if (existsSync(file) && statSync(file).isFile()) createHash('sha256').update(readFileSync(file)).digest()
  }
  return (performance.now() - before) / 1000
}

function figure(count) {
  return Math.round(count).toLocaleString('en')
}
