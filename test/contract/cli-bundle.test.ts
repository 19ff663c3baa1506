/** `plainview bundle`: exit codes, shapes, and what is printed, of the program as it is shipped. */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeZip } from '../../main/io/zip-write.ts'
import {
  AUDITOR,
  AUTHORITY,
  type Bent,
  BUNDLE,
  LOG,
  logOf,
  type MadeBundle,
  makeBundle,
  OPERATOR,
  type Party,
  REQ,
  SIGNER,
  TABLE,
  writeBundle,
} from '../support/bundle.ts'
import { builtCli } from './run-cli.ts'

const cli = builtCli()
const root = mkdtempSync(join(tmpdir(), 'plainview-cli-bundle-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const at = (...names: string[]) => join(root, ...names)
const PASSPHRASE = 'correct horse battery staple'
const CHECKS = ['bag', 'signature', 'recipients', 'profile', 'logged', 'commitments', 'anonymity']

const pemOf = ({ privateKey }: Party) => privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
const zipOf = async (name: string, files: ReadonlyMap<string, Buffer>, under = '') => {
  const members = [...files].map(([path, content]) => ({ path: `${under}${path}`, content }))
  expect(await writeZip(at(name), members, { compress: true })).toMatchObject({ ok: true })
}
let made: MadeBundle
beforeAll(async () => {
  made = await makeBundle()
  writeBundle(at('bag'), made.files)
  writeFileSync(at('log.jsonl'), logOf(made))
  writeFileSync(at('auditor.pem'), pemOf(AUDITOR))
  writeFileSync(at('auditor.jwk'), JSON.stringify(AUDITOR.privateKey.export({ format: 'jwk' })))
  writeFileSync(at('authority.jwks'), JSON.stringify({ keys: [AUTHORITY.privateKey.export({ format: 'jwk' })] }))
  writeFileSync(
    at('operator.pem'),
    OPERATOR.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: PASSPHRASE }),
  )
  writeFileSync(at('passphrase.txt'), `${PASSPHRASE}\n`)
  writeFileSync(at('windows.json'), JSON.stringify([{ vkey: SIGNER.vkey, fromSize: 0, toSize: 3 }]))
  await zipOf('bag.zip', made.files)
  await zipOf('nested.zip', made.files, 'a folder/')
})

const verify = async (path: string, ...args: readonly string[]) => {
  const { exit, stdout, stderr } = await cli(['bundle', 'verify', at(path), ...args, '--json'])
  return { exit, stderr, document: JSON.parse(stdout) as Bent }
}
const answers = (bundle: Bent) => CHECKS.map((check) => bundle[check].answer)
const ALL = CHECKS.map(() => 'holds')
const TRUST = ['--vkey', SIGNER.vkey]

describe('bundle verify', () => {
  test('a bundle that holds in every check: exit 0, and a document of just this shape', async () => {
    const { exit, stderr, document } = await verify(
      'bag',
      ...TRUST,
      '--log',
      at('log.jsonl'),
      '--key',
      at('auditor.pem'),
    )
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(Object.keys(document)).toEqual(['tool', 'bundles'])
    expect(document.tool).toMatchObject({ name: 'plainview' })
    const [bundle] = document.bundles
    expect(Object.keys(bundle)).toEqual(['path', 'bundle', 'req', ...CHECKS])
    expect(bundle).toMatchObject({ path: '.', bundle: BUNDLE, req: REQ })
    expect(answers(bundle)).toEqual(ALL)
    for (const check of CHECKS) {
      expect(Object.keys(bundle[check]).filter((name) => name !== 'why')).toEqual(['answer', 'failures'])
      expect(bundle[check].failures).toEqual([])
    }
  })

  test.each([
    ['a folder', 'bag', ['.']],
    ['a .zip', 'bag.zip', ['.']],
    ['a .zip of a folder', 'nested.zip', ['a folder']],
  ])('%s gives the same answers', async (_, path, paths) => {
    const { exit, document } = await verify(path, ...TRUST, '--log', at('log.jsonl'), '--key', at('auditor.pem'))
    expect(exit).toBe(0)
    expect(document.bundles.map((bundle: Bent) => bundle.path)).toEqual(paths)
    expect(answers(document.bundles[0])).toEqual(ALL)
  })

  test('a folder of many, folders and archives, each with its own verdict; what lies beside them is left alone', async () => {
    mkdirSync(at('many'))
    cpSync(at('bag'), at('many', 'first'), { recursive: true })
    cpSync(at('bag'), at('many', 'second'), { recursive: true })
    cpSync(at('bag.zip'), at('many', 'third.zip'))
    writeFileSync(at('many', 'fourth.zip'), 'this is no archive')
    writeFileSync(at('many', 'first.tlog-proof'), 'a proof')
    writeFileSync(at('many', 'second', 'bag-info.txt'), 'Bagging-Date: 2026-03-02\n')
    const { exit, document } = await verify('many', ...TRUST)
    expect(exit).toBe(40)
    expect(document.bundles.map(({ path, bag }: Bent) => [path, bag.answer])).toEqual([
      ['first', 'holds'],
      ['fourth.zip', 'fails'],
      ['second', 'fails'],
      ['third.zip', 'holds'],
    ])
    const [, fourth, second] = document.bundles
    expect(fourth.bag.failures).toMatchObject([{ rule: 'archive' }])
    expect(second.bag.failures).toMatchObject([{ file: 'bag-info.txt', rule: 'manifest_hash' }])
  })

  test.each([
    ['a JWK', ['auditor.jwk']],
    ['PKCS#8 PEM', ['auditor.pem']],
    ['a set of one JWK', ['authority.jwks']],
    ['an encrypted PEM with its passphrase', ['operator.pem', '--passphrase-file', 'passphrase.txt']],
    ['two keys, each of another recipient', ['auditor.jwk', '--key', 'authority.jwks']],
  ])('--key takes %s', async (_, given) => {
    const args = ['--key', ...given].map((arg) => (arg.startsWith('--') ? arg : at(arg)))
    const { exit, document } = await verify('bag', ...TRUST, ...args)
    expect({ exit, commitments: document.bundles[0].commitments.answer }).toEqual({ exit: 0, commitments: 'holds' })
  })

  test('without a key nothing is opened, and it says so; without a log nothing is reconciled', async () => {
    const { exit, document } = await verify('bag', ...TRUST)
    expect(exit).toBe(0)
    expect(answers(document.bundles[0])).toEqual([
      'holds',
      'holds',
      'holds',
      'holds',
      'not_examined',
      'not_examined',
      'not_examined',
    ])
    expect(document.bundles[0].logged.why).toBe('no log was given')
    expect(document.bundles[0].commitments.why).toBe('no key was given')
  })

  test('no trusted key: exit 20, with who signed', async () => {
    const { exit, document } = await verify('bag')
    expect(exit).toBe(20)
    expect(document.bundles[0].signature).toMatchObject({
      answer: 'not_examined',
      why: expect.stringContaining(SIGNER.keyId),
    })
  })

  test('--keys: a key that is trusted for some sizes of the log', async () => {
    const log = ['--log', at('log.jsonl')]
    expect((await verify('bag', '--keys', at('windows.json'), ...log)).exit).toBe(0)
    writeFileSync(at('closed.json'), JSON.stringify([{ vkey: SIGNER.vkey, fromSize: 0, toSize: 2 }]))
    const { exit, document } = await verify('bag', '--keys', at('closed.json'), ...log)
    expect({ exit, failures: document.bundles[0].logged.failures }).toMatchObject({
      exit: 40,
      failures: [{ rule: 'logged_key', file: 'log entry 2' }],
    })
  })

  test('a log that does not name it: exit 40', async () => {
    writeFileSync(
      at('other.jsonl'),
      logOf(made, (entry) => {
        entry.data.bundle.id = 'bdl_other_entirely'
      }),
    )
    const { exit, document } = await verify('bag', ...TRUST, '--log', at('other.jsonl'))
    expect(exit).toBe(40)
    expect(document.bundles[0].logged.failures).toContainEqual(
      expect.objectContaining({ rule: 'logged_once', expected: expect.stringContaining(BUNDLE) }),
    )
  })

  test.each([
    ['nothing there', ['nowhere'], 'nowhere'],
    ['a folder without a bundle', ['empty'], 'empty'],
    ['a file that is no archive', ['auditor.pem'], 'auditor.pem'],
    ['a key that is none', ['bag', '--vkey', 'not a key'], '--vkey'],
    ['a private key that is none', ['bag', '--key', 'passphrase.txt'], 'passphrase.txt'],
    ['an encrypted key without its passphrase', ['bag', '--key', 'operator.pem'], 'operator.pem'],
    ['a log that is none', ['bag', '--log', 'auditor.pem'], 'auditor.pem'],
    ['keys without a window', ['bag', '--keys', 'auditor.jwk'], 'auditor.jwk'],
  ])('%s: exit 2, and the place is named', async (_, [path = '', ...args], named) => {
    mkdirSync(at('empty'), { recursive: true })
    const { exit, stderr, document } = await verify(path, ...args.map((arg) => (existsSync(at(arg)) ? at(arg) : arg)))
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: '' })
    expect(JSON.stringify(document.error.place)).toContain(named)
  })

  test('a wrong passphrase is refused without repeating it or any of the key', async () => {
    writeFileSync(at('wrong.txt'), 'tr0ub4dor&3')
    const args = ['--key', at('operator.pem'), '--passphrase-file', at('wrong.txt')]
    const { exit, document } = await verify('bag', ...args)
    expect(exit).toBe(2)
    expect(JSON.stringify(document)).not.toContain('tr0ub4dor')
    expect(document.error.expected).toContain('passphrase')
  })

  test('for people: every check in words, and disclosures of the log that are not here', async () => {
    const other = logOf(made, () => undefined, [
      {
        type: 'disclosure.sealed',
        req: REQ,
        data: { bundle: { id: 'bdl_elsewhere', note: '', payloads: 1, bytes: 1 } },
      },
    ])
    writeFileSync(at('two.jsonl'), other)
    const { exit, stdout, stderr } = await cli(['bundle', 'verify', at('bag'), ...TRUST, '--log', at('two.jsonl')])
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    for (const check of CHECKS) expect(stdout).toMatch(new RegExp(`^ {2}${check} +(holds|not examined)`, 'm'))
    expect(stdout).toContain('1 sealed in the log and not here: bdl_elsewhere (entry 3)')
  })

  test('nothing is written, anywhere near', async () => {
    const before = readdirSync(root, { recursive: true }).sort()
    await verify('bag.zip', ...TRUST, '--key', at('auditor.pem'))
    expect(readdirSync(root, { recursive: true }).sort()).toEqual(before)
  })
})

describe('bundle seal', () => {
  const plan = (over: Bent = {}) => ({
    log: LOG,
    req: REQ,
    files: [
      {
        path: 'table.csv',
        kind: 'table',
        mediaType: 'text/csv',
        categories: ['subscriber'],
        anonymity: { k: 5, quasi: ['age', 'region'], sensitive: ['category'], l: 2 },
      },
      { path: 'letter.txt', kind: 'document', categories: [] },
    ],
    recipients: [
      { role: 'authority', key: 'authority.pub.jwk' },
      { role: 'auditor', key: 'auditor.pub.pem' },
    ],
    accountsDisclosed: 18,
    ...over,
  })
  const seal = async (name: string, over: Bent = {}, ...args: string[]) => {
    writeFileSync(at('table.csv'), TABLE)
    writeFileSync(at('letter.txt'), 'Dear authority,\n')
    writeFileSync(at('authority.pub.jwk'), JSON.stringify(AUTHORITY.publicJwk))
    writeFileSync(at('auditor.pub.pem'), pemOf(AUDITOR))
    writeFileSync(at('signer.key'), `${SIGNER.privateKey}\n`)
    writeFileSync(at(`${name}.plan.json`), JSON.stringify(plan(over)))
    const options = ['--out', at(name), '--sign-key', at('signer.key'), ...args, '--json']
    const { exit, stdout, stderr } = await cli(['bundle', 'seal', at(`${name}.plan.json`), ...options])
    return { exit, stderr, document: JSON.parse(stdout) as Bent }
  }

  test('the entry it prints, appended to a log, reconciles; the bundle holds in every check', async () => {
    const { exit, stderr, document } = await seal('sealed')
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(Object.keys(document)).toEqual(['tool', 'bundle', 'entry'])
    expect(document.entry).toMatchObject({
      type: 'disclosure.sealed',
      req: REQ,
      data: { accountsDisclosed: 18, tables: 1, enc: 'A256GCM' },
    })
    const time = '2026-03-01T09:30:00.000Z'
    const received = {
      v: 1,
      log: LOG,
      seq: 0,
      prev: Buffer.alloc(32).toString('base64'),
      time,
      type: 'request.received',
      req: REQ,
      data: { dataRequested: ['subscriber'] },
    }
    const first = JSON.stringify(received)
    const prev = createHash('sha256').update('\0').update(first).digest('base64')
    const second = JSON.stringify({ v: 1, log: LOG, seq: 1, prev, time, ...document.entry })
    writeFileSync(at('sealed.jsonl'), `${first}\n${second}\n`)
    const verdict = await verify('sealed', ...TRUST, '--log', at('sealed.jsonl'), '--key', at('auditor.pem'))
    expect(verdict.exit).toBe(0)
    expect(answers(verdict.document.bundles[0])).toEqual(ALL)
    expect(verdict.document.bundles[0].logged.why).toBe('logged as entry 1')
    expect(verdict.document.bundles[0].bundle).toBe(document.bundle)
  })

  test('prints the entry alone for people, and does not write over what is there', async () => {
    await seal('twice')
    const before = readFileSync(at('twice', 'bundle.note'))
    const again = await seal('twice')
    expect(again).toMatchObject({ exit: 2, document: { error: { code: 'bad_option' } } })
    expect(readFileSync(at('twice', 'bundle.note'))).toEqual(before)
    const { exit, stdout } = await cli([
      'bundle',
      'seal',
      at('twice.plan.json'),
      '--out',
      at('thrice'),
      '--sign-key',
      at('signer.key'),
    ])
    expect(exit).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ type: 'disclosure.sealed', req: REQ })
  })

  test.each([
    ['a file that is not there', { files: [{ path: 'nowhere.csv', kind: 'records', categories: [] }] }, 'files/0/path'],
    [
      'a category that is none',
      { files: [{ path: 'table.csv', kind: 'records', categories: ['gossip'] }] },
      'files/0/categories',
    ],
    [
      'a claim about what is no table',
      { files: [{ path: 'table.csv', kind: 'records', categories: [], anonymity: { k: 5, quasi: [] } }] },
      'files/0/anonymity',
    ],
    [
      'a recipient twice',
      {
        recipients: [
          { role: 'auditor', key: 'auditor.pub.pem' },
          { role: 'authority', key: 'auditor.pub.pem' },
        ],
      },
      'recipients/1',
    ],
    ['nobody to seal it to', { recipients: [] }, 'recipients'],
    ['a member that is none', { hurry: true }, 'hurry'],
  ])('%s: exit 2, the member is named, and nothing is written', async (name, over, field) => {
    const out = `refused ${name}`
    const { exit, document } = await seal(out, over)
    expect({ exit, field: document.error.place.field }).toEqual({ exit: 2, field })
    expect(existsSync(at(out))).toBe(false)
  })
})

describe('a sample, its bundles, and the rule that needs them', () => {
  test('sample --bundles, bundle verify and findings --bundles agree', async () => {
    const made = await cli([
      'sample',
      at('demo'),
      '--requests',
      '90',
      '--bundles',
      '--findings',
      '--heads-every',
      '720',
      '--json',
    ])
    expect(made.exit).toBe(0)
    const { sealed, planted } = JSON.parse(made.stdout)
    expect(sealed).toMatchObject({ folder: 'demo.bundles', bundles: readdirSync(at('demo.bundles')).length })
    const keys = ['--keys', at('demo.keys', 'bundle-keys.json'), '--key', at('demo.keys', 'auditor.jwk')]
    const { exit, document } = await verify('demo.bundles', '--log', at('demo'), ...keys)
    expect(exit).toBe(40)
    const edited = document.bundles.filter(({ signature }: Bent) => signature.answer === 'fails')
    expect(edited.map(({ bundle }: Bent) => bundle)).toEqual(sealed.edited.map(({ bundle }: Bent) => bundle))
    const found = await cli([
      'findings',
      at('demo'),
      '--bundles',
      at('demo.bundles'),
      '--rule',
      'bundle-logged-once',
      '--json',
    ])
    const { findings, notEvaluated } = JSON.parse(found.stdout)
    const [missing] = planted.filter(({ rule }: Bent) => rule === 'bundle-logged-once')
    expect(findings.map(({ req, entries }: Bent) => ({ req, entries }))).toEqual([
      { req: missing.req, entries: missing.entries },
    ])
    expect(notEvaluated.filter(({ rule }: Bent) => rule === 'bundle-logged-once')).toEqual([])
    const without = JSON.parse((await cli(['findings', at('demo'), '--rule', 'bundle-logged-once', '--json'])).stdout)
    expect(without.findings).toEqual([])
    expect(without.notEvaluated).toContainEqual({ rule: 'bundle-logged-once', why: 'no bundles were imported' })
    const rows = await cli([
      'requests',
      at('demo'),
      '--bundles',
      at('demo.bundles'),
      '--rule',
      'bundle-logged-once',
      '--json',
    ])
    expect(JSON.parse(rows.stdout).rows.map(({ req }: Bent) => req)).toEqual([missing.req])
    const refused = await cli(['findings', at('demo'), '--bundles', at('demo'), '--json'])
    expect({ exit: refused.exit, code: JSON.parse(refused.stdout).error.code }).toEqual({
      exit: 2,
      code: 'unknown_format',
    })
  })
})
