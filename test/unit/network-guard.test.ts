import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { shutNetwork } from '../../main/io/network-guard.ts'

let server: Server
let reached = 0
let port = 0
let attempts: string[] = []
let open = () => {}
beforeEach(async () => {
  reached = 0
  attempts = []
  server = createServer((socket) => {
    reached += 1
    socket.on('error', () => {})
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  open = shutNetwork((target) => attempts.push(target)).open
})
afterEach(() => {
  open()
  server.close()
})

/** What becomes of a connection: its error's code, or `connected`. */
const outcome = (emitter: NodeJS.EventEmitter, event = 'connect'): Promise<string> =>
  new Promise((resolve) => {
    emitter.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'))
    emitter.once(event, () => resolve('connected'))
  })

describe('with the network shut', () => {
  test.each([
    ['net, by options', () => outcome(connect({ host: '127.0.0.1', port }))],
    ['net, by port and host', () => outcome(connect(port, '127.0.0.1'))],
    ['tls', () => outcome(connectTls({ host: '127.0.0.1', port }))],
    ['http', () => outcome(get({ host: '127.0.0.1', port, agent: false }), 'response')],
    ['http2', () => outcome(connectHttp2(`http://127.0.0.1:${port}`), 'remoteSettings')],
    [
      'fetch',
      () =>
        fetch(`http://127.0.0.1:${port}/`).then(
          () => 'connected',
          (error: Error) => (error.cause as NodeJS.ErrnoException).code ?? 'error',
        ),
    ],
  ])('%s cannot connect, and is counted', async (_client, attempt) => {
    expect(await attempt()).toBe('ENETBLOCKED')
    expect(attempts).toEqual([`127.0.0.1:${port}`])
    expect(reached).toBe(0)
  })

  test('a name is not even looked up', async () => {
    expect(await outcome(connect({ host: 'nowhere.invalid', port: 1 }))).toBe('ENETBLOCKED')
  })

  test('a datagram cannot be sent', () => {
    const socket = createSocket('udp4')
    expect(() => socket.send('x', 9, '127.0.0.1')).toThrow('network is blocked')
    expect(() => socket.connect(9, '127.0.0.1')).toThrow('network is blocked')
    socket.close()
    expect(attempts).toHaveLength(2)
  })

  test('pipes stay open, and so does listening', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plainview-pipe-'))
    const path = process.platform === 'win32' ? `\\\\.\\pipe\\plainview-${process.pid}` : join(folder, 'pipe')
    const pipe = createServer((socket) => socket.end())
    await new Promise<void>((resolve) => pipe.listen(path, resolve))
    expect(await outcome(connect(path))).toBe('connected')
    expect(await outcome(connect({ path }))).toBe('connected')
    expect(attempts).toEqual([])
    pipe.close()
    rmSync(folder, { recursive: true, force: true })
  })
})

test('opened again, connections go through', async () => {
  open()
  expect(await outcome(connect({ host: '127.0.0.1', port }))).toBe('connected')
  const socket = createSocket('udp4')
  const datagram = outcome(socket)
  socket.connect(9, '127.0.0.1')
  expect(await datagram).toBe('connected')
  socket.close()
  expect(attempts).toEqual([])
})
