/**
 * What a command may touch of the terminal it runs in. Commands never use process.stdout or console,
 * so that the same command runs under a test, and so that `--json` can promise that nothing else is printed.
 */
export interface CliIo {
  /** Resolves when the chunk was handed on: await it when writing a lot. */
  readonly stdout: (chunk: string | Uint8Array) => Promise<void>
  readonly stderr: (text: string) => void
  /** stderr is a terminal: only then is progress drawn. */
  readonly isTty: boolean
  /** stdout is a terminal that takes bold and dim (NO_COLOR unset, https://no-color.org). */
  readonly isStyled: boolean
  /** Width to set text in. */
  readonly columns: number
  readonly setExit: (code: number) => void
  /** Aborts on the first Ctrl-C from now on; the second one ends the program at once. For long work that can stop cleanly. */
  readonly interrupt: () => AbortSignal
}

/** Text is set to this width where stdout is no terminal, so that a pipe gets the same bytes everywhere. */
const PIPE_COLUMNS = 100

export function processIo(): CliIo {
  // A reader that stops early (`| head`) is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    throw error
  })
  return {
    stdout: (chunk) => new Promise((done) => process.stdout.write(chunk, () => done())),
    stderr: (text) => void process.stderr.write(text),
    isTty: process.stderr.isTTY === true,
    isStyled: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    columns: process.stdout.isTTY ? Math.max(60, Math.min(process.stdout.columns, 120)) : PIPE_COLUMNS,
    setExit: (code) => {
      process.exitCode = code
    },
    interrupt: () => {
      const controller = new AbortController()
      process.once('SIGINT', () => controller.abort())
      return controller.signal
    },
  }
}
