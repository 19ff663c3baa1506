/** Archive bombs and files beyond what a bundle may hold: refused, with the limit named, before they take memory or time. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findBundles } from '../../main/io/find-bundles.ts'
import { writeZip } from '../../main/io/zip-write.ts'
import { verifyBundles } from '../../main/work/verify-bundles.ts'
import { makeBundle, writeBundle } from '../support/bundle.ts'
import { good } from '../support/judge-bundle.ts'

const root = mkdtempSync(join(tmpdir(), 'bundle-limits-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const at = (...names: string[]) => join(root, ...names)
const MIB = 2 ** 20
const KEYLESS = { vkeys: [], keys: [], ledger: null }
const bagFailures = async (path: string) =>
  good(await verifyBundles(good(await findBundles(path)), KEYLESS)).bundles.map(({ bag }) => bag.failures)

async function zip(name: string, extra: readonly { path: string; content: Buffer }[]) {
  const { files } = await makeBundle()
  const members = [...files].map(([path, content]) => ({ path, content }))
  good(await writeZip(at(name), [...members, ...extra], { compress: true }))
}

test('a member that unpacks to a thousand times its size: the archive is refused, by the limit on the ratio', async () => {
  await zip('bomb.zip', [{ path: 'data/0004.jwe', content: Buffer.alloc(64 * MIB, 'A') }])
  const refused = await findBundles(at('bomb.zip'))
  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'limit_exceeded', expected: expect.stringContaining('ratio') },
  })
})

test('among others, an archive bomb is one bundle that fails; the others are judged all the same', async () => {
  mkdirSync(at('many'))
  cpSync(at('bomb.zip'), at('many', 'bomb.zip'))
  const { files } = await makeBundle()
  writeBundle(at('many', 'whole'), files)
  const [bomb, whole] = await bagFailures(at('many'))
  expect(bomb).toMatchObject([{ rule: 'archive', expected: expect.stringContaining('limit: ratio') }])
  expect(whole).toEqual([])
})

test('a member that unpacks to more than its archive says is refused while it is read', async () => {
  await zip('liar.zip', [])
  const bytes = readFileSync(at('liar.zip'))
  // The size that the directory and the local header state for data/0003.jwe, lowered by one in both.
  const name = Buffer.from('data/0003.jwe')
  const local = bytes.indexOf(name)
  const central = bytes.lastIndexOf(name)
  const size = bytes.readUInt32LE(central - 22)
  bytes.writeUInt32LE(size - 1, central - 22)
  if (bytes.readUInt32LE(local - 8) === size) bytes.writeUInt32LE(size - 1, local - 8)
  else bytes.writeUInt32LE(size - 1, bytes.indexOf(Buffer.from('PK\x07\x08'), local) + 12)
  writeFileSync(at('liar.zip'), bytes)
  const found = await findBundles(at('liar.zip'))
  if (found.ok) {
    const [failures] = await bagFailures(at('liar.zip'))
    expect(failures?.some(({ file, rule }) => file === 'data/0003.jwe' && rule === 'archive')).toBe(true)
  } else expect(found.error.code).toBe('bad_archive')
})

test.each([
  ['bagit.txt', 4096],
  ['bag-info.txt', MIB],
  ['tagmanifest-sha256.txt', 65_536],
  ['bundle.note', 65_536],
  ['manifest-sha256.txt', 128 * MIB],
  ['disclosure.json', 64 * MIB],
  ['data/0003.jwe', Math.ceil((256 * MIB * 4) / 3) + MIB],
])('%s of more than %i bytes: the file fails, with its limit, and is not held', async (path, limit) => {
  const { files } = await makeBundle()
  const folder = at(path.replace('/', '-'))
  writeBundle(folder, files)
  truncateSync(join(folder, path), limit + 1) // sparse: takes no room on the disk
  const before = process.memoryUsage().rss
  const [failures] = await bagFailures(folder)
  expect(failures).toContainEqual(
    expect.objectContaining({
      file: path,
      rule: 'file_size',
      expected: expect.stringContaining(limit.toLocaleString('en')),
    }),
  )
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * MIB)
  rmSync(folder, { recursive: true })
})
