// biome-ignore-all lint/suspicious/noAssignInExpressions: each case bends one value, in place
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CHECKS, type CheckName } from '#core/bundle/check.ts'
import {
  AUDITOR,
  type Bent,
  type Hooks,
  LOG_KEY,
  logOf,
  makeBundle,
  PARTIES,
  SIGNER,
  sealCompact,
  sealWithJose,
} from '../support/bundle.ts'
import { answersOf, failuresOf, judge } from '../support/judge-bundle.ts'

describe('a conforming bundle', () => {
  test.each(PARTIES.map((each) => [each.role, each] as const))(
    'holds in every check, opened by the %s',
    async (_, own) => {
      const { verdict, exit } = await judge(await makeBundle(), { keys: [own] })
      expect(failuresOf(verdict)).toEqual([])
      expect(Object.values(answersOf(verdict))).toEqual(CHECKS.map(() => 'holds'))
      expect(exit).toBe(0)
    },
  )
  test.each(PARTIES.map((each) => [each.alg, each] as const))(
    'holds in compact serialization with %s',
    async (_, own) => {
      const payloads: Hooks['payloads'] = async (list) => {
        for (const payload of list) Object.assign(payload, await sealCompact(payload.plain, own))
      }
      const { verdict } = await judge(await makeBundle({ payloads }, [own]), { keys: [own] })
      expect(failuresOf(verdict)).toEqual([])
      expect(verdict.commitments.answer).toBe('holds')
    },
  )
  test('without a key says what was not examined, and passes', async () => {
    const { verdict, exit } = await judge(await makeBundle(), { keys: [], log: null })
    expect(answersOf(verdict)).toMatchObject({
      bag: 'holds',
      commitments: 'not_examined',
      anonymity: 'not_examined',
      logged: 'not_examined',
    })
    expect(exit).toBe(0)
  })
  test('without a trusted key is 20, not 0', async () => {
    const { verdict, exit } = await judge(await makeBundle(), { vkeys: [LOG_KEY.vkey] })
    expect(verdict.signature.answer).toBe('not_examined')
    expect(exit).toBe(20)
  })
  test('without an auditor among its recipients says so', async () => {
    const parties = PARTIES.filter(({ role }) => role !== 'auditor')
    const { verdict } = await judge(await makeBundle({}, parties), { keys: [] })
    expect(verdict.recipients).toMatchObject({ answer: 'holds', why: 'no auditor can open this' })
  })
})

/** The second payload's JWE, bent. */
const jwe = (bend: (jwe: Bent) => void): Hooks => ({
  payloads: (list) => {
    const second = list[1]
    if (second) bend(second.jwe)
  },
})
const jweText = (bend: (text: string) => string): Hooks => ({
  payloads: (list) => {
    const second = list[1]
    if (second) second.jwe = bend(JSON.stringify(second.jwe))
  },
})
const header = (value: Bent): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const stated = (bend: (second: Bent) => void): Hooks => ({ statement: (all) => bend(all.payloads[1]) })
const D2 = 'data/0002.jwe'
const short = (bytes: number) => Buffer.alloc(bytes, 1).toString('base64url')

type Case = readonly [name: string, hooks: Hooks, check: CheckName, file: string, rule: string, got: RegExp]

const CASES: readonly Case[] = [
  // names
  [
    'a file of another name',
    { files: (f) => f.set('notes.txt', Buffer.from('x')) },
    'bag',
    'notes.txt',
    'file_name',
    /notes\.txt/,
  ],
  [
    'fetch.txt',
    { files: (f) => f.set('fetch.txt', Buffer.from('http://x 1 data/0004.jwe\n')) },
    'bag',
    'fetch.txt',
    'file_name',
    /fetch/,
  ],
  [
    'a manifest of another hash',
    { files: (f) => f.set('manifest-md5.txt', Buffer.from('')) },
    'bag',
    'manifest-md5.txt',
    'file_name',
    /md5/,
  ],
  [
    'a payload named in capitals',
    { files: (f) => f.set('data/0004.JWE', Buffer.from('')) },
    'bag',
    'data/0004.JWE',
    'file_name',
    /JWE/,
  ],
  [
    'a payload numbered with three digits',
    { files: (f) => f.set('data/004.jwe', Buffer.from('')) },
    'bag',
    'data/004.jwe',
    'file_name',
    /004/,
  ],
  [
    'a payload in a folder below data',
    { files: (f) => f.set('data/x/0004.jwe', Buffer.from('')) },
    'bag',
    'data/x/0004.jwe',
    'file_name',
    /x/,
  ],
  [
    'no bagit.txt',
    { files: (f) => f.delete('bagit.txt'), tagmanifest: (t) => t.replace(/.*bagit\.txt\n/, '') },
    'bag',
    'bagit.txt',
    'file_missing',
    /nothing/,
  ],
  [
    'no bag-info.txt',
    { files: (f) => f.delete('bag-info.txt'), tagmanifest: (t) => t.replace(/.*bag-info\.txt\n/, '') },
    'bag',
    'bag-info.txt',
    'file_missing',
    /nothing/,
  ],
  // tag files
  [
    'another BagIt version',
    { bagit: 'BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n' },
    'bag',
    'bagit.txt',
    'bagit_txt',
    /0\.97/,
  ],
  [
    'another encoding',
    { bagit: 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n' },
    'bag',
    'bagit.txt',
    'bagit_txt',
    /UTF-16/,
  ],
  [
    'a third line in bagit.txt',
    { bagit: 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nX: y\n' },
    'bag',
    'bagit.txt',
    'bagit_txt',
    /X: y/,
  ],
  [
    'a byte order mark in bagit.txt',
    { bagit: '\ufeffBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' },
    'bag',
    'bagit.txt',
    'bagit_txt',
    /UTF-8/,
  ],
  [
    'a line without a label',
    { bagInfo: (t) => `${t}nonsense\n` },
    'bag',
    'bag-info.txt',
    'bag_info',
    /line 3.*nonsense/,
  ],
  [
    'a wrong Payload-Oxum',
    { bagInfo: (t) => t.replace(/Oxum: \d+/, 'Oxum: 7') },
    'bag',
    'bag-info.txt',
    'payload_oxum',
    /7\.3/,
  ],
  [
    'Payload-Oxum twice',
    { bagInfo: (t) => t + (/Payload.*\n/.exec(t)?.[0] ?? '') },
    'bag',
    'bag-info.txt',
    'payload_oxum',
    /2 times/,
  ],
  // manifests
  [
    'a payload that is not listed',
    { manifest: (t) => t.replace(/.*0003\.jwe\n/, '') },
    'bag',
    'manifest-sha256.txt',
    'manifest_lacks',
    /none/,
  ],
  [
    'a payload listed twice',
    { manifest: (t) => t + (/.*0003\.jwe\n/.exec(t)?.[0] ?? '') },
    'bag',
    'manifest-sha256.txt',
    'manifest_twice',
    /line 4/,
  ],
  [
    'a listed payload that is not there',
    { manifest: (t) => `${t}${'0'.repeat(64)}  data/0009.jwe\n` },
    'bag',
    'manifest-sha256.txt',
    'manifest_extra',
    /0009/,
  ],
  [
    'a path that climbs',
    { manifest: (t) => `${t}${'0'.repeat(64)}  data/../../x\n` },
    'bag',
    'manifest-sha256.txt',
    'manifest_extra',
    /\.\./,
  ],
  [
    'a checksum that is wrong',
    { manifest: (t) => `${'0'.repeat(64)}${t.slice(64)}` },
    'bag',
    'data/0001.jwe',
    'manifest_hash',
    /^[0-9a-f]{64}$/,
  ],
  [
    'a line that is no manifest line',
    { manifest: (t) => `${t}hello\n` },
    'bag',
    'manifest-sha256.txt',
    'manifest_line',
    /hello/,
  ],
  [
    'a tag file that is not listed',
    { tagmanifest: (t) => t.replace(/.*bag-info\.txt\n/, '') },
    'bag',
    'tagmanifest-sha256.txt',
    'manifest_lacks',
    /none/,
  ],
  [
    'a tag manifest that lists the note',
    { tagmanifest: (t) => `${t}${'0'.repeat(64)}  bundle.note\n` },
    'bag',
    'tagmanifest-sha256.txt',
    'manifest_extra',
    /bundle\.note/,
  ],
  [
    'a tag file with a wrong checksum',
    { tagmanifest: (t) => `${'0'.repeat(64)}${t.slice(64)}` },
    'bag',
    'bag-info.txt',
    'manifest_hash',
    /^[0-9a-f]{64}$/,
  ],
  // statement
  [
    'a statement that is not canonical',
    { statementText: (t) => `${t}\n` },
    'bag',
    'disclosure.json',
    'statement_canonical',
    /spelling/,
  ],
  [
    'a further member',
    { statement: (s) => void (s.note = 'x') },
    'bag',
    'disclosure.json',
    'statement_member',
    /\/note/,
  ],
  [
    'a further member of a payload',
    stated((p) => void (p.name = 'x')),
    'bag',
    'disclosure.json',
    'statement_member',
    /\/payloads\/1\/name/,
  ],
  [
    'a member that is missing',
    { statement: (s) => void delete s.created },
    'bag',
    'disclosure.json',
    'statement_member',
    /nothing/,
  ],
  ['another version', { statement: (s) => void (s.v = 2) }, 'bag', 'disclosure.json', 'statement_value', /^2$/],
  [
    'a date that is none',
    { statement: (s) => void (s.created = '1 March') },
    'bag',
    'disclosure.json',
    'statement_value',
    /1 March/,
  ],
  ['a size that is not the file’s', stated((p) => void (p.bytes += 1)), 'bag', D2, 'statement_bytes', /^\d+$/],
  [
    'a hash that is not the file’s',
    stated((p) => void (p.sha256 = Buffer.alloc(32).toString('base64'))),
    'bag',
    D2,
    'statement_sha256',
    /=$/,
  ],
  [
    'a category nobody knows',
    stated((p) => void (p.categories = ['subscriber', 'horoscope'])),
    'bag',
    'disclosure.json',
    'statement_value',
    /horoscope/,
  ],
  ['t as a number', stated((p) => void (p.anonymity.t = 1)), 'bag', 'disclosure.json', 'statement_value', /^1$/],
  [
    'a claim without k',
    stated((p) => void delete p.anonymity.k),
    'bag',
    'disclosure.json',
    'statement_member',
    /nothing/,
  ],
  [
    'a kind nobody knows',
    { statement: (s) => void (s.payloads[2].kind = 'photo') },
    'bag',
    'disclosure.json',
    'statement_value',
    /photo/,
  ],
  // note
  [
    'a note for another bundle',
    { noteText: (t) => t.replace('bdl_0', 'bdl_9') },
    'signature',
    'bundle.note',
    'note_bundle',
    /bdl_9/,
  ],
  [
    'a note for another log',
    { noteText: (t) => t.replace('\nexample.org/log\n', '\nexample.net/log\n') },
    'signature',
    'bundle.note',
    'note_log',
    /example\.net/,
  ],
  [
    'a note for another request',
    { noteText: (t) => t.replace('req_00000001', 'req_00000002') },
    'signature',
    'bundle.note',
    'note_request',
    /00000002/,
  ],
  [
    'a note over another tag manifest',
    { noteText: (t) => t.replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${Buffer.alloc(32).toString('base64')}\n`) },
    'signature',
    'bundle.note',
    'note_tagmanifest',
    /AAAA/,
  ],
  [
    'a note with another payload count',
    { noteText: (t) => t.replace('\n3\n', '\n4\n') },
    'signature',
    'bundle.note',
    'note_payloads',
    /4/,
  ],
  [
    'a note with a recipient left out',
    { noteText: (t) => t.replace(/operator .*\n/, '') },
    'signature',
    'bundle.note',
    'note_recipients',
    /authority/,
  ],
  [
    'a note with a role changed',
    { noteText: (t) => t.replace('operator', 'auditor') },
    'signature',
    'bundle.note',
    'note_recipients',
    /auditor/,
  ],
  [
    'a note of another format',
    { noteText: (t) => t.replace('disclosure-bundle/v1', 'disclosure-bundle/v2') },
    'signature',
    'bundle.note',
    'note_form',
    /v2/,
  ],
  [
    'a bad signature by a trusted key',
    {
      files: (f) => {
        const text = f.get('bundle.note')?.toString() ?? ''
        const bad = Buffer.concat([Buffer.from(SIGNER.keyId, 'hex'), Buffer.alloc(64, 1)]).toString('base64')
        f.set('bundle.note', Buffer.from(text.replace(/[^ ]+\n$/, `${bad}\n`)))
      },
    },
    'signature',
    'bundle.note',
    'note_signature',
    /bundles/,
  ],
  // JWE
  ['another enc', jwe((j) => void (j.protected = header({ enc: 'A128GCM' }))), 'profile', D2, 'jwe_enc', /A128GCM/],
  ['RSA1_5', jwe((j) => void (j.recipients[2].header.alg = 'RSA1_5')), 'profile', D2, 'jwe_alg', /RSA1_5/],
  [
    'RSA-OAEP with SHA-1',
    jwe((j) => void (j.recipients[2].header.alg = 'RSA-OAEP')),
    'profile',
    D2,
    'jwe_alg',
    /"RSA-OAEP"/,
  ],
  ['dir', jwe((j) => void (j.recipients[2].header.alg = 'dir')), 'profile', D2, 'jwe_alg', /dir/],
  ['PBES2', jwe((j) => void (j.recipients[2].header.alg = 'PBES2-HS512+A256KW')), 'profile', D2, 'jwe_alg', /PBES2/],
  ['zip', jwe((j) => void (j.protected = header({ enc: 'A256GCM', zip: 'DEF' }))), 'profile', D2, 'jwe_zip', /DEF/],
  ['jku', jwe((j) => void (j.recipients[0].header.jku = 'http://x')), 'profile', D2, 'jwe_header', /jku/],
  ['jwk', jwe((j) => void (j.recipients[0].header.jwk = {})), 'profile', D2, 'jwe_header', /jwk/],
  ['x5u', jwe((j) => void (j.recipients[0].header.x5u = 'http://x')), 'profile', D2, 'jwe_header', /x5u/],
  ['apu', jwe((j) => void (j.recipients[0].header.apu = 'QQ')), 'profile', D2, 'jwe_header', /apu/],
  [
    'crit',
    jwe((j) => void (j.protected = header({ enc: 'A256GCM', crit: ['b64'] }))),
    'profile',
    D2,
    'jwe_crit',
    /b64/,
  ],
  [
    'alg in the protected header of several recipients',
    jwe((j) => {
      j.protected = header({ enc: 'A256GCM', typ: 'x' })
    }),
    'profile',
    D2,
    'jwe_protected',
    /typ/,
  ],
  [
    'a name twice in the protected header',
    jwe((j) => void (j.protected = header('{"enc":"A256GCM","enc":"A256GCM"}'))),
    'profile',
    D2,
    'jwe_json',
    /protected header/,
  ],
  [
    'a name twice in the JWE',
    jweText((t) => t.replace('"tag":', '"tag":"x","tag":')),
    'profile',
    D2,
    'jwe_json',
    /byte/,
  ],
  ['an unprotected header', jwe((j) => void (j.unprotected = {})), 'profile', D2, 'jwe_member', /unprotected/],
  ['additional data', jwe((j) => void (j.aad = 'QQ')), 'profile', D2, 'jwe_member', /aad/],
  ['an IV of 128 bits', jwe((j) => void (j.iv = short(16))), 'profile', D2, 'jwe_iv', /128 bits/],
  ['a tag of 96 bits', jwe((j) => void (j.tag = short(12))), 'profile', D2, 'jwe_tag', /96 bits/],
  ['a tag of 32 bits', jwe((j) => void (j.tag = short(4))), 'profile', D2, 'jwe_tag', /32 bits/],
  ['padding', jwe((j) => void (j.tag = `${j.tag}==`)), 'profile', D2, 'jwe_base64url', /==/],
  [
    'the other alphabet in the ciphertext',
    jwe((j) => void (j.ciphertext = `+${j.ciphertext.slice(1)}`)),
    'profile',
    D2,
    'jwe_base64url',
    /another character at byte/,
  ],
  [
    'an escape in the ciphertext',
    jweText((t) => t.replace(/"ciphertext":"(.)/, '"ciphertext":"\\u0041')),
    'profile',
    D2,
    'jwe_base64url',
    /another character/,
  ],
  [
    'a ciphertext with unused bits set',
    jwe((j) => void (j.ciphertext = `${'AAAA'.repeat(9)}AB`)),
    'profile',
    D2,
    'jwe_base64url',
    /last digit/,
  ],
  [
    'a ciphertext under a name with an escape',
    jweText((t) => t.replace('"ciphertext"', '"ciphertex\\u0074"')),
    'profile',
    D2,
    'jwe_form',
    /^0$/,
  ],
  [
    'a point off the curve',
    jwe((j) => void (j.recipients[0].header.epk.y = short(32))),
    'profile',
    D2,
    'jwe_epk',
    /off the curve/,
  ],
  [
    'an X25519 point of small order',
    jwe((j) => void (j.recipients[1].header.epk.x = Buffer.alloc(32).toString('base64url'))),
    'profile',
    D2,
    'jwe_epk',
    /small order/,
  ],
  [
    'an ephemeral key with its private half',
    jwe((j) => void (j.recipients[0].header.epk.d = short(32))),
    'profile',
    D2,
    'jwe_epk',
    /crv,d,kty/,
  ],
  [
    'an ephemeral key on P-384',
    jwe((j) => void (j.recipients[0].header.epk.crv = 'P-384')),
    'profile',
    D2,
    'jwe_epk',
    /P-384/,
  ],
  [
    'an RSA key of 1024 bits',
    jwe((j) => void (j.recipients[2].encrypted_key = short(128))),
    'profile',
    D2,
    'jwe_encrypted_key',
    /1024 bits/,
  ],
  [
    'a wrapped key of 24 bytes',
    jwe((j) => void (j.recipients[0].encrypted_key = short(24))),
    'profile',
    D2,
    'jwe_encrypted_key',
    /192 bits/,
  ],
  ['bytes after a JWE', jweText((t) => `${t}{}`), 'profile', D2, 'jwe_json', /byte/],
  [
    'the IV of another payload',
    { payloads: (list) => void (list[2] && (list[2].jwe.iv = list[1]?.jwe.iv)) },
    'profile',
    'data/0003.jwe',
    'iv_repeated',
    /0002/,
  ],
  [
    'the encrypted key of another payload',
    { payloads: (list) => void (list[2] && (list[2].jwe.recipients[0] = list[1]?.jwe.recipients[0])) },
    'profile',
    'data/0003.jwe',
    'encrypted_key_repeated',
    /0002/,
  ],
  // recipients
  [
    'a payload for one recipient fewer',
    {
      payloads: async (list) =>
        void (list[2] && Object.assign(list[2], await sealWithJose(list[2].plain, PARTIES.slice(0, 2)))),
    },
    'recipients',
    'data/0003.jwe',
    'recipients_differ',
    /,/,
  ],
  // what the key shows
  [
    'a commitment to another key',
    stated((p) => void (p.cek = Buffer.alloc(32).toString('base64'))),
    'commitments',
    D2,
    'cek_commitment',
    /=$/,
  ],
  [
    'a commitment to another text',
    stated((p) => void (p.plain.commit = Buffer.alloc(32).toString('base64'))),
    'commitments',
    D2,
    'plain_commitment',
    /=$/,
  ],
  ['another length of the text', stated((p) => void (p.plain.bytes += 1)), 'commitments', D2, 'plain_bytes', /^\d+$/],
  [
    'a ciphertext changed by one bit',
    jwe((j) => void (j.ciphertext = (j.ciphertext[0] === 'A' ? 'B' : 'A') + j.ciphertext.slice(1))),
    'commitments',
    D2,
    'tag',
    /another/,
  ],
  [
    'a wrapped key changed',
    jwe((j) => void (j.recipients[1].encrypted_key = short(40))),
    'commitments',
    D2,
    'unwrap',
    /none for/,
  ],
  [
    'an index that forgets a payload',
    { index: (i) => void i.files.pop() },
    'commitments',
    'data/0001.jwe',
    'index',
    /none/,
  ],
  [
    'an index with a part that is not there',
    { index: (i) => void i.files[0].parts.push('data/0009.jwe') },
    'commitments',
    'data/0001.jwe',
    'index',
    /0009/,
  ],
  [
    'an index with a further member',
    { index: (i) => void (i.files[0].size = 1) },
    'commitments',
    'data/0001.jwe',
    'index',
    /counts/,
  ],
  [
    'a table with a class of four',
    { table: `age,region,category\n${'1,n,a\n1,n,b\n'.repeat(2)}` },
    'anonymity',
    D2,
    'claim',
    /4 rows/,
  ],
  [
    'a table without the column it is about',
    { table: `age,area,category\n${'1,n,a\n1,n,b\n'.repeat(3)}` },
    'anonymity',
    D2,
    'claim',
    /region/,
  ],
]

describe('a bundle that breaks one rule alone fails for that rule, with file and what was found', () => {
  test.each(CASES)('%s', async (_, hooks, check, file, rule, got) => {
    const { verdict, exit } = await judge(await makeBundle(hooks), {
      keys: check === 'profile' ? [] : [AUDITOR],
      ...(check === 'bag' && { log: null }),
    })
    const failures = failuresOf(verdict)
    expect(failures).toEqual([{ check, file, rule, got: expect.stringMatching(got) }])
    expect(exit).toBe(40)
  })
  test('there are at least 60 of them', () => {
    expect(new Set(CASES.map(([name]) => name)).size).toBeGreaterThanOrEqual(60)
  })
  test('a symbolic link', async () => {
    const { verdict } = await judge(await makeBundle(), {
      afterwards: (folder) => symlinkSync('bagit.txt', join(folder, 'link')),
    })
    expect(failuresOf(verdict)).toEqual([{ check: 'bag', file: 'link', rule: 'file_link', got: 'a symbolic link' }])
  })
})

describe('the log', () => {
  const LOGGED: readonly (readonly [string, (entry: Bent) => void, string, RegExp])[] = [
    ['another note', (e) => void (e.data.bundle.note = Buffer.alloc(32).toString('base64')), 'logged_note', /AAAA/],
    ['another payload count', (e) => void (e.data.bundle.payloads = 2), 'logged_payloads', /2/],
    ['another size', (e) => void (e.data.bundle.bytes = 1), 'logged_bytes', /1/],
    ['another request', (e) => void (e.req = 'req_00000002'), 'logged_request', /00000002/],
    ['another cipher', (e) => void (e.data.enc = 'A128GCM'), 'logged_enc', /A128GCM/],
    ['fewer recipients', (e) => void e.data.recipients.pop(), 'logged_recipients', /auditor/],
    ['fewer tables', (e) => void (e.data.tables = 0), 'logged_tables', /0/],
    ['a category left out', (e) => void e.data.dataDisclosed.pop(), 'logged_categories', /subscriber/],
  ]
  test.each(LOGGED)('with %s does not name this bundle', async (_, bend, rule, got) => {
    const made = await makeBundle()
    const log = logOf(made, (entry) => {
      entry.data.recipients = [...entry.data.recipients]
      bend(entry)
    })
    const { verdict } = await judge(made, { log })
    const failures = failuresOf(verdict).filter((each) => each.rule !== 'approved_categories')
    expect(failures).toEqual([{ check: 'logged', file: 'log entry 2', rule, got: expect.stringMatching(got) }])
  })
  test('that does not name the bundle at all fails it', async () => {
    const { verdict } = await judge(await makeBundle(), {
      log: logOf(await makeBundle(), (entry) => void (entry.data.bundle.id = 'bdl_other')),
    })
    expect(failuresOf(verdict)).toEqual([{ check: 'logged', file: 'log', rule: 'logged_once', got: 'none' }])
  })
  test('that names it twice fails it', async () => {
    const made = await makeBundle()
    const lines = logOf(made)
    const again = (lines.split('\n')[2] ?? '').replace('"seq":2', '"seq":3')
    const { verdict } = await judge(made, { log: `${lines}${again}\n` })
    expect(failuresOf(verdict)).toEqual([{ check: 'logged', file: 'log', rule: 'logged_once', got: 'entries 2, 3' }])
  })
  test('with a request narrowed to less than was sealed fails it', async () => {
    const made = await makeBundle()
    const [opened, received, sealed] = logOf(made).split('\n')
    const narrowed = JSON.stringify({
      v: 1,
      log: 'example.org/log',
      seq: 2,
      type: 'request.narrowed',
      req: 'req_00000001',
      data: { dataApproved: ['subscriber'] },
    })
    const { verdict } = await judge(made, {
      log: [opened, received, narrowed, (sealed ?? '').replace('"seq":2', '"seq":3'), ''].join('\n'),
    })
    expect(failuresOf(verdict)).toEqual([
      { check: 'logged', file: 'log entry 3', rule: 'approved_categories', got: 'payment' },
    ])
  })
  test('whose own key signed the bundle fails the signature', async () => {
    const { verdict } = await judge(await makeBundle({ signWith: LOG_KEY }), { vkeys: [LOG_KEY.vkey] })
    expect(failuresOf(verdict)).toMatchObject([{ check: 'signature', file: 'bundle.note', rule: 'note_key' }])
  })
})
