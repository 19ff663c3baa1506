/** The application for one command: put together as for every other host, closed when the command has ended. */
import { quote } from '#core/input-error.ts'
import type { App } from '../../app/create-app.ts'
import { createNetworkCounter } from '../../app/network-counter.ts'
import { shutNetwork } from '../../io/network-guard.ts'
import { compose } from '../compose.ts'
import type { CliIo } from './io.ts'

export async function withApp<T>(io: CliIo, work: (app: App) => Promise<T>): Promise<T> {
  const network = createNetworkCounter(({ target }) =>
    io.stderr(`plainview: refused a connection to ${quote(target)}\n`),
  )
  const guard = shutNetwork((target) => network.note({ by: 'process', target }))
  const logBug = (error: unknown) => io.stderr(`plainview: ${error instanceof Error ? error.stack : String(error)}\n`)
  const app = await compose({ host: 'cli', network, logBug })
  try {
    return await work(app)
  } finally {
    await app.close()
    guard.open()
  }
}
