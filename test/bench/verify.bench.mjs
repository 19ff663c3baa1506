/**
 * Verifying a million and five million entries, every check on: entries a second and peak memory of the whole process,
 * beside hashing alone, a plain Python script and sha256sum. Marks: 400,000 entries a second on two cores that nobody
 * else uses, 300 MB, and no more of it for five million than for one.
 *
 * PLAINVIEW_BENCH_ENTRIES: other sizes, with commas.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeLog } from './make-log.mjs'
import { timed } from './timed.mjs'

const ROOT = join(import.meta.dirname, '..', '..')
const PROGRAM = process.env.PLAINVIEW_PROGRAM ?? join(ROOT, 'out', 'cli', 'plainview.js')
const SIZES = (process.env.PLAINVIEW_BENCH_ENTRIES ?? '1000000,5000000').split(',').map(Number)
const MARK_RATE = 400_000
const MARK_MB = 300
const TURNS = 3
/** What `verify` says of a log without witnesses. */
const NO_QUORUM = 10

const folder = mkdtempSync(join(tmpdir(), 'plainview-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const missed = []
const peaks = []

for (const entries of SIZES) {
  const log = join(folder, String(entries))
  const { vkey, bytes } = makeLog(log, entries)
  const load = loadavg()[0]
  const args = ['verify', log, '--vkey', vkey, '--json']
  const runs = []
  for (let turn = 0; turn < TURNS; turn++)
    runs.push(await timed(process.execPath, [PROGRAM, ...args], { exit: NO_QUORUM }))
  const document = JSON.parse(runs[0].stdout)
  if (document.exit !== 10 || document.input.entries !== entries || document.lints.length > 0) {
    throw new Error(`not verified: ${document.headline}`)
  }
  const best = runs.reduce((a, b) => (a.ms < b.ms ? a : b))
  const rate = (entries / best.ms) * 1000
  const peakMb = Math.max(...runs.map((run) => run.peakMb))
  peaks.push(peakMb)
  say(
    `verify of ${figure(entries)} entries of ${Math.round(bytes / entries)} bytes, ${cpus().length} cores, load before it ${load.toFixed(1)}`,
  )
  say(
    `  ${figure(rate)} entries/s (mark ${figure(MARK_RATE)}), best of ${TURNS}: ${runs.map(({ ms }) => (ms / 1000).toFixed(2)).join(', ')} s`,
  )
  say(
    `  ${best.cpuSeconds.toFixed(2)} s of processor, so ${figure((2 * entries) / best.cpuSeconds)} entries/s on two cores of one's own; peak ${peakMb} MB (mark ${MARK_MB})`,
  )
  const hashing = Math.min(...Array.from({ length: TURNS }, () => hashOnly(log)))
  beside('hashing alone, two threads', hashing, best.ms)
  const python = plain('python3', [join(import.meta.dirname, 'plain-verify.py'), log])
  if (python === null) say('  no python3 here to compare with')
  else beside('a plain Python script (json, hashlib)', python, best.ms)
  const sums = plain(
    'sha256sum',
    readdirSync(join(log, 'entries')).map((name) => join(log, 'entries', name)),
  )
  if (sums !== null) beside('sha256sum of the files', sums, best.ms)
  // Others may be using the cores: what the processor did counts then.
  const fair = load > 0.5 ? (2 * entries) / best.cpuSeconds : rate
  if (Math.max(rate, fair) < MARK_RATE) missed.push(`${figure(rate)} entries/s of ${figure(MARK_RATE)}`)
  if (peakMb > MARK_MB) missed.push(`${peakMb} MB of ${MARK_MB}`)
  rmSync(log, { recursive: true })
}
if (peaks.length > 1) {
  const growth = Math.max(...peaks) / peaks[0]
  const more = ((Math.max(...peaks) - peaks[0]) * 2 ** 20) / (SIZES.at(-1) - SIZES[0])
  say(
    `memory from ${figure(SIZES[0])} to ${figure(SIZES.at(-1))} entries: ${peaks.join(' -> ')} MB, ${more.toFixed(1)} bytes for each entry more (a hash that is kept would be 32)`,
  )
  if (growth > 1.25) missed.push(`memory grows to ${growth.toFixed(2)} times`)
}
if (missed.length > 0) {
  console.error(`missed: ${missed.join('; ')}`)
  process.exitCode = 1
}

function beside(what, ms, oursMs) {
  const ratio = ms / oursMs
  const words =
    ratio >= 1 ? `verify is ${ratio.toFixed(1)} times as fast` : `verify takes ${(1 / ratio).toFixed(1)} times that`
  say(`  beside ${what}: ${(ms / 1000).toFixed(2)} s (${words})`)
}

function hashOnly(log) {
  const ended = spawnSync(process.execPath, [join(import.meta.dirname, 'hash-only.mjs'), log], { encoding: 'utf8' })
  if (ended.status !== 0) throw new Error(ended.stderr)
  return JSON.parse(ended.stdout).ms
}

/** Wall time of a command; null where it is not there. */
function plain(command, args) {
  const before = performance.now()
  const ended = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (ended.error) return null
  if (ended.status !== 0) throw new Error(`${command}: ${ended.stderr}`)
  return performance.now() - before
}

function figure(count) {
  return Math.round(count).toLocaleString('en-US')
}

function say(line) {
  console.log(line)
}
