import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { quote } from '#core/input-error.ts'
import { err, ok } from '#core/result.ts'
import { prepareLaunch } from '../../../app/launch.ts'
import { createNetworkCounter } from '../../../app/network-counter.ts'
import { readAssets } from '../../../io/asset-map.ts'
import { shutNetwork } from '../../../io/network-guard.ts'
import { profileFolder } from '../../../store/profile.ts'
import { compose } from '../../compose.ts'
import { startWebHost, type WebHost } from '../../web/web-host.ts'
import { badOption, jsonText, refuse } from '../answer.ts'
import type { CliIo } from '../io.ts'

interface ServeOptions {
  readonly case?: string
  readonly evidence?: string
  readonly sample?: boolean
  readonly port?: string
  readonly json?: boolean
}

/** The sample takes about 2 s; on a slow machine the address is printed all the same, and the page waits for the rest. */
const ADDRESS_WITHIN_MS = 6000
/** The build puts the page beside the command line: out/renderer and out/cli. */
const PAGE_FOLDER = join(import.meta.dirname, '..', 'renderer')

export function registerServe(program: Command, io: CliIo): void {
  program
    .command('serve')
    .description('Opens Plainview in your browser: prints an address on this machine and stays until Ctrl-C.')
    .option('--case <folder>', 'open this case')
    .option('--evidence <path>', 'offer this export for import')
    .option('--sample', 'with no case of your own yet, make a sample case and open it')
    .option('--port <n>', 'listen on this port instead of a free one')
    .option('--json', 'print one JSON document: the address')
    .action((options: ServeOptions) => serve(options, io))
}

async function serve(options: ServeOptions, io: CliIo): Promise<void> {
  const json = options.json === true
  const port = parsePort(options.port)
  if (port === null) return refuse(io, json, badOption('--port', 'a port from 1 to 65535', quote(options.port)))
  const stopped = whenStopped(io)
  const logBug = (error: unknown) => io.stderr(`plainview: ${error instanceof Error ? error.stack : String(error)}\n`)
  const network = createNetworkCounter(({ by, target }) =>
    io.stderr(`plainview: the ${by} was refused a connection to ${quote(target)}\n`),
  )
  shutNetwork((target) => network.note({ by: 'process', target }))
  const app = await compose({ host: 'web', network, logBug })
  try {
    const request = { casePath: options.case ?? null, evidencePath: options.evidence ?? null, sample: !!options.sample }
    const launch = prepareLaunch({ ...app, sleep }, request)
    const early = await Promise.race([launch, sleep(ADDRESS_WITHIN_MS, null, { ref: false }), stopped])
    if (early && !early.ok) {
      if (options.case !== undefined) return await refuse(io, json, badOption('--case', 'a case', early.error.message))
      io.stderr(`plainview: the sample case could not be made: ${early.error.message}\n`)
    }
    const host = await startWebHost(app, {
      assets: readAssets(PAGE_FOLDER),
      network,
      uploadFolder: join(profileFolder(process.env, process.platform), 'uploads'),
      launch: () => launch,
      port,
      logBug,
    }).then(ok, (error: Error) => err(error.message))
    if (!host.ok) return await refuse(io, json, badOption('--port', 'a port nobody listens on', host.error))
    await io.stdout(json ? jsonText({ url: host.value.url, pid: process.pid }) : words(host.value))
    const forget = json ? () => undefined : newAddressOnEnter(host.value, io)
    await stopped
    forget()
    await host.value.close()
  } finally {
    await app.close()
  }
}

function parsePort(given: string | undefined): number | null {
  if (given === undefined) return 0
  const port = Number(given)
  return /^\d{1,5}$/.test(given) && port >= 1 && port <= 65_535 ? port : null
}

function words({ url }: WebHost): string {
  return [
    `Plainview is open at ${url}`,
    'The address works once, on this machine. Press Enter for another, Ctrl-C to stop.',
    '',
  ].join('\n')
}

/** Where somebody sits at the terminal: another window needs another address. */
function newAddressOnEnter(host: WebHost, io: CliIo): () => void {
  const { stdin } = process
  if (!stdin.isTTY) return () => undefined
  const print = () => void io.stdout(`${host.newUrl()}\n`)
  stdin.on('data', print)
  return () => {
    stdin.off('data', print)
    stdin.pause()
  }
}

/** Ctrl-C, a polite kill or a closed terminal. */
function whenStopped(io: CliIo): Promise<null> {
  return new Promise((resolve) => {
    const stop = () => resolve(null)
    io.interrupt().addEventListener('abort', stop)
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
  })
}
