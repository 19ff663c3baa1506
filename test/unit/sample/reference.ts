/** A slow, plain reading of an export, written from the specifications and sharing no code with the program. */
import { createHash, createPublicKey, verify } from 'node:crypto'

export const sha256 = (...parts: readonly (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** Without line feeds; the last line feed has to be there. */
export function linesOf(bytes: Uint8Array): readonly Buffer[] {
  const lines: Buffer[] = []
  const all = Buffer.from(bytes)
  let at = 0
  while (at < all.length) {
    const end = all.indexOf('\n', at)
    if (end < 0) throw new Error('no final line feed')
    lines.push(all.subarray(at, end))
    at = end + 1
  }
  return lines
}

export const leaf = (line: Uint8Array): Buffer => sha256(Buffer.of(0), line)

/** RFC 6962 §2.1, as it stands there. */
export function treeHash(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256('')
  const [first] = leaves
  if (leaves.length === 1 && first) return first
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return sha256(Buffer.of(1), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)))
}

/** RFC 6962 §2.1.1: the root that a path gives. */
export function rootOfPath(index: number, size: number, hash: Buffer, path: readonly Buffer[]): Buffer {
  const above = (m: number, n: number, rest: readonly Buffer[]): Buffer => {
    if (n === 1) return hash
    let k = 1
    while (k * 2 < n) k *= 2
    const last = rest.at(-1) as Buffer
    const below = rest.slice(0, -1)
    return m < k
      ? sha256(Buffer.of(1), above(m, k, below), last)
      : sha256(Buffer.of(1), last, above(m - k, n - k, below))
  }
  return above(index, size, path)
}

/** RFC 8785 for what a log may hold: members sorted by UTF-16 code units, no white space. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const object = value as Record<string, unknown>
  const members = Object.keys(object)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => `${JSON.stringify(name)}:${canonical(object[name])}`)
  return `{${members.join(',')}}`
}

export interface RawSignature {
  readonly name: string
  readonly keyId: string
  readonly bytes: Buffer
}

/** Text with its final line feed, and the signature lines (C2SP signed-note). */
export function splitNote(note: Uint8Array): { readonly text: string; readonly signatures: readonly RawSignature[] } {
  const whole = Buffer.from(note).toString('utf8')
  const cut = whole.lastIndexOf('\n\n')
  const lines = whole
    .slice(cut + 2)
    .split('\n')
    .slice(0, -1)
  const signatures = lines.map((line) => {
    const [, name = '', base64 = ''] = line.split(' ')
    const bytes = Buffer.from(base64, 'base64')
    return { name, keyId: bytes.subarray(0, 4).toString('hex'), bytes: bytes.subarray(4) }
  })
  return { text: whole.slice(0, cut + 1), signatures }
}

/** Does the vkey's key verify this signature? 0x01 over the text, 0x04 over the time and the text. */
export function verifies(vkey: string, text: string, { bytes, keyId, name }: RawSignature): boolean {
  const [keyName, id, ...rest] = vkey.trim().split('+')
  const raw = Buffer.from(rest.join('+'), 'base64')
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(1)])
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  const expectedId = sha256(`${keyName}\n`, raw).subarray(0, 4).toString('hex')
  if (id !== expectedId || keyId !== id || name !== keyName) return false
  if (raw[0] === 1) return verify(null, Buffer.from(text), key, bytes)
  const time = bytes.readBigUInt64BE(0)
  return verify(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), key, bytes.subarray(8))
}
