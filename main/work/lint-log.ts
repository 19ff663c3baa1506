/** What is odd about a log as a whole: lines of another log, a closing entry that counts differently. docs/formats/log.md §3. */
import { quote } from '#core/input-error.ts'
import type { LogEntry } from '#core/log/key-ring.ts'
import type { LintSink } from '#core/log/lint.ts'
import type { BuiltLog, LogChunk } from '#core/log/log-builder.ts'

/** One lint for each stretch of lines that name another log; lines that name none are told of one by one. */
export function lintLogs({ runs, chunks, lines }: BuiltLog, origin: string | null, lints: LintSink): void {
  for (let r = 0; r < runs.count(); r++) {
    const { log, from, to } = runs.at(r)
    if (log === null || log === origin) continue
    const stretch = to - from === 1 ? quote(log) : `${quote(log)}, ${to - from} lines`
    lints.add({
      code: 'log_mismatch',
      file: fileAt(chunks, from, lines),
      index: from,
      expected: quote(origin),
      got: stretch,
    })
  }
}

/** `entries` of log.closed counts those before it, or itself too: both readings are in use. */
export function lintClosing(closing: LogEntry | undefined, { chunks, lines }: BuiltLog, lints: LintSink): void {
  if (!closing) return
  const { position, data } = closing
  const { entries } = data
  if (entries === position || entries === position + 1) return
  const file = fileAt(chunks, position, lines)
  lints.add({ code: 'closed_mismatch', file, index: position, expected: `${position}`, got: quote(entries) })
}

function fileAt(chunks: readonly LogChunk[], position: number, lines: number): string {
  const at = Math.min(position, Math.max(0, lines - 1))
  return chunks.find(({ from, lines: count }) => at >= from && at < from + count)?.file ?? ''
}
