/**
 * Checkpoints: the text of a note that says how long a log is and what its root hash is.
 *
 * Source: C2SP tlog-checkpoint. Origin, size, root, then opaque extension lines; every line non-empty and ended by a
 * line feed. Give it only texts of notes that `openNote` has opened, or treat what it says as claimed by nobody.
 */
import { decodeBase64, encodeBase64 } from '../bytes/base64.ts'
import type { InputError } from '../input-error.ts'
import { quote } from '../input-error.ts'
import { HASH_BYTES } from '../merkle/tree.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

export interface Checkpoint {
  /** Identity of the log. */
  readonly origin: string
  /** Entries covered, 0 to 2^63-1. */
  readonly size: bigint
  /** 32 bytes. */
  readonly root: Uint8Array
  /** Lines behind the third: signed, but of no meaning that anybody audits. Usually none. */
  readonly extensions: readonly string[]
}

const MAX_SIZE = 2n ** 63n - 1n

/** `firstLine`: of the text within `file`, for errors. */
export function parseCheckpoint(text: string, file = 'checkpoint', firstLine = 1): Result<Checkpoint, InputError> {
  const refuse = (line: number, field: string, expected: string, got: string) =>
    err({ code: 'bad_note' as const, place: { file, line: firstLine + line, field }, expected, got })
  if (!text.endsWith('\n')) return refuse(0, 'checkpoint', 'lines that end in a line feed', quote(text))
  const lines = text.slice(0, -1).split('\n')
  const [origin = '', size, root, ...extensions] = lines
  if (size === undefined || root === undefined) {
    return refuse(lines.length, 'checkpoint', 'three lines: origin, size, root hash', `${lines.length}`)
  }
  if (origin === '') return refuse(0, 'origin', 'an origin', 'an empty line')
  const control = lines.findIndex((line) => [...line].some((character) => character < ' '))
  if (control >= 0) {
    return refuse(control, 'checkpoint', 'no control characters but line feeds', quote(lines[control]))
  }
  const parsedSize = parseDecimal(size)
  if (parsedSize === null) return refuse(1, 'size', 'a decimal from 0 to 2^63-1 without leading zeros', quote(size))
  const parsedRoot = decodeBase64(root)
  if (parsedRoot?.length !== HASH_BYTES) return refuse(2, 'root', 'standard base64 of 32 bytes', quote(root))
  const empty = extensions.indexOf('')
  if (empty >= 0) return refuse(3 + empty, 'extension', 'a line that is not empty', 'an empty line')
  return ok({ origin, size: parsedSize, root: parsedRoot, extensions })
}

/** Digits as they would be written again: no sign, no leading zeros, up to 2^63-1. */
export function parseDecimal(text: string): bigint | null {
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(text)) return null
  const value = BigInt(text)
  return value <= MAX_SIZE ? value : null
}

/** The text to sign. What it would not read back is refused. */
export function formatCheckpoint(
  origin: string,
  size: bigint,
  root: Uint8Array,
  extensions: readonly string[] = [],
): Result<string, InputError> {
  const text = [origin, String(size), encodeBase64(root), ...extensions, ''].join('\n')
  const parsed = parseCheckpoint(text)
  if (!parsed.ok) return parsed
  if (parsed.value.origin === origin && parsed.value.extensions.length === extensions.length) return ok(text)
  const expected = 'an origin and extensions of one line each'
  return err({ code: 'bad_note', place: { file: 'checkpoint', field: 'origin' }, expected, got: quote(origin) })
}
