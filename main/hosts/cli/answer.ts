/**
 * How every command ends: with an answer (one JSON document or set text, and an exit code)
 * or refused, with `{"error":{code,place,expected,got}}` or a sentence, and exit code 2.
 */
import { explain, type InputError } from '#core/input-error.ts'
import type { Result } from '#core/result.ts'
import type { CliIo } from './io.ts'

/** Bad options, no known format, unreadable file, a stated limit exceeded. */
export const EXIT_REFUSED = 2
/** A fault of the program itself; EX_SOFTWARE of BSD sysexits.h. */
export const EXIT_INTERNAL = 70

/** Stopped by Ctrl-C: 128 + SIGINT, as shells have it. */
export const EXIT_CANCELLED = 130

export interface Answer {
  readonly exit: number
  /** The document `--json` prints: data, or text that already is JSON. */
  readonly json: unknown
  /** For people. Ends in a line feed unless empty. */
  readonly text: string
}

/** Runs a command's work and prints what came of it. `work` must not write to stdout itself when `json` is set. */
export async function answer(
  io: CliIo,
  options: { readonly json?: boolean },
  work: () => Promise<Result<Answer, InputError>>,
): Promise<void> {
  const json = options.json === true
  const result = await work()
  if (!result.ok) return refuse(io, json, result.error)
  const { exit, text } = result.value
  io.setExit(exit)
  await io.stdout(json ? jsonText(result.value.json) : text)
}

export async function refuse(io: CliIo, json: boolean, error: InputError): Promise<void> {
  io.setExit(error.code === 'cancelled' ? EXIT_CANCELLED : EXIT_REFUSED)
  if (json) await io.stdout(jsonText({ error }))
  else io.stderr(error.code === 'cancelled' ? 'plainview: stopped\n' : `plainview: ${explain(error)}\n`)
}

/** Two spaces, final line feed: the one way documents are written, so that equal documents are equal bytes. */
export function jsonText(document: unknown): string {
  return typeof document === 'string' ? document : `${JSON.stringify(document, null, 2)}\n`
}

export function badOption(field: string, expected: string, got: string): InputError {
  return { code: 'bad_option', place: { file: 'command line', field }, expected, got }
}
