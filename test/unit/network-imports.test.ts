/**
 * Plainview works offline: only the loopback host and the guard that shuts the network may touch Node's network modules,
 * and only the loopback page's bridge may use what a browser connects with.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const NETWORK = /['"](?:node:)?(?:net|tls|http|https|http2|dgram|dns|dns\/promises|inspector)['"]/
const CONNECTS = /\b(?:fetch\s*\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|WebTransport|RTCPeerConnection)/
const ALLOWED = [/^main\/hosts\/web\//, /^main\/io\/network-guard\.ts$/, /^renderer\/api\/web-bridge\.ts$/]

/** Comments may name what code may not use. */
const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*/g, '')
const reaches = (source: string) => NETWORK.test(withoutComments(source)) || CONNECTS.test(withoutComments(source))

const files = ['shared', 'main', 'preload', 'renderer'].flatMap((top) =>
  readdirSync(top, { recursive: true, encoding: 'utf8' })
    .map((path) => join(top, path))
    .filter((path) => /\.tsx?$/.test(path)),
)

test('no file but the loopback host, its page and the guard can open a connection', () => {
  const others = files.filter((file) => !ALLOWED.some((allowed) => allowed.test(file)))
  expect(others.length).toBeGreaterThan(20)
  expect(others.filter((file) => reaches(readFileSync(file, 'utf8')))).toEqual([])
})

test.each([
  ["import { connect } from 'node:net'", true],
  ["import https from 'https'", true],
  ["const dns = await import('node:dns/promises')", true],
  ['await fetch(url)', true],
  ['new WebSocket(url)', true],
  ['// fetch(url) would be wrong', false],
  ["import { join } from 'node:path'", false],
  ['refetch(1)', false],
])('the check itself: %s', (source, expected) => {
  expect(reaches(source)).toBe(expected)
})
