import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { refusalOf } from '#contract/refusal.ts'
import type { Profile, StoredKey } from '../../main/app/ports/trust.ts'
import { createProfile, profileFolder } from '../../main/store/profile.ts'
import { memoryProfile } from './memory-profile.ts'
import { temporaryFolder } from './temp-folder.ts'

const folder = temporaryFolder()
let count = 0
const onDisk = (at: string) => createProfile({ folder: at, writeWhole: (file, bytes) => writeFile(file, bytes) })

const key = (vkey: string, addedAtMs: number): StoredKey => ({
  vkey,
  name: 'log.example',
  keyId: '0011aabb',
  origin: null,
  purpose: 'log',
  fromSize: 0,
  toSize: null,
  addedAtMs,
  note: 'told by phone',
})
const note = (text: string) => Buffer.from(text)

/** The suite of the port: whatever stores a profile has to pass it. */
describe.each<readonly [string, () => Profile]>([
  ['the profile folder', () => onDisk(join(folder, `profile-${count++}`))],
  ['the profile in memory that other tests use', () => memoryProfile()],
])('%s', (_name, make) => {
  test('begins empty', async () => {
    const profile = make()
    expect([await profile.recentCases(), await profile.keys(), await profile.heads()]).toEqual([[], [], []])
    expect(await profile.policy()).toEqual({ text: '', maxAgeHours: null })
  })

  test('lists cases by when they were opened last, each once', async () => {
    const profile = make()
    const row = (caseId: string, openedAtMs: number) => ({
      caseId,
      folder: `/cases/${caseId}`,
      openedAtMs,
      name: 'A',
      createdAtMs: 1,
    })
    for (const [id, at] of [
      ['case_1', 10],
      ['case_2', 30],
      ['case_3', 20],
      ['case_1', 40],
    ] as const) {
      await profile.rememberCase(row(id, at))
    }
    expect((await profile.recentCases()).map(({ caseId }) => caseId)).toEqual(['case_1', 'case_2', 'case_3'])
    await profile.forgetCase('case_2')
    expect((await profile.recentCases()).map(({ caseId }) => caseId)).toEqual(['case_1', 'case_3'])
  })

  test('keeps keys whatever is in them, oldest first; the same vkey replaces', async () => {
    const profile = make()
    await profile.addKey(key('b/../+x', 2))
    await profile.addKey(key('a+0011aabb+AQ==', 1))
    await profile.addKey({ ...key('b/../+x', 2), note: 'again' })
    expect((await profile.keys()).map(({ vkey, note }) => [vkey, note])).toEqual([
      ['a+0011aabb+AQ==', 'told by phone'],
      ['b/../+x', 'again'],
    ])
    expect([await profile.removeKey('b/../+x'), await profile.removeKey('b/../+x')]).toEqual([true, false])
    expect(await profile.keys()).toEqual([key('a+0011aabb+AQ==', 1)])
  })

  test('keeps the policy as it was written', async () => {
    const profile = make()
    const policy = { text: 'quorum none\n# ünïcode\n', maxAgeHours: 24.5 }
    await profile.setPolicy(policy)
    expect(await profile.policy()).toEqual(policy)
    await profile.setPolicy({ text: '', maxAgeHours: null })
    expect(await profile.policy()).toEqual({ text: '', maxAgeHours: null })
  })

  test('remembers every head byte for byte, two of one size too, and the same one once', async () => {
    const profile = make()
    const a = note('log.example\n5\nAAAA\n\n— log x\n')
    const forked = note('log.example\n5\nBBBB\n\n— log x\n')
    const notUtf8 = Uint8Array.of(0xff, 0x0a, 0x35, 0x0a)
    expect(await profile.rememberHead({ origin: 'log.example', size: 5, note: a })).toBe(true)
    expect(await profile.rememberHead({ origin: 'log.example', size: 5, note: forked })).toBe(true)
    expect(await profile.rememberHead({ origin: 'log.example', size: 5, note: a })).toBe(false)
    expect(await profile.rememberHead({ origin: '../../etc', size: 6, note: notUtf8 })).toBe(true)
    const heads = await profile.heads()
    const bytes = heads.map((head) => Buffer.from(head.note).toString('hex')).sort()
    expect(bytes).toEqual([a, forked, notUtf8].map((each) => Buffer.from(each).toString('hex')).sort())
  })

  test('forgets a head by its id, once', async () => {
    const profile = make()
    await profile.rememberHead({ origin: 'log.example', size: 5, note: note('x') })
    const [{ headId } = { headId: '' }] = await profile.heads()
    expect([await profile.forgetHead(headId), await profile.forgetHead(headId)]).toEqual([true, false])
    expect(await profile.heads()).toEqual([])
  })

  test.each(['', '/', '../keys/a.note', 'x/y', `${'0'.repeat(64)}/../../policy.json`, `${'0'.repeat(64)}/..\\x.note`])(
    'forgets nothing for the id %j',
    async (headId) => {
      expect(await make().forgetHead(headId)).toBe(false)
    },
  )
})

describe('on disk', () => {
  test('a head lies as heads/<SHA-256 of its origin>/*.note, unchanged', async () => {
    const at = join(folder, `profile-${count++}`)
    const bytes = note('log.example\n5\nAAAA\n\n— log x\n')
    await onDisk(at).rememberHead({ origin: 'log.example', size: 5, note: bytes })
    // printf log.example | sha256sum
    const place = join(at, 'heads', 'd7612c54297eaa3e5a7756b17ce3adc5bed251af8059d72bbb8b0075c67b85e9')
    const [origin = ''] = readdirSync(join(at, 'heads'))
    expect(join(at, 'heads', origin)).toBe(place)
    const [name = ''] = readdirSync(place)
    expect(name).toMatch(/^5-[0-9a-f]{16}\.note$/)
    expect(readFileSync(join(place, name)).equals(bytes)).toBe(true)
  })

  test('a note that a person put there counts', async () => {
    const at = join(folder, `profile-${count++}`)
    mkdirSync(join(at, 'heads', 'x'.repeat(64)), { recursive: true })
    writeFileSync(join(at, 'heads', 'x'.repeat(64), 'from last year.note'), 'log.example\n5\nAAAA\n\n— log x\n')
    expect(await onDisk(at).heads()).toHaveLength(1)
  })

  test.each([
    ['that is no JSON', 'keys', '{"vkey":'],
    ['without its window', 'keys', JSON.stringify({ ...key('a', 1), toSize: undefined })],
    ['with a member too many', 'keys', JSON.stringify({ ...key('a', 1), trusted: true })],
  ])('a key file %s is refused by name, never guessed at', async (_name, kind, text) => {
    const at = join(folder, `profile-${count++}`)
    mkdirSync(join(at, kind), { recursive: true })
    writeFileSync(join(at, kind, 'one.json'), text)
    const error = await onDisk(at)
      .keys()
      .catch((thrown) => thrown)
    expect(refusalOf(error)).toMatchObject({ code: 'refused', place: { file: expect.stringContaining('one.json') } })
  })

  test.each(['{"text":5,"maxAgeHours":null}', '{"text":""}', '[]', 'nonsense'])(
    'a policy file that says %s is refused by name',
    async (text) => {
      const at = join(folder, `profile-${count++}`)
      mkdirSync(at, { recursive: true })
      writeFileSync(join(at, 'policy.json'), text)
      const error = await onDisk(at)
        .policy()
        .catch((thrown) => thrown)
      expect(refusalOf(error)).toMatchObject({ code: 'refused', place: { file: 'policy.json' } })
    },
  )

  test('what is no row of the recent list is left out of it', async () => {
    const at = join(folder, `profile-${count++}`)
    mkdirSync(join(at, 'recent'), { recursive: true })
    for (const [i, text] of ['{}', '7', '{"caseId":"case_1"}'].entries())
      writeFileSync(join(at, 'recent', `${i}.json`), text)
    expect(await onDisk(at).recentCases()).toEqual([])
  })

  test('a note larger than 64 KiB is refused by name; one of exactly 64 KiB is not', async () => {
    const at = join(folder, `profile-${count++}`)
    mkdirSync(join(at, 'heads', 'o'), { recursive: true })
    writeFileSync(join(at, 'heads', 'o', 'a.note'), Buffer.alloc(65_536, 0x61))
    expect(await onDisk(at).heads()).toHaveLength(1)
    writeFileSync(join(at, 'heads', 'o', 'a.note'), Buffer.alloc(65_537, 0x61))
    const error = await onDisk(at)
      .heads()
      .catch((thrown) => thrown)
    expect(refusalOf(error)).toMatchObject({ place: { file: 'heads/o/a.note' }, got: '65537 bytes' })
  })

  test.each([
    [{ PLAINVIEW_HOME: '/p', HOME: '/h' }, 'linux', '/p'],
    [{ HOME: '/h' }, 'linux', '/h/.local/share/plainview'],
    [{ HOME: '/h', XDG_DATA_HOME: '/d' }, 'linux', '/d/plainview'],
    [{ HOME: '/h', XDG_DATA_HOME: 'relative' }, 'linux', '/h/.local/share/plainview'],
    [{ HOME: '/h' }, 'darwin', '/h/Library/Application Support/Plainview'],
    [{ USERPROFILE: '/u', APPDATA: '/a' }, 'win32', '/a/Plainview'],
    [{ USERPROFILE: '/u' }, 'win32', '/u/AppData/Roaming/Plainview'],
  ])('%j on %s is %s', (env, platform, expected) => {
    expect(profileFolder(env, platform)).toBe(expected)
  })
})
