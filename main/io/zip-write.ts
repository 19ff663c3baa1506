/** A .zip whose bytes depend on nothing but the names and contents put in. */
import { PassThrough, Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { type InputError, invariant } from '#core/input-error.ts'
import type { Result } from '#core/result.ts'
import { type WriteOptions, writeAtomically } from './atomic-write.ts'
import { byPath } from './listed.ts'

export interface ZipMember {
  /** Relative, with `/`. */
  readonly path: string
  /** Large contents as chunks, made when their turn comes. */
  readonly content: Uint8Array | (() => AsyncIterable<Uint8Array>)
}

export interface ZipOptions extends WriteOptions {
  /** Deflated bytes differ between versions of zlib, so a zip whose own hash is quoted should be stored: the default. */
  readonly compress?: boolean
}

/** Written in local time by the library, so taken in local time here: the same bytes in every zone. A zip's years begin with 1980. */
const fixedTime = () => new Date(1980, 0, 2)

/** Writes the members sorted by path; the file appears whole or not at all. */
export async function writeZip(
  path: string,
  members: readonly ZipMember[],
  options: ZipOptions = {},
): Promise<Result<null, InputError>> {
  const sorted = [...members].sort(byPath)
  invariant(new Set(sorted.map((member) => member.path)).size === sorted.length, 'a zip member is given twice')
  const zip = new ZipFile()
  const output = new PassThrough().on('error', () => undefined) // seen where it is read
  zip.outputStream.pipe(output)
  const fail = (error: Error) => output.destroy(error) // else the writer would wait for ever
  zip.on('error', fail)
  const settings = { mtime: fixedTime(), mode: 0o100644, forceDosTimestamp: true, compress: options.compress ?? false }
  for (const { path: name, content } of sorted) {
    if (content instanceof Uint8Array)
      zip.addBuffer(Buffer.from(content.buffer, content.byteOffset, content.length), name, settings)
    else zip.addReadStreamLazy(name, settings, (give) => give(null, Readable.from(content()).on('error', fail)))
  }
  zip.end()
  return writeAtomically(path, output, options)
}
