import { describe, expect, test } from 'vitest'
import { listZip } from '../../main/io/list-zip.ts'
import { openEvidence } from '../../main/io/open-evidence.ts'
import { readSource } from '../../main/io/read-source.ts'

const bad = (name: string) => `test/evidence/zip/${name}.zip`
const vector = (name: string) => `test/vectors/zip/${name}.zip`

/** What a zip holds: path -> content. The expected ones below were read with Python's zipfile. */
async function contents(file: string): Promise<Readonly<Record<string, string>>> {
  const listed = await listZip(file, 'x.zip')
  if (!listed.ok) throw new Error(JSON.stringify(listed.error))
  const found: Record<string, string> = {}
  for (const { path, source, bytes } of listed.value) {
    if (!source) continue
    const read = await readSource(source, { path, maxBytes: bytes })
    found[path] = read.ok ? read.value.toString('latin1') : JSON.stringify(read.error)
  }
  return found
}

describe('archives of many makers are read', () => {
  test.each([
    ['cygwin-info-zip', { 'a.txt': 'asdf\n', 'b.txt': 'bsdf\n' }],
    ['linux-info-zip', { 'a.txt': 'asdf\n', 'b.txt': 'bsdf\n' }],
    ['windows-7-zip', { 'a.txt': 'asdf\n', 'b.txt': 'bsdf\n' }],
    ['windows-compressed-folder', { 'a.txt': 'asdf\n', 'b.txt': 'bsdf\n' }],
    ['zip64', { 'test1.txt': 'foo', 'test2.txt': 'bar' }],
    ['directories', { 'a/a.txt': '' }],
    ['empty', {}],
    ['unix-epoch', { 'unix-epoch.txt': '' }],
  ])('%s', async (name, expected) => {
    const found = await contents(vector(name))
    expect(found).toEqual(expected)
  })

  test('streamed, with data descriptors behind the data', async () => {
    const found = await contents(vector('streaming'))
    expect(found).toEqual({ 'test1.txt': `${'foo'.repeat(8)}\n`, 'test2.txt': `${'bar'.repeat(8)}\n` })
  })

  test('names beyond ASCII, sorted by code unit', async () => {
    expect(Object.keys(await contents(vector('unicode')))).toEqual([
      'Turmion Kätilöt/Hoitovirhe/Rautaketju.mp3',
      'Turmion Kätilöt/Pirun nyrkki/Mistä veri pakenee.mp3',
    ])
  })

  test('deflated content comes out as it went in', async () => {
    const found = await contents(vector('big-compression'))
    expect(found['0x21000']?.length).toBe(0x21000)
    expect(new Set(found['0x21000'])).toEqual(new Set(['\0']))
  })

  test('by hand: at the top, one folder down, with a comment', async () => {
    const good = { path: 'entries/000000.jsonl', bytes: 10 }
    expect(await openEvidence(bad('good'))).toMatchObject({
      ok: true,
      value: { kind: 'zip', name: 'good.zip', files: [good] },
    })
    expect(await openEvidence(bad('good-comment'))).toMatchObject({ ok: true, value: { kind: 'zip', files: [good] } })
    expect(await openEvidence(bad('good-zip64'))).toMatchObject({ ok: true, value: { kind: 'zip', files: [good] } })
    expect(await openEvidence(bad('good-deflated'))).toMatchObject({
      ok: true,
      value: { kind: 'zip', files: [{ path: 'checkpoint', bytes: 2 }, good] },
    })
  })
})

describe('an archive is refused, with the reason', () => {
  test.each([
    ['duplicate-name', 'duplicate', 'each name once'],
    ['parent-folder', 'bad_archive', '../escape.jsonl'],
    ['parent-folder-inside', 'bad_archive', 'entries/../../escape.jsonl'],
    ['absolute', 'bad_archive', '/etc/passwd'],
    ['drive-letter', 'bad_archive', 'C:/x.jsonl'],
    ['backslash', 'bad_archive', 'entries\\\\\\\\000001.jsonl'],
    ['dot-part', 'bad_archive', 'empty or \\".\\" parts'],
    ['empty-part', 'bad_archive', 'empty or \\".\\" parts'],
    ['nul-in-name', 'bad_archive', 'without NUL'],
    ['name-not-utf8', 'bad_archive', 'in UTF-8'],
    ['unicode-path-renames', 'bad_archive', 'as its header says'],
    ['file-and-folder', 'bad_archive', 'to be a folder'],
    ['symlink', 'bad_archive', 'symbolic link'],
    ['fifo', 'bad_archive', 'device, pipe or socket'],
    ['folder-with-content', 'bad_archive', 'folder without content'],
    ['masked-directory', 'bad_archive', 'not encrypted'],
    ['strong-encryption', 'bad_archive', 'encryption'],
    ['patched-data', 'bad_archive', 'patch'],
    ['data-after-end', 'bad_archive', 'extra bytes at the end'],
    ['data-before', 'bad_archive', '(PK)'],
    ['data-between', 'bad_archive', 'every byte to belong'],
    ['data-before-directory', 'bad_archive', 'every byte to belong'],
    ['hidden-entry', 'bad_archive', 'every byte to belong'],
    ['hidden-directory-entry', 'bad_archive', 'behind the last entry'],
    ['missing-entry', 'bad_archive', 'unexpected EOF'],
    ['overlapping', 'bad_archive', 'the same name'],
    ['overlapping-quoted', 'bad_archive', 'do not overlap'],
    ['local-name-differs', 'bad_archive', 'the same name'],
    ['local-method-differs', 'bad_archive', 'the same name and method'],
    ['local-size-differs', 'bad_archive', 'the same sizes'],
    ['stored-size-mismatch', 'bad_archive', 'size mismatch'],
    ['multi-disk', 'bad_archive', 'multi-disk'],
    ['too-many', 'limit_exceeded', 'limit: files'],
    ['bomb', 'limit_exceeded', 'limit: ratio'],
    ['bomb-announced', 'limit_exceeded', 'limit: ratio'],
    ['segment-twice', 'duplicate', 'segment 000000 once'],
    ['no-log', 'unknown_format', 'readme.txt'],
    ['two-exports', 'unknown_format', 'one export'],
    ['truncated', 'bad_archive', 'End of central directory record'],
    ['truncated-data', 'bad_archive', '(PK)'],
  ])('%s: %s', async (name, code, words) => {
    const opened = await openEvidence(bad(name))
    expect(opened).toMatchObject({ ok: false, error: { code } })
    expect(JSON.stringify(opened)).toContain(words)
  })

  test.each([
    ['traditional-encryption', 'a.txt', 'not encrypted'],
    ['traditional-encryption-and-compression', 'a.bin', 'not encrypted'],
    ['bogus-compression-method', 'index.js', '0 (stored) or 8 (deflate)'],
  ])('%s, naming the member', async (name, file, words) => {
    const listed = await listZip(vector(name), 'x.zip')
    expect(listed).toMatchObject({ ok: false, error: { code: 'bad_archive', place: { file } } })
    expect(JSON.stringify(listed)).toContain(words)
  })

  test('sloppy names with backslashes', async () => {
    expect(await listZip(vector('sloppy-filenames'), 'x.zip')).toMatchObject({
      ok: false,
      error: { code: 'bad_archive' },
    })
  })

  test.each(['wrong-crc', 'wrong-crc-deflated', 'wrong-size-deflated', 'deflate-damaged'])(
    '%s: the archive opens, the member is refused when it is read',
    async (name) => {
      const opened = await openEvidence(bad(name))
      if (!opened.ok) throw new Error(JSON.stringify(opened.error))
      const [file] = opened.value.files
      expect(file).toBeDefined()
      if (!file) return
      const read = await readSource(file.source, { path: file.path, maxBytes: 1000 })
      expect(read).toMatchObject({ ok: false, error: { code: 'bad_archive', place: { file: 'entries/000000.jsonl' } } })
    },
  )
})
