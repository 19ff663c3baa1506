/**
 * Bundles: opening one payload of 100 MiB (both readings: hash and form, then tag, key and text commitments), whole process,
 * beside jose opening the same JWE and `openssl enc -d -aes-256-ctr` of the bare ciphertext, as ratios; peak memory also
 * with a payload of 256 MiB, the largest there may be (mark: 300 MB); and 1,000 bundles beside their log (mark: a minute).
 *
 * PLAINVIEW_BENCH_BUNDLES: another number of bundles, at least.
 */
import { spawn } from 'node:child_process'
import { createCipheriv, randomBytes, randomFillSync } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const ROOT = join(import.meta.dirname, '..', '..')
const PROGRAM = process.env.PLAINVIEW_PROGRAM ?? join(ROOT, 'out', 'cli', 'plainview.js')
const MIB = 2 ** 20
const BUNDLES = Number(process.env.PLAINVIEW_BENCH_BUNDLES ?? 1000)
const MARK_MB = 300
const MARK_SECONDS = 60
const TURNS = 3

const folder = mkdtempSync(join(tmpdir(), 'plainview-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const at = (name) => join(folder, name)
const missed = []
say(`bundles, ${cpus().length} cores, load before it ${loadavg()[0].toFixed(1)}`)

// A sample gives the keys, and the many bundles: 1.4 requests to a bundle, about.
const sample = at('sample')
await run(process.execPath, [PROGRAM, 'sample', sample, '--bundles', '--requests', String(Math.ceil(BUNDLES * 1.6))])
const key = `${sample}.keys/auditor.jwk`
const [{ vkey }] = JSON.parse(readFileSync(`${sample}.keys/bundle-keys.json`, 'utf8'))

await opening(100, true)
await opening(256, false)
await many()
for (const miss of missed) say(`missed: ${miss}`)
process.exitCode = missed.length > 0 ? 1 : 0

async function opening(mebibytes, beside) {
  const name = `payload-${mebibytes}`
  writeRandom(at(name), mebibytes * MIB)
  const plan = {
    log: 'bench.example/log',
    req: 'req_of_the_bench',
    files: [{ path: name, kind: 'records', categories: ['traffic_metadata'] }],
    recipients: [{ role: 'auditor', key: `${sample}.keys/auditor.jwk` }],
  }
  writeFileSync(at('plan.json'), JSON.stringify(plan))
  const bag = at(`bag-${mebibytes}`)
  const sealing = ['bundle', 'seal', at('plan.json'), '--out', bag, '--sign-key', `${sample}.keys/bundle-1.key`]
  const sealed = await run(process.execPath, [PROGRAM, ...sealing])
  const opened = await best(process.execPath, [
    PROGRAM,
    'bundle',
    'verify',
    bag,
    '--vkey',
    vkey,
    '--key',
    key,
    '--json',
  ])
  const [verdict] = JSON.parse(opened.stdout).bundles
  if (verdict.commitments.answer !== 'holds') throw new Error(JSON.stringify(verdict))
  say(
    `  a payload of ${mebibytes} MiB: verified and opened in ${seconds(opened)}, ${mibPerSecond(mebibytes, opened)}, peak ${opened.peakMb} MB (mark ${MARK_MB}); sealed in ${seconds(sealed)}, peak ${sealed.peakMb} MB`,
  )
  for (const [what, { peakMb }] of [
    ['opening', opened],
    ['sealing', sealed],
  ])
    if (peakMb > MARK_MB) missed.push(`${what} ${mebibytes} MiB takes ${peakMb} MB`)
  if (!beside) return
  const jwe = join(bag, 'data', '0002.jwe')
  writeFileSync(at('jose.mjs'), joseScript(jwe))
  compared('jose (generalDecrypt, all of it in memory)', await best(process.execPath, [at('jose.mjs')]), opened)
  const keyHex = randomBytes(32).toString('hex')
  const iv = randomBytes(16).toString('hex')
  const ctr = createCipheriv('aes-256-ctr', Buffer.from(keyHex, 'hex'), Buffer.from(iv, 'hex'))
  writeFileSync(at('bare'), ctr.update(readFileSync(at(name))))
  const openssl = ['enc', '-d', '-aes-256-ctr', '-K', keyHex, '-iv', iv, '-in', at('bare'), '-out', '/dev/null']
  const bare = await best('openssl', openssl)
  if (bare === null) return say('    no openssl here to compare with')
  compared('openssl enc -d -aes-256-ctr (bare ciphertext: no base64, tag or hash)', bare, opened)
  const hashed = await best('openssl', ['dgst', '-sha256', jwe])
  if (hashed !== null) compared('openssl dgst -sha256 of the payload file', hashed, opened)
}

async function many() {
  const count = readdirSync(`${sample}.bundles`).length
  const args = [
    'bundle',
    'verify',
    `${sample}.bundles`,
    '--log',
    sample,
    '--keys',
    `${sample}.keys/bundle-keys.json`,
    '--json',
  ]
  for (const [how, more] of [
    ['without a private key', []],
    ["with the auditor's key", ['--key', key]],
  ]) {
    const verified = await best(process.execPath, [PROGRAM, ...args, ...more])
    const { bundles } = JSON.parse(verified.stdout)
    const logged = bundles.filter(({ logged }) => logged.answer === 'holds').length
    if (logged !== count) throw new Error(`${logged} of ${count} reconciled`)
    say(
      `  ${count.toLocaleString('en')} different bundles beside their log, ${how}: ${seconds(verified)} (mark ${MARK_SECONDS} s for 1,000), peak ${verified.peakMb} MB`,
    )
    const perThousand = (verified.ms / count) * 1000
    if (perThousand > MARK_SECONDS * 1000) missed.push(`${(perThousand / 1000).toFixed(0)} s for 1,000 bundles`)
  }
}

function joseScript(jwe) {
  const jose = pathToFileURL(join(ROOT, 'node_modules', 'jose', 'dist', 'webapi', 'index.js')).href
  return `import { readFileSync } from 'node:fs'
import { generalDecrypt, importJWK } from ${JSON.stringify(jose)}
const key = await importJWK(JSON.parse(readFileSync(${JSON.stringify(key)}, 'utf8')), 'ECDH-ES+A256KW')
const { plaintext } = await generalDecrypt(JSON.parse(readFileSync(${JSON.stringify(jwe)}, 'utf8')), key)
console.log(plaintext.length)
`
}

/** Bytes that do not compress, 16 MiB at a time. */
function writeRandom(file, bytes) {
  const handle = openSync(file, 'w')
  const part = Buffer.alloc(16 * MIB)
  for (let left = bytes; left > 0; left -= part.length)
    writeSync(handle, randomFillSync(part), 0, Math.min(left, part.length))
  closeSync(handle)
}

function compared(what, other, own) {
  say(
    `    ${what}: ${seconds(other)}, peak ${other.peakMb} MB; ours takes ${(own.ms / other.ms).toFixed(1)} times as long, ${(own.peakMb / other.peakMb).toFixed(1)} times the memory`,
  )
}

async function best(command, args) {
  let fastest = null
  for (let turn = 0; turn < TURNS; turn++) {
    const done = await run(command, args)
    if (done === null) return null
    if (fastest === null || done.ms < fastest.ms) fastest = done
  }
  return fastest
}

/** Wall time of the whole process and the most memory it held, as /proc has it; null where the program is not there. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let stdout = ''
    let peakMb = 0
    const look = setInterval(() => {
      try {
        const [, kb] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
        peakMb = Math.max(peakMb, Math.round(Number(kb ?? 0) / 1024))
      } catch {
        // Ended, or no /proc here.
      }
    }, 20)
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.on('error', (error) => {
      clearInterval(look)
      if (error.code === 'ENOENT') resolve(null)
      else reject(error)
    })
    child.on('close', (code) => {
      clearInterval(look)
      if (code !== 0) reject(new Error(`${command} ${args[1]}: exit ${code}\n${stdout.slice(0, 2000)}`))
      else resolve({ ms: performance.now() - started, peakMb, stdout })
    })
  })
}

function mibPerSecond(mebibytes, { ms }) {
  return `${((mebibytes / ms) * 1000).toFixed(0)} MiB/s`
}

function seconds({ ms }) {
  return `${(ms / 1000).toFixed(2)} s`
}

function say(text) {
  console.log(text)
}
