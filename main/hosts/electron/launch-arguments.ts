import { parseArgs } from 'node:util'

/** What the desktop program was asked to open. Paths as given. */
export interface LaunchArguments {
  readonly casePath: string | null
  readonly evidencePath: string | null
  readonly sample: boolean
}

/**
 * `plainview [--case <folder>] [--evidence <path>] [--sample] [<path>]`. Chromium adds switches of its own to a second
 * instance's arguments, so unknown ones are passed over. A path alone (a file dropped on the icon) is evidence.
 *
 * @param argv without the program and, in development, without the app's folder
 */
export function parseLaunch(argv: readonly string[]): LaunchArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    options: { case: { type: 'string' }, evidence: { type: 'string' }, sample: { type: 'boolean' } },
  })
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
  return {
    casePath: text(values.case),
    evidencePath: text(values.evidence) ?? text(positionals[0]),
    sample: values.sample === true,
  }
}
