/**
 * gzip (RFC 1952): a .gz is all its members joined. The members are counted, and bytes after the last one that are no
 * member are located, because other tools read either differently.
 */
import { crc32 } from 'node:zlib'
import type { BytePull } from './byte-pull.ts'
import { digits, failure, refusal } from './failure.ts'
import { inflate } from './inflate.ts'
import { LIMITS } from './limits.ts'

export interface GzipReport {
  readonly members: number
  /** Where bytes that are no member begin, in the compressed file; null when every byte belongs to a member. */
  readonly trailingAt: number | null
}

/** RFC 1952 §2.3.1: FLG bits. */
const FHCRC = 2
const FEXTRA = 4
const FNAME = 8
const FCOMMENT = 16
const RESERVED = 0xe0
/** A name or comment longer than this is no header anybody writes. */
const TEXT_MAX_BYTES = 65_536

export async function* gunzip(
  pull: BytePull,
  path: string,
  chunkBytes: number,
  report: (found: GzipReport) => void,
): AsyncGenerator<Buffer> {
  for (let members = 0; ; members++) {
    const at = pull.position()
    const magic = await pull.take(2)
    const isMember = magic.length === 2 && magic[0] === 0x1f && magic[1] === 0x8b
    if (!isMember && members > 0) return report({ members, trailingAt: magic.length === 0 ? null : at })
    if (!isMember) throw bad(path, at, 'a gzip member (1f 8b)', magic.length === 0 ? 'an empty file' : hex(magic))
    if (members === LIMITS.gzipMembers) {
      throw failure(
        refusal(
          'limit_exceeded',
          { file: path, byte: at },
          `at most ${digits(LIMITS.gzipMembers)} gzip members`,
          'more',
        ),
      )
    }
    await skipHeader(pull, path, at)
    let crc = 0
    let bytes = 0
    for await (const chunk of inflate(pull, path, chunkBytes)) {
      crc = crc32(chunk, crc)
      bytes += chunk.length
      yield chunk
    }
    await checkTrailer(pull, path, crc, bytes)
  }
}

async function skipHeader(pull: BytePull, path: string, at: number): Promise<void> {
  const fixed = await pull.take(8)
  if (fixed.length < 8) throw bad(path, at, 'a gzip header of 10 bytes', 'the end of the file')
  const [method = 0, flags = 0] = fixed
  if (method !== 8) throw bad(path, at + 2, 'compression method 8 (deflate)', String(method))
  if (flags & RESERVED) throw bad(path, at + 3, 'reserved flags unset', `0x${flags.toString(16)}`)
  if (flags & FEXTRA) {
    const length = await pull.take(2)
    const extra = length.length === 2 ? await pull.take(length.readUInt16LE(0)) : length
    if (length.length < 2 || extra.length < length.readUInt16LE(0))
      throw bad(path, at, 'the extra field it announces', 'the end of the file')
  }
  if (flags & FNAME) await skipText(pull, path, at)
  if (flags & FCOMMENT) await skipText(pull, path, at)
  if (flags & FHCRC) await pull.take(2)
}

/** Zero-terminated text. */
async function skipText(pull: BytePull, path: string, at: number): Promise<void> {
  for (let seen = 0; seen <= TEXT_MAX_BYTES; ) {
    const chunk = await pull.chunk()
    if (chunk === null) throw bad(path, at, 'a header text that ends', 'the end of the file')
    const end = chunk.indexOf(0)
    if (end >= 0) return pull.unread(chunk.subarray(end + 1))
    seen += chunk.length
  }
  throw bad(path, at, `a header text of at most ${digits(TEXT_MAX_BYTES)} bytes`, 'more')
}

async function checkTrailer(pull: BytePull, path: string, crc: number, bytes: number): Promise<void> {
  const at = pull.position()
  const trailer = await pull.take(8)
  if (trailer.length < 8) throw bad(path, at, 'a CRC-32 and a length (8 bytes)', `the end after ${trailer.length}`)
  const claimedCrc = trailer.readUInt32LE(0)
  if (claimedCrc !== crc)
    throw bad(path, at, `CRC-32 ${hex32(claimedCrc)} as the file says`, `${hex32(crc)} from its content`)
  const claimedBytes = trailer.readUInt32LE(4)
  if (claimedBytes !== bytes % 2 ** 32)
    throw bad(path, at + 4, `${digits(claimedBytes)} bytes (modulo 2^32) as the file says`, digits(bytes))
}

function bad(file: string, byte: number, expected: string, got: string): Error {
  return failure(refusal('bad_archive', { file, byte }, expected, got))
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const hex32 = (value: number) => value.toString(16).padStart(8, '0')
