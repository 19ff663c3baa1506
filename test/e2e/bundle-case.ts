/**
 * Bundles as an auditor gets them, beside the log that names them: sealed with `plainview bundle seal`, its entries appended
 * to the beginning of a sample log. One is as it should be, one was edited after it was sealed, one was never logged; and
 * one that the log names is not there.
 */
import { spawnSync } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface BundleCase {
  /** An export folder. */
  readonly log: string
  /** A folder of bundles. */
  readonly bundles: string
  /** The auditor's private key: plain and encrypted PEM. */
  readonly key: string
  readonly lockedKey: string
  readonly passphrase: string
  /** Signs the bundles. */
  readonly vkey: string
  /** The request of the bundle that is as it should be. */
  readonly req: string
  /** Disclosures that the log has sealed and that are not among the bundles. */
  readonly absent: number
}

const PROGRAM = 'out/cli/plainview.js'
/** 60 people in classes of 12, but one alone: k=5 does not hold. */
export const TABLE_ROWS = 61
const TABLE = [
  'age,region,category',
  ...Array.from({ length: 60 }, (_, i) => `${20 + 10 * (i % 5)},${'north'},${i % 2 ? 'fraud' : 'threat'}`),
  '90,south,fraud',
  '',
].join('\n')
/** U+202E turns the text around that follows it. */
export const LETTER = 'To the court at Hafnia.\nSee the invoice \u202egnp.exe and the table beside it.\n'

function plainview(args: readonly string[]): string {
  const run = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', timeout: 60_000 })
  if (run.status !== 0) throw new Error(`${args[0]} ${args[1]}: ${run.stderr || run.stdout}`)
  return run.stdout
}

interface Received {
  readonly req: string
  readonly log: string
  readonly categories: readonly string[]
}

/** The first lines of a sample log, whole, up to where four requests were received. */
function beginning(folder: string): { readonly lines: readonly string[]; readonly received: readonly Received[] } {
  const sample = join(folder, 'sample')
  plainview(['sample', sample, '--requests', '40', '--seed', 'bundles'])
  const all = readFileSync(join(sample, 'entries', '000000.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
  const received: Received[] = []
  const lines: string[] = []
  for (const line of all) {
    lines.push(line)
    const { type, req, log, data } = JSON.parse(line)
    if (type === 'request.received') received.push({ req, log, categories: data.dataRequested })
    if (received.length === 4) break
  }
  return { lines, received }
}

export function makeBundleCase(folder: string): BundleCase {
  mkdirSync(folder, { recursive: true })
  const { lines, received } = beginning(folder)
  // The key that the log names as signing bundles when it is opened.
  const signKey = join(folder, 'sample.keys', 'bundle-1.key')
  const vkey = readFileSync(join(folder, 'sample.keys', 'bundle-1.vkey'), 'utf8').trim()
  const auditor = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const authority = generateKeyPairSync('x25519')
  const key = join(folder, 'auditor.pem')
  const lockedKey = join(folder, 'auditor-locked.pem')
  const passphrase = 'a long pass phrase'
  writeFileSync(key, auditor.privateKey.export({ format: 'pem', type: 'pkcs8' }))
  writeFileSync(
    lockedKey,
    auditor.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase }),
  )
  writeFileSync(join(folder, 'auditor.pub.pem'), auditor.publicKey.export({ format: 'pem', type: 'spki' }))
  writeFileSync(join(folder, 'authority.pub.pem'), authority.publicKey.export({ format: 'pem', type: 'spki' }))
  writeFileSync(join(folder, 'people.csv'), TABLE)
  writeFileSync(join(folder, 'letter.txt'), LETTER)

  const bundles = join(folder, 'bundles')
  mkdirSync(bundles)
  const names = ['as-sealed', 'edited', 'not-logged', 'absent']
  const sealed = received.map(({ req, log, categories }, i) => {
    const categoriesOf = categories.slice(0, 1)
    const anonymity = { k: 5, quasi: ['age', 'region'], sensitive: ['category'], l: 2, suppressed: '*' }
    const plan = {
      log,
      req,
      files: [
        { path: 'people.csv', kind: 'table', categories: categoriesOf, anonymity },
        { path: 'letter.txt', kind: 'document', categories: categoriesOf },
      ],
      recipients: [
        { role: 'authority', key: 'authority.pub.pem' },
        { role: 'auditor', key: 'auditor.pub.pem' },
      ],
    }
    const file = join(folder, `plan-${i}.json`)
    writeFileSync(file, JSON.stringify(plan))
    const out = names[i] === 'absent' ? join(folder, 'absent') : join(bundles, names[i] ?? '')
    const printed = plainview([
      'bundle',
      'seal',
      file,
      '--out',
      out,
      '--sign-key',
      signKey,
      '--seed',
      `b${i}`,
      '--json',
    ])
    return JSON.parse(printed).entry
  })
  editBag(join(bundles, 'edited'))

  const log = join(folder, 'log')
  mkdirSync(join(log, 'entries'), { recursive: true })
  const before = lines.filter((line) => JSON.parse(line).type === 'disclosure.sealed').length
  const grown = [...lines]
  for (const [i, entry] of sealed.entries()) {
    if (names[i] === 'not-logged') continue
    const last = grown.at(-1) ?? ''
    const head = JSON.parse(last)
    const prev = createHash('sha256')
      .update(Buffer.concat([Buffer.of(0), Buffer.from(last)]))
      .digest('base64')
    const time = new Date(Date.parse(head.time) + 60_000).toISOString()
    const { data, req, type } = entry
    grown.push(JSON.stringify({ data, log: head.log, prev, req, seq: head.seq + 1, time, type, v: 1 }))
  }
  writeFileSync(join(log, 'entries', '000000.jsonl'), `${grown.join('\n')}\n`)
  return { log, bundles, key, lockedKey, passphrase, vkey, req: received[0]?.req ?? '', absent: before + 1 }
}

/** bag-info.txt says something else, and every manifest agrees with it: only the signature shows it. */
function editBag(bag: string): void {
  appendFileSync(join(bag, 'bag-info.txt'), 'Contact-Name: somebody else\n')
  const manifest = join(bag, 'tagmanifest-sha256.txt')
  const hash = createHash('sha256')
    .update(readFileSync(join(bag, 'bag-info.txt')))
    .digest('hex')
  const lines = readFileSync(manifest, 'utf8').split('\n')
  writeFileSync(
    manifest,
    lines.map((line) => (line.endsWith(' bag-info.txt') ? `${hash}  bag-info.txt` : line)).join('\n'),
  )
}
