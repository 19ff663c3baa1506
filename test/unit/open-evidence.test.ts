import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { openEvidence } from '../../main/io/open-evidence.ts'
import { readSource } from '../../main/io/read-source.ts'

const scratch = mkdtempSync(join(tmpdir(), 'open-evidence-'))
afterAll(() => rmSync(scratch, { recursive: true }))

let made = 0
/** A folder of these files; a path that ends in / is an empty folder. */
function folder(files: Readonly<Record<string, string>>, name = `f${made++}`): string {
  const root = join(scratch, name)
  mkdirSync(root, { recursive: true })
  for (const [path, content] of Object.entries(files)) {
    const at = join(root, path)
    mkdirSync(path.endsWith('/') ? at : dirname(at), { recursive: true })
    if (!path.endsWith('/')) writeFileSync(at, content)
  }
  return root
}

function file(name: string, content: string | Uint8Array): string {
  const root = folder({})
  writeFileSync(join(root, name), content)
  return join(root, name)
}

async function opened(path: string) {
  const result = await openEvidence(path)
  if (!result.ok) return { refused: result.error }
  const { kind, name, files, skipped } = result.value
  return { kind, name, paths: files.map((each) => each.path), skipped }
}

const LINE = '{"seq":0}\n'
const NOTE = 'example.com/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\u2014 example.com/log AAAAAA==\n'

describe('folders', () => {
  test('a log at the top: files with their sizes, sorted by code unit, not by locale', async () => {
    const root = folder({
      'entries/000000.jsonl': LINE,
      'entries/000001.jsonl.gz': '',
      checkpoint: 'abc',
      'Z.txt': '',
      'ä.txt': '',
    })
    const result = await openEvidence(root)
    expect(result).toMatchObject({ ok: true, value: { kind: 'folder', skipped: [] } })
    const files = result.ok ? result.value.files : []
    expect(files.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['Z.txt', 0],
      ['checkpoint', 3],
      ['entries/000000.jsonl', 10],
      ['entries/000001.jsonl.gz', 0],
      ['ä.txt', 0],
    ])
    const [, checkpoint] = files
    expect(checkpoint && (await readSource(checkpoint.source, { path: 'checkpoint', maxBytes: 3 }))).toMatchObject({
      ok: true,
      value: Buffer.from('abc'),
    })
  })

  test('a log one folder down: paths are relative to it, and what lies beside it is said', async () => {
    expect(
      await opened(folder({ 'export/entries/000000.jsonl': LINE, 'readme.txt': 'hello', 'other/x': '' })),
    ).toMatchObject({
      kind: 'folder',
      paths: ['entries/000000.jsonl'],
      skipped: [
        { path: '../other/x', why: 'outside' },
        { path: '../readme.txt', why: 'outside' },
      ],
    })
  })

  test('two folders down is too far', async () => {
    expect(await opened(folder({ 'a/b/entries/000000.jsonl': LINE }))).toMatchObject({
      refused: { code: 'unknown_format' },
    })
  })

  test('an empty log: entries/ may be empty, or missing beside heads/ or log.vkey', async () => {
    expect(await opened(folder({ 'entries/': '' }))).toMatchObject({ kind: 'folder', paths: [] })
    expect(await opened(folder({ checkpoint: NOTE, 'heads/0.note': NOTE }))).toMatchObject({ kind: 'folder' })
    expect(await opened(folder({ checkpoint: NOTE, 'log.vkey': '' }))).toMatchObject({ kind: 'folder' })
  })

  test('a tiles log, whole or empty', async () => {
    expect(await opened(folder({ checkpoint: NOTE, 'tile/0/000.p/1': '', 'tile/entries/000.p/1': '' }))).toMatchObject({
      kind: 'tlog-tiles',
      paths: ['checkpoint', 'tile/0/000.p/1', 'tile/entries/000.p/1'],
    })
    expect(await opened(folder({ checkpoint: NOTE }))).toMatchObject({ kind: 'tlog-tiles' })
    expect(await opened('test/vectors/tessera-log')).toMatchObject({ kind: 'tlog-tiles', name: 'tessera-log' })
  })

  test('bundles: one, many, and many as archives', async () => {
    expect(await opened(folder({ 'bagit.txt': '', 'data/0001.jwe': '' }))).toMatchObject({ kind: 'bundles' })
    expect(await opened(folder({ 'a/bagit.txt': '', 'b/bagit.txt': '', 'c/note': '' }))).toMatchObject({
      kind: 'bundles',
      paths: ['a/bagit.txt', 'b/bagit.txt', 'c/note'],
    })
    const zips = folder({})
    execFileSync('python3', [
      '-c',
      "import sys,zipfile; zipfile.ZipFile(sys.argv[1],'w').writestr('b1/bagit.txt','x')",
      join(zips, 'b1.zip'),
    ])
    expect(await opened(zips)).toMatchObject({ kind: 'bundles', paths: ['b1.zip'] })
    expect(await opened(join(zips, 'b1.zip'))).toMatchObject({ kind: 'bundles', paths: ['b1/bagit.txt'] })
  })

  test('one segment plain and compressed is refused, whichever is the log', async () => {
    const both = { 'entries/000000.jsonl': LINE, 'entries/000003.jsonl': LINE, 'entries/000003.jsonl.gz': '' }
    expect(await opened(folder(both))).toEqual({
      refused: {
        code: 'duplicate',
        place: { file: 'entries/000003.jsonl.gz' },
        expected: 'segment 000003 once',
        got: '"entries/000003.jsonl" as well',
      },
    })
  })

  test('two logs side by side are refused', async () => {
    expect(await opened(folder({ 'a/entries/': '', 'b/entries/': '' }))).toMatchObject({
      refused: { code: 'unknown_format', expected: 'one export', got: '2: "a/", "b/"' },
    })
  })

  test('symbolic links are listed and not followed, to files, to folders, to nowhere and in a circle', async () => {
    const elsewhere = folder({ 'secret.jsonl': LINE })
    const root = folder({ 'entries/000000.jsonl': LINE })
    symlinkSync(join(elsewhere, 'secret.jsonl'), join(root, 'entries/000001.jsonl'))
    symlinkSync(elsewhere, join(root, 'heads'))
    symlinkSync('nowhere', join(root, 'checkpoint'))
    symlinkSync('.', join(root, 'circle'))
    expect(await opened(root)).toMatchObject({
      paths: ['entries/000000.jsonl'],
      skipped: ['checkpoint', 'circle', 'entries/000001.jsonl', 'heads'].map((path) => ({ path, why: 'symlink' })),
    })
  })

  test('a link to entries/ does not make a log', async () => {
    const root = folder({ 'x.txt': '' })
    symlinkSync(folder({ '000000.jsonl': LINE }), join(root, 'entries'))
    expect(await opened(root)).toMatchObject({ refused: { code: 'unknown_format' } })
  })

  test('the path itself may be a link', async () => {
    const link = join(scratch, 'link')
    symlinkSync(folder({ 'entries/': '' }), link)
    expect(await opened(link)).toMatchObject({ kind: 'folder', name: 'link' })
  })

  test('a pipe among the files is left alone, and never read', async () => {
    const root = folder({ 'entries/000000.jsonl': LINE })
    execFileSync('mkfifo', [join(root, 'entries/000001.jsonl')])
    expect(await opened(root)).toMatchObject({
      paths: ['entries/000000.jsonl'],
      skipped: [{ path: 'entries/000001.jsonl', why: 'special' }],
    })
  })

  test('a file name that is not UTF-8 is refused', async () => {
    const root = folder({ 'entries/': '' })
    writeFileSync(Buffer.concat([Buffer.from(`${root}/entries/`), Buffer.from([0xff])]), LINE)
    expect(await opened(root)).toMatchObject({ refused: { code: 'not_utf8', place: { file: 'entries' } } })
  })

  test.each([31, 32, 33])('folders %i deep: 32 is the limit', async (depth) => {
    const root = folder({ 'entries/000000.jsonl': LINE, [`${'d/'.repeat(depth)}x`]: '' })
    const expected = depth <= 32 ? { kind: 'folder' } : { refused: { code: 'limit_exceeded' } }
    expect(await opened(root)).toMatchObject(expected)
  })

  test('empty, unknown, or the entries folder itself: says what is there', async () => {
    expect(await opened(folder({}))).toMatchObject({ refused: { code: 'unknown_format', got: 'nothing: it is empty' } })
    expect(await opened(folder({ a: '', b: '', c: '', d: '' }))).toMatchObject({
      refused: { got: '"a", "b", "c" and 1 more' },
    })
    expect(await opened(folder({ '000000.jsonl': LINE }))).toMatchObject({
      refused: { got: expect.stringContaining('the folder above') },
    })
  })
})

describe('single files', () => {
  test.each([
    ['log.jsonl', LINE, 'jsonl'],
    ['log.jsonl', '', 'jsonl'],
    ['log.jsonl', 'damaged from the first byte', 'jsonl'],
    ['log.txt', LINE, 'jsonl'],
    ['log.txt', `\ufeff${LINE}`, 'jsonl'],
    ['log.txt', `${LINE}\n\u2014 damaged, and like a note\n`, 'jsonl'],
    ['log.jsonl.gz', gzipSync(LINE), 'jsonl.gz'],
    ['log.bin', gzipSync(''), 'jsonl.gz'],
    ['any', NOTE, 'note'],
    ['head.note', 'damaged', 'note'],
    ['checkpoint.12', NOTE.replace('\u2014', '-'), 'note'],
  ])('%s is recognised by content, and where that is damaged by name', async (name, content, kind) => {
    const path = file(name, content)
    expect(await opened(path)).toMatchObject({ kind, name, paths: [name] })
  })

  test.each([
    ['an empty file', 'empty.bin', '', 'an empty file'],
    ['a picture', 'x.png', '\u0089PNG\r\n', 'PNG'],
    ['a tar', 'x.tar', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar'), Buffer.alloc(300)]), 'unpack it first'],
    [
      'a compressed tar',
      'x.tgz',
      gzipSync(Buffer.concat([Buffer.alloc(257), Buffer.from('ustar'), Buffer.alloc(300)])),
      '.tar',
    ],
    ['a proof', 'x.tlog-proof', 'c2sp.org/tlog-proof@v1\nindex 0\n', 'proof check'],
    ['a .zip that is none', 'x.zip', 'not a zip', '.zip'],
    ['a .jsonl.gz that is none', 'x.jsonl.gz', LINE, '1f 8b'],
  ])('%s is refused', async (_, name, content, words) => {
    const result = await opened(file(name, content))
    expect(result).toMatchObject({
      refused: { code: expect.stringMatching(/^(unknown_format|bad_archive)$/), place: { file: name } },
    })
    expect(JSON.stringify(result)).toContain(words)
  })

  test('nothing there, and something that is no file', async () => {
    expect(await opened(join(scratch, 'gone.zip'))).toEqual({
      refused: {
        code: 'unreadable',
        place: { file: 'gone.zip' },
        expected: 'a file that can be read',
        got: 'ENOENT (no such file or folder)',
      },
    })
    expect(await opened('/dev/null')).toMatchObject({
      refused: { code: 'unreadable', got: 'a device, pipe or socket' },
    })
  })
})
