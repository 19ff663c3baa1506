/** The lines of a log, one by one, as text: for reading what they say. What they hash to is another matter. */
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { EvidenceFile } from '../app/ports.ts'
import { gunzipped, streamSource } from '../io/read-source.ts'

const LF = 0x0a
/** As in docs/formats/log.md §3: longer lines are refused when a log is verified, too. */
const MAX_LINE_BYTES = 16 * 1024 * 1024

export interface LineReader {
  readonly signal?: AbortSignal | undefined
  /** Bytes unpacked, since the last call. */
  readonly onBytes: (bytes: number) => void
  /** `line` is good until the call returns, and has no line feed. */
  readonly onLine: (line: Buffer) => void
}

/** Calls `onLine` for every line of `files`, in order. Bytes after the last line feed of a file are a line, too. */
export async function readLines(files: readonly EvidenceFile[], reader: LineReader): Promise<Result<null, InputError>> {
  for (const file of files) {
    const read = await readFile(file, reader)
    if (!read.ok) return read
  }
  return ok(null)
}

async function readFile(
  file: EvidenceFile,
  { signal, onBytes, onLine }: LineReader,
): Promise<Result<null, InputError>> {
  const { path } = file
  const source = path.endsWith('.gz') ? gunzipped(file.source) : file.source
  /** The beginning of a line that goes on in the next chunk. */
  let rest: Buffer | null = null
  let tooLong = false
  const read = await streamSource(source, { path, ...(signal && { signal }) }, (chunk) => {
    onBytes(chunk.length)
    let from = 0
    for (let to = chunk.indexOf(LF); to >= 0; to = chunk.indexOf(LF, from)) {
      const part = chunk.subarray(from, to)
      onLine(rest === null ? part : Buffer.concat([rest, part]))
      rest = null
      from = to + 1
    }
    if (from < chunk.length) {
      const left = chunk.subarray(from)
      // A copy: the chunk is only lent.
      rest = rest === null ? Buffer.from(left) : Buffer.concat([rest, left])
      tooLong = rest.length > MAX_LINE_BYTES
    }
    return tooLong ? false : undefined
  })
  if (!read.ok) return read
  if (tooLong) {
    return err({
      code: 'too_large',
      place: { file: path },
      expected: `lines of at most ${MAX_LINE_BYTES} bytes`,
      got: 'a longer one',
    })
  }
  if (rest !== null) onLine(rest)
  return ok(null)
}

/** The files of an export that hold its entries, in number order, or the single file that is the log. */
export function entryFiles(files: readonly EvidenceFile[]): readonly EvidenceFile[] {
  const segments = files.filter(({ path }) => /^entries\/\d{6,}\.jsonl(\.gz)?$/.test(path))
  return segments.length > 0 ? segments : files.filter(({ path }) => /^[^/]+\.jsonl(\.gz)?$/.test(path))
}
