/**
 * `node test/bench/anonymity.bench.mjs` after `npm run build`: all metrics of seeded tables, repairs, the audit of hidden
 * counts and their suppression, whole process, beside a plain count of classes by a Python dictionary (and pandas where
 * it is installed). Prints figures and ratios; judges nothing.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = join(import.meta.dirname, '..', '..', 'out', 'cli', 'plainview.js')
const folder = mkdtempSync(join(tmpdir(), 'plainview-bench-'))

/** mulberry32 */
function generator(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

function wide() {
  const next = generator(1)
  const lines = ['a,b,c,d,e,f,g,h,s']
  const sizes = [5, 4, 3, 6, 2, 7, 3, 4]
  for (let i = 0; i < 30_000; i++) {
    lines.push([...sizes.map((size) => Math.floor(next() * size)), 'uvwxyz'[Math.floor(next() * 6)]].join(','))
  }
  return lines.join('\n')
}

function long(classes) {
  const next = generator(2)
  const lines = ['age,zip,sex,s']
  for (let i = 0; i < 1_000_000; i++) {
    const c = Math.floor(next() * classes)
    lines.push(
      `${c % 90},${10_000 + Math.floor(c / 180)},${'MF'[Math.floor(c / 90) % 2]},${['flu', 'cold', 'hiv', 'none', 'asthma'][Math.floor(next() * 5)]}`,
    )
  }
  return lines.join('\n')
}

const PYTHON = `import csv,sys,collections
q=sys.argv[2].split(',')
with open(sys.argv[1]) as f:
  r=csv.reader(f);h=next(r);at=[h.index(x) for x in q];c=collections.Counter(tuple(row[i] for i in at) for row in r)
print(min(c.values()),len(c))`
const PANDAS = `import sys,pandas as pd
d=pd.read_csv(sys.argv[1],dtype=str).groupby(sys.argv[2].split(',')).size()
print(d.min(),len(d))`

/** Tells its peak memory in KiB when it ends: Node's own, read from within. */
const TELL_PEAK =
  "--import=data:text/javascript,process.on('exit',()=>process.stderr.write('peak='+process.resourceUsage().maxRSS))"

/** Wall time in seconds of a whole process, best of `runs`, and of ours the peak memory in MB. */
function measure(command, args, runs = 3) {
  let best = null
  for (let run = 0; run < runs; run++) {
    const env = command === process.execPath ? { ...process.env, NODE_OPTIONS: TELL_PEAK } : process.env
    const started = performance.now()
    const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28, env })
    if (done.status === null || (done.status !== 0 && done.status !== 40)) return null
    const seconds = (performance.now() - started) / 1000
    const peakMb = (Number(/peak=(\d+)/.exec(done.stderr)?.[1] ?? Number.NaN) * 1024) / 1e6
    if (best === null || seconds < best.seconds) best = { seconds, peakMb, out: done.stdout }
  }
  return best
}

const plainview = (args, runs) => measure(process.execPath, [PROGRAM, 'anonymity', ...args], runs)

function say(what, done, more = '') {
  const figures = done ? `${done.seconds.toFixed(2)} s, ${done.peakMb.toFixed(0)} MB` : 'did not run'
  console.log(`  ${what.padEnd(30)} ${figures}${done ? more : ''}`)
}

function metrics() {
  for (const [name, text, quasi] of [
    ['30,000 rows x 8 quasi-identifiers', wide(), 'a,b,c,d,e,f,g,h'],
    ['1,000,000 rows, 5,000 classes', long(5_000), 'age,zip,sex'],
    ['1,000,000 rows, 320,000 classes', long(320_000), 'age,zip,sex'],
  ]) {
    const file = join(folder, 'table.csv')
    writeFileSync(file, text)
    const own = plainview(['measure', file, '--quasi', quasi, '--sensitive', 's:categorical', '--json'])
    console.log(name)
    say('plainview, every metric', own)
    for (const [what, program] of [
      ['python3, k alone (csv, dict)', PYTHON],
      ['pandas, k alone (groupby)', PANDAS],
    ]) {
      // pandas is often with the system's own Python alone.
      const other =
        measure('python3', ['-c', program, file, quasi]) ?? measure('/usr/bin/python3', ['-c', program, file, quasi])
      const told =
        other === null || own === null
          ? 'not installed here'
          : `${other.seconds.toFixed(2)} s, ${(other.seconds / own.seconds).toFixed(1)} times as long`
      console.log(`  ${what.padEnd(30)} ${told}`)
    }
  }
}

function repairs() {
  console.log('30,000 rows x 8 quasi-identifiers, repaired')
  const file = join(folder, 'wide.csv')
  writeFileSync(file, wide())
  for (const [quasi, claim] of [
    ['a,b,c,d,e,f,g,h', 'k=5'],
    ['a,b,c,d,e,f', 'l=4'],
    ['a,b,c,d', 't=0.12'],
  ]) {
    const out = join(folder, `repaired-${claim}.csv`)
    const args = ['repair', file, '--quasi', quasi, '--sensitive', 's:categorical', '--claim', claim, '--out', out]
    const done = plainview([...args, '--json'], 1)
    const { rowsLost, rounds } = done ? JSON.parse(done.out) : {}
    say(`${claim} over ${quasi}`, done, `; ${rowsLost} rows go, in ${rounds} rounds`)
  }
}

/** 120 x 40 counts with totals, about 450 of them 1 to 4: as they are, and with those hidden. */
function countTables() {
  const next = generator(7)
  const counts = Array.from({ length: 120 }, () =>
    Array.from({ length: 40 }, () => (next() < 0.094 ? 1 + Math.floor(next() * 4) : 5 + Math.floor(next() * 300))),
  )
  const sum = (values) => values.reduce((a, b) => a + b, 0)
  const columns = Array.from({ length: 40 }, (_, c) => sum(counts.map((row) => row[c])))
  const text = (show) =>
    [
      ['region \\ type', ...columns.map((_, c) => `t${c}`), 'total'],
      ...counts.map((row, r) => [`r${r}`, ...row.map(show), sum(row)]),
      ['total', ...columns, sum(columns)],
    ]
      .map((row) => row.join(','))
      .join('\n')
  const hidden = sum(counts.map((row) => row.filter((count) => count < 5).length))
  return { whole: text(String), masked: text((count) => (count < 5 ? 'x' : String(count))), hidden }
}

function counts() {
  const { whole, masked, hidden } = countTables()
  console.log(`120 x 40 counts with totals, ${hidden} of them hidden`)
  writeFileSync(join(folder, 'masked.csv'), masked)
  writeFileSync(join(folder, 'whole.csv'), whole)
  const audit = plainview(['audit-table', join(folder, 'masked.csv'), '--json'], 1)
  const open = audit
    ? JSON.parse(audit.out).hidden.filter(({ verdict }) => verdict === 'recovered' || verdict === 'narrowed').length
    : 0
  say('what anyone can work out', audit, `; ${open} recovered or narrowed`)
  const safe = plainview(['audit-table', join(folder, 'whole.csv'), '--suppress', join(folder, 'safe'), '--json'], 1)
  const { secondary, rounds } = safe ? JSON.parse(safe.out) : {}
  say('complementary suppression', safe, `; ${secondary} more hidden, in ${rounds} rounds`)
  if (safe === null) return
  const again = plainview(['audit-table', join(folder, 'safe', 'whole.csv'), '--json'], 1)
  const left = again ? JSON.parse(again.out).hidden.filter(({ verdict }) => verdict === 'recovered').length : '?'
  say('attacked again', again, `; ${left} recovered`)
}

try {
  metrics()
  repairs()
  counts()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
