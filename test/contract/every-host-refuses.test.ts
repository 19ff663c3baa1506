/** What the loopback host turns away. docs/guide/security.md says why each matters. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createUploads } from '../../main/hosts/web/uploads.ts'
import { MAX_CALL_BYTES } from '../../main/hosts/web/web-host.ts'
import { type Loopback, openSession, type Response, type Sent, secretOf, startLoopback } from './loopback.ts'

let loopback: Loopback
let token: string
beforeEach(async () => {
  loopback = await startLoopback()
  token = await openSession(loopback)
})
afterEach(async () => {
  await loopback.close()
  expect(loopback.bugs).toEqual([])
})

const json = { 'content-type': 'application/json' }
const call = (sent: Sent = {}): Promise<Response> =>
  loopback.send('/call/app.about', {
    method: 'POST',
    body: '{}',
    ...sent,
    headers: { ...json, authorization: `Bearer ${token}`, ...sent.headers },
  })
const redeem = (secret: unknown): Promise<Response> =>
  loopback.send('/session', { method: 'POST', headers: json, body: JSON.stringify({ secret }) })

describe('who may call', () => {
  test('a holder of the session gets an answer, with and without a browser', async () => {
    expect((await call()).status).toBe(200)
    const headers = { origin: `http://127.0.0.1:${loopback.port}`, 'sec-fetch-site': 'same-origin' }
    expect((await call({ headers })).status).toBe(200)
    expect(loopback.called).toHaveLength(2)
  })

  test.each([
    ['another Host', { host: 'evil.example' }],
    ['a Host that only resolves here', { host: 'localhost:PORT' }],
    ['the right name with another port', { host: '127.0.0.1:1' }],
    ['the name without its port', { host: '127.0.0.1' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['another port as Origin', { origin: 'http://127.0.0.1:1' }],
    ['https instead of http as Origin', { origin: 'https://127.0.0.1:PORT' }],
    ['a sandboxed Origin', { origin: 'null' }],
    ['a cross-site request', { 'sec-fetch-site': 'cross-site' }],
    ['a same-site request of another port', { 'sec-fetch-site': 'same-site' }],
    ['no token', { authorization: '' }],
    ['a wrong token', { authorization: `Bearer ${'A'.repeat(43)}` }],
    ['a token under another scheme', { authorization: 'Basic TOKEN' }],
    ['a token with more behind it', { authorization: 'Bearer TOKEN x' }],
    ['a token cut short', { authorization: 'Bearer SHORT' }],
  ])('%s is refused and nothing is called', async (_why, headers) => {
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value.replace('PORT', String(loopback.port)).replace('TOKEN', token).replace('SHORT', token.slice(0, -1)),
      ]),
    )
    expect((await call({ headers: filled as Record<string, string> })).status).toBe(403)
    expect(loopback.called).toEqual([])
  })

  test('a wrong Host gets no page either', async () => {
    expect((await loopback.send('/', { headers: { host: 'evil.example' } })).status).toBe(403)
    expect((await loopback.send('/', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
    expect((await loopback.send('/')).status).toBe(200)
  })

  test('no answer allows another origin to read it', async () => {
    for (const answer of [await call(), await loopback.send('/'), await call({ headers: { authorization: '' } })]) {
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin')
    }
  })
})

describe('the secret', () => {
  test('is good for one exchange', async () => {
    const secret = loopback.secret()
    expect((await redeem(secret)).status).toBe(200)
    expect((await redeem(secret)).status).toBe(403)
  })
  test.each([[''], ['A'.repeat(43)], ['x'.repeat(200)], [null], [{}], [7]])('%j is refused', async (secret) => {
    expect((await redeem(secret)).status).toBe(403)
  })
  test('is not used up by a wrong guess', async () => {
    const secret = loopback.secret()
    await redeem('A'.repeat(43))
    expect((await redeem(secret)).status).toBe(200)
  })
  test('is no token, and a token is no secret', async () => {
    expect((await call({ headers: { authorization: `Bearer ${loopback.secret()}` } })).status).toBe(403)
    expect((await redeem(token)).status).toBe(403)
  })
  test('is 256 random bits in the fragment, which browsers do not send', () => {
    const [first, second] = [loopback.host.newUrl(), loopback.host.newUrl()]
    expect(first).not.toBe(second)
    expect(new URL(first).search).toBe('')
    expect(Buffer.from(secretOf(first), 'base64url')).toHaveLength(32)
  })
  test('the ninth unused address puts the first out of use', async () => {
    const addresses = Array.from({ length: 9 }, () => loopback.secret())
    expect((await redeem(addresses[0])).status).toBe(403)
    expect((await redeem(addresses[1])).status).toBe(200)
  })
})

describe('what is asked', () => {
  test.each([
    ['at the cap', MAX_CALL_BYTES, 200],
    ['one byte over', MAX_CALL_BYTES + 1, 413],
    ['eight times the cap', MAX_CALL_BYTES * 8, 413],
  ])('a body %s', async (_why, bytes, status) => {
    const body = `"${'x'.repeat(bytes - 2)}"`
    expect((await call({ body })).status).toBe(status)
    expect(loopback.called).toHaveLength(status === 200 ? 1 : 0)
  })
  test('a body without a length is cut off at the cap too', async () => {
    const body = `"${'x'.repeat(MAX_CALL_BYTES)}"`
    expect((await call({ body, headers: { 'transfer-encoding': 'chunked' } })).status).toBe(413)
  })
  test.each([
    ['no JSON', '{', 400],
    ['bytes that are not UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 400],
  ])('%s is refused', async (_why, body, status) => {
    expect((await call({ body })).status).toBe(status)
  })
  test('another media type is refused, so that no HTML form can make a call', async () => {
    expect((await call({ headers: { 'content-type': 'text/plain' } })).status).toBe(415)
  })
  test.each([
    ['GET', '/call/app.about', 405],
    ['PUT', '/call/app.about', 405],
    ['DELETE', '/uploads/x', 405],
    ['POST', '/index.html', 404],
    ['OPTIONS', '/call/app.about', 405],
    ['POST', '/call/', 405],
    ['POST', '/call/app.about/more', 404],
  ])('%s %s', async (method, path, status) => {
    const answer = await loopback.send(path, { method, headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(status)
  })
})

describe('files of the page', () => {
  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/index.html/../../package.json',
    '//etc/passwd',
    '/etc/passwd',
    '/index.html%00',
    '/INDEX.HTML',
    '/__proto__',
    '/constructor',
    '/.',
    '/..\\package.json',
  ])('%s is not among them', async (path) => {
    expect((await loopback.send(path)).status).toBe(404)
  })
  test('a query changes nothing', async () => {
    expect((await loopback.send('/index.html?x=../../etc/passwd')).text).toBe('<!doctype html>page')
  })
  test('HEAD gives the same headers and no body', async () => {
    const head = await loopback.send('/', { method: 'HEAD' })
    expect(head).toMatchObject({ status: 200, text: '' })
    expect(head.headers['content-length']).toBe('19')
  })
  test('every answer carries the policy', async () => {
    for (const answer of [await loopback.send('/'), await loopback.send('/nowhere'), await call()]) {
      const policy = answer.headers['content-security-policy'] as string
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("connect-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|https?:|\*/)
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
    }
  })
})

describe('evidence sent by the page', () => {
  const authorised = () => ({ authorization: `Bearer ${token}` })
  const announce = (files: unknown, headers: Record<string, string> = authorised()): Promise<Response> =>
    loopback.send('/uploads', { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify({ files }) })
  const put = (id: string, body: string | Uint8Array, headers: Record<string, string> = authorised()) =>
    loopback.send(`/uploads/${id}`, { method: 'PUT', headers, body })
  const idOf = (answer: Response) => (JSON.parse(answer.text) as { value: { uploadId: string } }).value.uploadId
  const stored = () =>
    readdirSync(join(loopback.folder, 'uploads'), { recursive: true, encoding: 'utf8' })
      .map((path) => join(loopback.folder, 'uploads', path))
      .filter((path) => statSync(path).isFile())

  test('a folder arrives as it was, empty files included, and gets an opaque id', async () => {
    const files = [
      { path: 'export/log/0.jsonl', bytes: 5 },
      { path: 'export/empty', bytes: 0 },
      { path: 'export/checkpoint', bytes: 3 },
      { path: 'export/last', bytes: 0 },
    ]
    const answer = await put(idOf(await announce(files)), 'helloabc')
    expect(JSON.parse(answer.text)).toEqual({ ok: true, value: { pickedId: 'pick_0000000000000001' } })
    const [path = ''] = loopback.picked
    expect(path).toMatch(/\/export$/)
    const read = (name: string) => readFileSync(join(path, name), 'utf8')
    expect(files.map((file) => read(file.path.slice('export/'.length)))).toEqual(['hello', '', 'abc', ''])
  })
  test('a single file keeps its name', async () => {
    await put(idOf(await announce([{ path: 'audit log.jsonl', bytes: 2 }])), '{}')
    expect(loopback.picked[0]).toMatch(/\/audit log\.jsonl$/)
    expect(statSync(loopback.picked[0] ?? '').mode & 0o077).toBe(0)
  })
  test.each([
    '../evil',
    'a/../../evil',
    '/etc/evil',
    'a//b',
    'a/./b',
    'a/',
    '..',
    'a\\..\\b',
    'a\u0000b',
    'a\nb',
    '\ud800',
  ])('the path %j is refused', async (path) => {
    expect((await announce([{ path, bytes: 1 }])).status).toBe(400)
  })
  test('names of 255 bytes and paths of 1024 are taken, one more is not', async () => {
    const name = 'x'.repeat(255)
    const path = `${name}/${name}/${name}/${name}/1`.slice(0, 1024)
    expect((await announce([{ path: name, bytes: 1 }])).status).toBe(200)
    expect((await announce([{ path: `${name}x`, bytes: 1 }])).status).toBe(400)
    expect(path).toHaveLength(1024)
    expect((await announce([{ path: `${path.slice(0, -2)}/2`, bytes: 1 }])).status).toBe(200)
    expect((await announce([{ path: `${path.slice(0, -2)}/22`, bytes: 1 }])).status).toBe(400)
  })
  test.each([
    ['nothing', []],
    [
      'a path twice',
      [
        { path: 'a', bytes: 1 },
        { path: 'a', bytes: 1 },
      ],
    ],
    ['a negative size', [{ path: 'a', bytes: -1 }]],
    ['a size that is no integer', [{ path: 'a', bytes: 1.5 }]],
    ['an unknown member', [{ path: 'a', bytes: 1, mode: 0o777 }]],
  ])('%s is refused', async (_why, files) => {
    expect((await announce(files)).status).toBe(400)
  })
  test('more than 64 GiB is refused before a byte is sent', async () => {
    const half = 32 * 1024 ** 3
    const files = [half, half, 1].map((bytes, i) => ({ path: `${i}`, bytes }))
    expect((await announce(files)).text).toContain('at most 68719476736 bytes')
  })
  test('more than the free disk is refused before a byte is sent', async () => {
    const uploads = createUploads(join(loopback.folder, 'uploads'))
    const answer = await uploads.announce({ files: [{ path: 'a', bytes: 2 ** 60 }], totalBytes: 2 ** 60 })
    expect(answer).toMatchObject({ ok: false, error: { status: 413, expected: expect.stringContaining('free space') } })
    expect(await uploads.announce({ files: [{ path: 'a', bytes: 1 }], totalBytes: 1 })).toMatchObject({ ok: true })
    uploads.close()
  })
  test('what a killed host left behind is removed by the next, what a running one has is not', async () => {
    const parent = join(loopback.folder, 'other')
    const dead = spawnSync(process.execPath, ['-e', '']).pid
    for (const pid of [dead, process.ppid]) mkdirSync(join(parent, `upload-${pid}-abc`), { recursive: true })
    writeFileSync(join(parent, `upload-${dead}-abc`, 'evidence'), 'x')
    const uploads = createUploads(parent)
    expect(readdirSync(parent).filter((name) => name.endsWith('-abc'))).toEqual([`upload-${process.ppid}-abc`])
    uploads.close()
  })
  test.each([
    ['fewer bytes than announced', [{ path: 'a', bytes: 10 }], '123'],
    ['more bytes than announced', [{ path: 'a', bytes: 2 }], '12345'],
    [
      'a file where a folder is needed',
      [
        { path: 'a', bytes: 1 },
        { path: 'a/b', bytes: 1 },
      ],
      '12',
    ],
  ])('%s leaves nothing behind', async (_why, files, body) => {
    expect((await put(idOf(await announce(files)), body)).status).toBe(400)
    expect(loopback.picked).toEqual([])
    expect(stored()).toEqual([])
  })
  test('a connection lost half-way leaves nothing behind', async () => {
    const id = idOf(await announce([{ path: 'a', bytes: 1000 }]))
    const socket = createConnection(loopback.port, '127.0.0.1')
    socket.write(
      `PUT /uploads/${id} HTTP/1.1\r\nHost: 127.0.0.1:${loopback.port}\r\nAuthorization: Bearer ${token}\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(500)}`,
    )
    await expect.poll(stored, { timeout: 5000 }).toHaveLength(1)
    socket.destroy()
    await expect.poll(stored, { timeout: 5000 }).toEqual([])
    expect(loopback.picked).toEqual([])
  })
  test('without the token nothing is announced or taken', async () => {
    expect((await announce([{ path: 'a', bytes: 1 }], {})).status).toBe(403)
    const id = idOf(await announce([{ path: 'a', bytes: 1 }]))
    expect((await put(id, 'x', {})).status).toBe(403)
    expect((await put(id, 'x')).status).toBe(200)
  })
  test('an upload is taken once, and only if it was announced', async () => {
    const id = idOf(await announce([{ path: 'a', bytes: 1 }]))
    expect((await put(id, 'x')).status).toBe(200)
    expect((await put(id, 'x')).status).toBe(404)
    expect((await put('f'.repeat(32), 'x')).status).toBe(404)
    expect((await put('..%2f..%2fx', 'x')).status).toBe(404)
  })
  test.each([
    ['done', false],
    ['cancelled', true],
    ['failed', true],
  ])('an upload whose import is %s: kept is %s', async (state, kept) => {
    const answer = await put(idOf(await announce([{ path: 'a/b', bytes: 1 }])), 'x')
    const { pickedId } = (JSON.parse(answer.text) as { value: { pickedId: string } }).value
    const other = await put(idOf(await announce([{ path: 'other', bytes: 1 }])), 'y')
    expect(other.status).toBe(200)
    const headers = { ...json, ...authorised() }
    const body = JSON.stringify({ caseId: 'case_0123456789abcdef', pickedId })
    await loopback.send('/call/evidence.import', { method: 'POST', headers, body })
    const polls = () => loopback.called.filter((each) => (each as [string])[0] === 'jobs.status').length
    await expect.poll(polls, { timeout: 8000 }).toBe(1)
    expect(existsSync(loopback.picked[0] ?? '')).toBe(true)
    loopback.jobState.now = state
    await expect.poll(polls, { timeout: 8000 }).toBe(2)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(existsSync(loopback.picked[0] ?? '')).toBe(kept)
    expect(existsSync(loopback.picked[1] ?? '')).toBe(true)
  })
  test('everything is removed when the host stops', async () => {
    await put(idOf(await announce([{ path: 'a', bytes: 1 }])), 'x')
    const [path = ''] = loopback.picked
    expect(existsSync(path)).toBe(true)
    await loopback.host.close()
    expect(existsSync(path)).toBe(false)
  })
})

describe('the network', () => {
  test('it listens on 127.0.0.1 and on no other address of this machine', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address))
      .filter((address) => address !== '127.0.0.1')
    for (const address of ['127.0.0.2', ...others]) expect(await canConnect(address, loopback.port)).toBe(false)
    expect(await canConnect('127.0.0.1', loopback.port)).toBe(true)
  })

  test.runIf(existsSync('/proc/net/tcp'))('the kernel has one listener on its port, at 127.0.0.1', () => {
    const port = loopback.port.toString(16).toUpperCase().padStart(4, '0')
    const listening = ['/proc/net/tcp', '/proc/net/tcp6']
      .filter((table) => existsSync(table))
      .flatMap((table) => readFileSync(table, 'utf8').split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local = '', , state]) => state === '0A' && local.endsWith(`:${port}`))
      .map(([, local]) => local)
    expect(listening).toEqual([`0100007F:${port}`])
  })

  test('a refused request of the page is counted, from its own origin or from a sandboxed frame', async () => {
    const report = JSON.stringify({ 'csp-report': { 'blocked-uri': 'https://evil.example/x' } })
    const headers = { 'content-type': 'application/csp-report' }
    for (const origin of [`http://127.0.0.1:${loopback.port}`, 'null'])
      expect(
        (await loopback.send('/csp-report', { method: 'POST', headers: { ...headers, origin }, body: report })).status,
      ).toBe(204)
    expect(loopback.attempts).toEqual([
      { by: 'page', target: 'https://evil.example/x' },
      { by: 'page', target: 'https://evil.example/x' },
    ])
    const foreign = { ...headers, origin: 'https://evil.example' }
    expect((await loopback.send('/csp-report', { method: 'POST', headers: foreign, body: report })).status).toBe(403)
    expect(loopback.attempts).toHaveLength(2)
  })
})

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: 2000 })
    const finish = (reached: boolean) => {
      socket.destroy()
      resolve(reached)
    }
    socket.once('connect', () => finish(true))
    socket.once('error', () => finish(false))
    socket.once('timeout', () => finish(false))
  })
}
