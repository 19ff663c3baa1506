import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readAssets } from '../../main/io/asset-map.ts'

let folder = ''
const put = (path: string, text = '') => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plainview-assets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('every file is found under its URL path with its media type, and / is the page', () => {
  put('index.html', 'page')
  put('assets/deep/a.js', 'code')
  put('assets/a.woff2')
  const assets = readAssets(folder)
  expect([...assets.keys()].sort()).toEqual(['/', '/assets/a.woff2', '/assets/deep/a.js', '/index.html'])
  expect(assets.get('/')).toBe(assets.get('/index.html'))
  expect(assets.get('/assets/deep/a.js')).toEqual({
    body: Buffer.from('code'),
    mediaType: 'text/javascript; charset=utf-8',
  })
  expect(assets.get('/assets/a.woff2')?.mediaType).toBe('font/woff2')
})

test('source maps are not served', () => {
  put('index.html')
  put('assets/a.js.map')
  expect([...readAssets(folder).keys()]).toEqual(['/index.html', '/'])
})

test.each([
  ['no page', ['assets/a.js'], 'no index.html'],
  ['a file of another kind', ['index.html', 'case.sqlite'], 'case.sqlite'],
])('a build with %s is refused', (_what, paths, why) => {
  for (const path of paths) put(path)
  expect(() => readAssets(folder)).toThrow(why)
})

test('a page of 64 MiB is taken, one byte more is not', () => {
  put('index.html')
  put('a.wasm')
  truncateSync(join(folder, 'a.wasm'), 64 * 1024 * 1024)
  expect(readAssets(folder).size).toBe(3)
  truncateSync(join(folder, 'a.wasm'), 64 * 1024 * 1024 + 1)
  expect(() => readAssets(folder)).toThrow('larger than')
})
