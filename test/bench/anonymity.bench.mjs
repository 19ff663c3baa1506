/**
 * `node test/bench/anonymity.bench.mjs` after `npm run build`: all metrics of seeded tables, whole process, beside a plain
 * count of classes by a Python dictionary (and pandas where it is installed). Prints figures and ratios; judges nothing.
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

/** Wall time in seconds and peak memory in MB of a whole process, best of three. */
function measure(command, args) {
  let best = null
  for (let run = 0; run < 3; run++) {
    const started = performance.now()
    const done = spawnSync(
      '/usr/bin/env',
      ['-S', 'sh', '-c', `ulimit -v unlimited 2>/dev/null; exec "$@"`, 'sh', command, ...args],
      { encoding: 'utf8', maxBuffer: 2 ** 28 },
    )
    if (done.status === null || (done.status !== 0 && done.status !== 40)) return null
    const seconds = (performance.now() - started) / 1000
    if (best === null || seconds < best.seconds) best = { seconds, out: done.stdout }
  }
  return best
}

try {
  for (const [name, text, quasi] of [
    ['30,000 rows x 8 quasi-identifiers', wide(), 'a,b,c,d,e,f,g,h'],
    ['1,000,000 rows, 5,000 classes', long(5_000), 'age,zip,sex'],
    ['1,000,000 rows, 320,000 classes', long(320_000), 'age,zip,sex'],
  ]) {
    const file = join(folder, 'table.csv')
    writeFileSync(file, text)
    const own = measure(process.execPath, [
      PROGRAM,
      'anonymity',
      'measure',
      file,
      '--quasi',
      quasi,
      '--sensitive',
      's:categorical',
      '--json',
    ])
    console.log(name)
    console.log(`  plainview, every metric      ${own ? `${own.seconds.toFixed(2)} s` : 'did not run'}`)
    for (const [what, program] of [
      ['python3, k alone (csv, dict)', PYTHON],
      ['pandas, k alone (groupby)   ', PANDAS],
    ]) {
      const other = measure('python3', ['-c', program, file, quasi])
      if (other === null || own === null) console.log(`  ${what}  not installed here`)
      else
        console.log(
          `  ${what}  ${other.seconds.toFixed(2)} s, ${(other.seconds / own.seconds).toFixed(1)} times as long`,
        )
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
