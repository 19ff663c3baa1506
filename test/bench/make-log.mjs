/**
 * A large disclosure log for measuring: entries of about 450 bytes as a platform would write them, chained, in segments
 * of 65,536, with one signed head. Written without the product, and the same on every run.
 */
import { createHash, createPrivateKey, createPublicKey, hash, sign } from 'node:crypto'
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const ORIGIN = 'bench.example/log'
const SEGMENT = 65_536
const START_MS = Date.UTC(2025, 0, 1)

/** xorshift32: enough to make lines differ. */
function createRandom(seed) {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const WORDS =
  'the court orders the platform to produce subscriber records of the account below for an investigation of fraud in Zürich'.split(
    ' ',
  )
const words = (random, count) => Array.from({ length: count }, () => WORDS[random(WORDS.length)]).join(' ')
const PERIOD = '{"from":"2024-11-01T00:00:00.000Z","to":"2024-12-01T00:00:00.000Z"}'

/** `data` of the entry's type, in canonical form. */
const KINDS = [
  [
    'request.received',
    (random) =>
      `{"accounts":${random(9)},"authenticity":"verified","authority":{"id":"au-${random(400)}","name":"District Court","type":"court"},"channel":"official_portal","dataRequested":["subscriber","ip_login"],"instrument":"court_order_noncontent","instrumentLabel":"Order","origin":{"code":"CH","kind":"state"},"period":${PERIOD},"reason":"${words(random, 9)}","receivedAt":"2024-12-20T10:00:00.000Z","selectors":${random(5)},"temporal":"stored"}`,
  ],
  [
    'request.reviewed',
    (random) =>
      `{"decision":"approve","lawful":true,"minimal":true,"relevant":true,"reviewerRole":"${words(random, 17)}"}`,
  ],
  [
    'disclosure.sealed',
    (random) =>
      `{"accountsDisclosed":1,"anonymity":[],"bundle":{"bytes":${random(1e6)},"id":"bdl_${random(1e9)}","note":"${digest(`note ${random(1e9)}`)}","payloads":2},"dataDisclosed":["subscriber"],"enc":"A256GCM","oldestDataAt":{"subscriber":"2024-11-02T00:00:00.000Z"},"period":${PERIOD},"recipients":[{"kid":"k${random(1e6)}","role":"authority"}],"tables":0}`,
  ],
  [
    'notice.deferred',
    (random) => `{"basis":"court_order","reviewAt":"2025-0${1 + random(9)}-01T00:00:00.000Z","until":null}`,
  ],
]
const digest = (text) => hash('sha256', text, 'base64')

/** @returns path of the export, the log's vkey, and how many bytes its entries have */
export function makeLog(folder, entries) {
  mkdirSync(join(folder, 'entries'), { recursive: true })
  const random = createRandom(20250101)
  const tree = []
  let prev = Buffer.alloc(32)
  let bytes = 0
  for (let from = 0; from < entries; from += SEGMENT) {
    const file = openSync(join(folder, 'entries', `${String(from / SEGMENT).padStart(6, '0')}.jsonl`), 'w')
    let lines = ''
    for (let i = from; i < Math.min(entries, from + SEGMENT); i++) {
      const line = lineOf(i, prev.toString('base64'), random)
      prev = hash('sha256', Buffer.from(`\0${line}`), 'buffer')
      push(tree, prev, i)
      lines += `${line}\n`
      if (lines.length > 2 ** 20 || i === entries - 1 || i === from + SEGMENT - 1) {
        bytes += writeSync(file, lines)
        lines = ''
      }
    }
    closeSync(file)
  }
  const { vkey, note } = seal(entries, rootOf(tree))
  writeFileSync(join(folder, 'checkpoint'), note)
  return { vkey, bytes }
}

function lineOf(i, prev, random) {
  const time = new Date(START_MS + i * 1000).toISOString()
  const [type, data] =
    i === 0
      ? [
          'log.opened',
          () =>
            `{"format":"disclosure-log/v1","keys":[],"maxHeadIntervalHours":24,"origin":"${ORIGIN}","policySha256":null}`,
        ]
      : KINDS[[0, 1, 3, 2, 1, 3][i % 6]]
  const req = i === 0 ? '' : `"req":"req_${String(Math.floor(i / 6)).padStart(10, '0')}",`
  return `{"data":${data(random)},"log":"${ORIGIN}","prev":"${prev}",${req}"seq":${i},"time":"${time}","type":"${type}","v":1}`
}

/** RFC 9162 §2.1.2, with a stack. */
function push(stack, leaf, index) {
  let node = leaf
  for (let n = index; n % 2 === 1; n = (n - 1) / 2) node = nodeOf(stack.pop(), node)
  stack.push(node)
}
const nodeOf = (left, right) => hash('sha256', Buffer.concat([Buffer.of(1), left, right]), 'buffer')
const rootOf = (stack) => [...stack].reverse().reduce((right, left) => nodeOf(left, right))

function seal(size, root) {
  const seed = createHash('sha256').update('bench key').digest()
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const typed = Buffer.concat([
    Buffer.of(1),
    createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32),
  ])
  const keyId = createHash('sha256').update(`${ORIGIN}\n`).update(typed).digest().subarray(0, 4)
  const text = `${ORIGIN}\n${size}\n${root.toString('base64')}\n`
  const signature = Buffer.concat([keyId, sign(null, Buffer.from(text), key)]).toString('base64')
  return {
    vkey: `${ORIGIN}+${keyId.toString('hex')}+${typed.toString('base64')}`,
    note: `${text}\n\u2014 ${ORIGIN} ${signature}\n`,
  }
}
