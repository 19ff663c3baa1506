import { createHash, createPrivateKey } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generalDecrypt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHECKS } from '#core/bundle/check.ts'
import { parseVkey } from '#core/note/vkey.ts'
import { DEFAULT_PARAMETERS } from '#core/requests/rules/parameters.ts'
import { parsePolicyFile } from '#core/requests/rules/policy-file.ts'
import { findBundles } from '../../../main/io/find-bundles.ts'
import { readDecryptionKey } from '../../../main/io/jwe-keys.ts'
import { openEvidence } from '../../../main/io/open-evidence.ts'
import { makeSampleExport } from '../../../main/io/write-export.ts'
import { bundleFacts } from '../../../main/work/bundle-facts.ts'
import { readLedger } from '../../../main/work/bundle-ledger.ts'
import { deriveLog } from '../../../main/work/derive.ts'
import { makeSampleWithBundles } from '../../../main/work/sample-bundles.ts'
import { verifyBundles } from '../../../main/work/verify-bundles.ts'
import { good } from '../../support/judge-bundle.ts'

const root = mkdtempSync(join(tmpdir(), 'plainview-sample-bundles-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const at = (name: string) => join(root, name)

const OPTIONS = { requests: 200, headEveryHours: 720 }
const FINDINGS = { ...OPTIONS, findings: true, seed: 'with breaches' }
const make = async (name: string, options: typeof OPTIONS) => good(await makeSampleWithBundles(at(name), options))
let plain: Awaited<ReturnType<typeof make>>
let broken: Awaited<ReturnType<typeof make>>
beforeAll(async () => {
  plain = await make('plain', OPTIONS)
  broken = await make('broken', FINDINGS)
}, 60_000)

// biome-ignore lint/suspicious/noExplicitAny: read from JSON
type Json = any
const entriesOf = (folder: string): readonly Json[] =>
  readdirSync(join(folder, 'entries'))
    .sort()
    .flatMap((name) =>
      readFileSync(join(folder, 'entries', name), 'utf8')
        .trimEnd()
        .split('\n'),
    )
    .map((line) => JSON.parse(line))
const treeOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .sort()
    .map((path) => `${path.slice(folder.length)} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`)

async function verdictsOf(name: string, vkeys: readonly string[]) {
  const log = good(await openEvidence(at(name)))
  const key = good(readDecryptionKey(readFileSync(join(at(`${name}.keys`), 'auditor.jwk')), 'auditor.jwk', null))
  const options = {
    vkeys: vkeys.map((vkey) => good(parseVkey(vkey))),
    keys: [key],
    ledger: good(await readLedger(log.files)),
  }
  return good(await verifyBundles(good(await findBundles(at(`${name}.bundles`))), options)).bundles
}

async function findingsOf(name: string, parameters: typeof DEFAULT_PARAMETERS) {
  const bundles = good(await bundleFacts(good(await findBundles(at(`${name}.bundles`)))))
  const files = good(await openEvidence(at(name))).files.filter(({ path }) => path.startsWith('entries/'))
  const found: { rule: string; req: string | null; entries: number[] }[] = []
  const take = (findings: readonly { rule: string; req: string | null; entries: readonly { seq: number }[] }[]) => {
    for (const { rule, req, entries } of findings) found.push({ rule, req, entries: entries.map(({ seq }) => seq) })
  }
  const hooks = {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onRequests: async (requests: readonly { findings: Parameters<typeof take>[0] }[]) => {
      for (const { findings } of requests) take(findings)
    },
  }
  const derived = good(
    await deriveLog({ files, asOfMs: null, parameters, bundles: { facts: bundles }, cosigned: [] }, hooks),
  )
  take(derived.findings)
  return { found, notEvaluated: derived.notEvaluated.map(({ rule }) => rule) }
}

describe('a sample with bundles', () => {
  test('has one for every disclosure that was sealed, and each holds in every check that the auditor can make', async () => {
    const sealed = entriesOf(at('plain')).filter(({ type }) => type === 'disclosure.sealed')
    expect(readdirSync(at('plain.bundles')).sort()).toEqual(sealed.map(({ data }) => data.bundle.id).sort())
    const verdicts = await verdictsOf('plain', plain.sealed.vkeys)
    expect(verdicts.length).toBe(sealed.length)
    const failures = verdicts.flatMap((verdict) => CHECKS.flatMap((check) => verdict[check].failures))
    expect(failures).toEqual([])
    const forAuditor = sealed.filter(({ data }) => data.recipients.length === 2).length
    expect(forAuditor).toBeGreaterThan(sealed.length / 2)
    expect(verdicts.filter(({ commitments }) => commitments.answer === 'holds').length).toBe(forAuditor)
    const withTables = sealed.filter(({ data }) => data.recipients.length === 2 && data.tables > 0).length
    expect(withTables).toBeGreaterThan(0)
    expect(verdicts.filter(({ anonymity }) => anonymity.answer === 'holds').length).toBe(withTables)
  })

  test('tells the same story as one without, but for what the bundles themselves say', async () => {
    good(await makeSampleExport(at('without'), OPTIONS))
    const [without, withBundles] = [entriesOf(at('without')), entriesOf(at('plain'))]
    const bare = ({ type, req, time, data }: Json) => {
      if (type !== 'disclosure.sealed') return { type, req, time, head: data.head === undefined ? data : null }
      const { bundle, anonymity, recipients, ...rest } = data
      return {
        type,
        req,
        time,
        ...rest,
        id: bundle.id,
        tables: anonymity.length,
        roles: recipients.map((r: Json) => r.role),
      }
    }
    // Audits quote the root of a head, which is another one.
    expect(withBundles.map(bare)).toEqual(without.map(bare))
  })

  test('is the same bytes for the same options, in every bundle and key', async () => {
    await make('again', OPTIONS)
    for (const part of ['', '.bundles', '.keys']) expect(treeOf(at(`again${part}`))).toEqual(treeOf(at(`plain${part}`)))
  })

  test('can be opened by the authority it went to, with another implementation', async () => {
    const keys = readdirSync(join(at('plain.keys'), 'recipients')).map((name) =>
      JSON.parse(readFileSync(join(at('plain.keys'), 'recipients', name), 'utf8')),
    )
    expect(new Set(keys.map(({ crv }) => crv))).toEqual(new Set(['P-256', 'X25519']))
    for (const bundle of readdirSync(at('plain.bundles')).slice(0, 25)) {
      const folder = join(at('plain.bundles'), bundle)
      const { recipients } = JSON.parse(readFileSync(join(folder, 'disclosure.json'), 'utf8'))
      const authority = recipients.find(({ role }: Json) => role === 'authority')
      const { kid, ...jwk } = keys.find((key) => key.kid === authority.kid)
      const index = JSON.parse(readFileSync(join(folder, 'data/0001.jwe'), 'utf8'))
      const opened = await generalDecrypt(index, createPrivateKey({ key: jwk, format: 'jwk' }))
      const { files } = JSON.parse(Buffer.from(opened.plaintext).toString())
      expect(files.length).toBe(readdirSync(join(folder, 'data')).length - 1)
      expect(files.at(-1).name).toBe('letter.txt')
    }
  })

  test('has tables whose k and l hold when they are counted by hand', async () => {
    const auditor = JSON.parse(readFileSync(join(at('plain.keys'), 'auditor.jwk'), 'utf8'))
    const privateKey = createPrivateKey({ key: auditor, format: 'jwk' })
    let counted = 0
    for (const bundle of readdirSync(at('plain.bundles'))) {
      const folder = join(at('plain.bundles'), bundle)
      const { recipients, payloads } = JSON.parse(readFileSync(join(folder, 'disclosure.json'), 'utf8'))
      if (!recipients.some(({ kid }: Json) => kid === auditor.kid)) continue
      for (const { path, kind, anonymity } of payloads) {
        if (kind !== 'table') continue
        const opened = await generalDecrypt(JSON.parse(readFileSync(join(folder, path), 'utf8')), privateKey)
        const rows = Buffer.from(opened.plaintext).toString().trimEnd().split(/\r?\n/).slice(1)
        const classes = new Map<string, string[]>()
        for (const row of rows) {
          const [age = '', region = '', plan = ''] = row.split(',')
          classes.set(`${age},${region}`, [...(classes.get(`${age},${region}`) ?? []), plan])
        }
        expect(classes.size).toBeGreaterThan(1)
        expect(Math.min(...[...classes.values()].map(({ length }) => length))).toBeGreaterThanOrEqual(anonymity.k)
        const distinct = [...classes.values()].map((plans) => new Set(plans).size)
        expect(Math.min(...distinct)).toBeGreaterThanOrEqual(anonymity.l ?? 1)
        counted += 1
      }
    }
    expect(counted).toBeGreaterThan(0)
  })

  test('keeps rule bundle-logged-once, which is evaluated', async () => {
    const { found, notEvaluated } = await findingsOf('plain', DEFAULT_PARAMETERS)
    expect(found).toEqual([])
    expect(notEvaluated).not.toContain('bundle-logged-once')
  })

  test('with findings every rule is broken exactly once, by the entries that are listed', async () => {
    const policy = good(parsePolicyFile(readFileSync(join(at('broken.keys'), 'rules.json')), 'rules.json'))
    const { found } = await findingsOf('broken', policy.parameters)
    const planted = JSON.parse(readFileSync(at('broken.planted.json'), 'utf8'))
    const key = ({ rule, req, entries }: Json) => `${rule} ${req} ${entries.join(',')}`
    expect(found.map(key).sort()).toEqual(planted.map(key).sort())
    expect(found.filter(({ rule }) => rule === 'bundle-logged-once').length).toBe(1)
  })

  test('with findings one bundle is missing, one edited, and the log contradicts those of two planted breaches', async () => {
    const planted = JSON.parse(readFileSync(at('broken.planted.json'), 'utf8'))
    const reqOf = (rule: string) => planted.find((each: Json) => each.rule === rule).req
    const [edited] = JSON.parse(readFileSync(at('broken.edited.json'), 'utf8'))
    const verdicts = await verdictsOf('broken', broken.sealed.vkeys)
    const failed = verdicts.flatMap((verdict) =>
      CHECKS.flatMap((check) => verdict[check].failures.map(({ file, rule }) => ({ ...verdict, check, file, rule }))),
    )
    expect(failed.map(({ check, rule, req }) => `${check} ${rule} ${req}`).sort()).toEqual(
      [
        `signature note_tagmanifest ${verdicts.find(({ bundle }) => bundle === edited.bundle)?.req}`,
        `logged logged_enc ${reqOf('aes-256-only')}`,
        `logged approved_categories ${reqOf('disclosed-within-scope')}`,
      ].sort(),
    )
    expect(failed).toContainEqual(expect.objectContaining(edited))
    const [withheld] = entriesOf(at('broken')).filter(
      ({ type, req }) => type === 'disclosure.sealed' && req === reqOf('bundle-logged-once'),
    )
    expect(existsSync(join(at('broken.bundles'), withheld.data.bundle.id))).toBe(false)
  })
})

describe('all of it or nothing', () => {
  test('where the place of the bundles is taken', async () => {
    mkdirSync(at('taken.bundles'))
    writeFileSync(join(at('taken.bundles'), 'mine.txt'), 'mine')
    const refused = await makeSampleWithBundles(at('taken'), OPTIONS)
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad_option', place: { file: 'taken.bundles' } } })
    expect(readdirSync(root).filter((name) => name.startsWith('taken') || name.endsWith('.tmp'))).toEqual([
      'taken.bundles',
    ])
  })
  test('where the place of the log is taken', async () => {
    mkdirSync(at('busy'))
    writeFileSync(join(at('busy'), 'mine.txt'), 'mine')
    expect(await makeSampleWithBundles(at('busy'), OPTIONS)).toMatchObject({ ok: false })
    expect(readdirSync(root).filter((name) => name.startsWith('busy') || name.endsWith('.tmp'))).toEqual(['busy'])
  })
})
