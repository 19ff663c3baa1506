/**
 * The desktop program: one window, one channel, no network. The rules it applies live beside this file, each testable
 * without Electron; this file only connects them.
 */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session } from 'electron'
import { DESKTOP_CHANNEL } from '#contract/desktop-message.ts'
import { prepareLaunch } from '../../app/launch.ts'
import { createNetworkCounter } from '../../app/network-counter.ts'
import { inlineStyleHashes, securityHeaders } from '../../app/security-headers.ts'
import { readAssets } from '../../io/asset-map.ts'
import { shutNetwork } from '../../io/network-guard.ts'
import { sha256 } from '../../io/node-crypto.ts'
import { compose } from '../compose.ts'
import { APP_ORIGIN, APP_SCHEME, answerFromAssets } from './app-protocol.ts'
import { answerMessage, isOurs } from './channel.ts'
import { debuggingSwitches, SWITCHES } from './command-line-switches.ts'
import { desktopDialogs } from './dialogs.ts'
import { parseLaunch } from './launch-arguments.ts'
import { blockNetwork, denyNavigation, denyPermissions } from './lock-down.ts'
import { menuTemplate } from './menu.ts'
import { printA4 } from './print-pdf.ts'
import { windowOptions } from './window-options.ts'

// electron-vite builds to out/main, out/preload and out/renderer.
const OUT = join(import.meta.dirname, '..')

const log = (line: string) => void process.stderr.write(`plainview: ${line}\n`)
const logBug = (error: unknown) => log(error instanceof Error ? String(error.stack) : String(error))

const debugging = app.isPackaged ? debuggingSwitches(process.argv) : []
if (debugging.length > 0) {
  log(`refuses to run with ${debugging.join(', ')}: another program could take over the window`)
  app.exit(2)
} else if (!app.requestSingleInstanceLock()) {
  app.exit(0)
} else {
  for (const [name, value] of SWITCHES) app.commandLine.appendSwitch(name, value)
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true } }])
  app.on('web-contents-created', (_event, contents) => denyNavigation(contents))
  app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      logBug(error)
      dialog.showErrorBox('Plainview cannot start', error instanceof Error ? error.message : String(error))
      app.exit(1)
    })
}

async function run(): Promise<void> {
  const network = createNetworkCounter(({ by, target }) => log(`the ${by} was refused a connection to ${target}`))
  shutNetwork((target) => network.note({ by: 'process', target }))
  const ours = session.defaultSession
  denyPermissions(ours)
  blockNetwork(ours, network)
  const assets = readAssets(join(OUT, 'renderer'))
  const headers = securityHeaders({ connect: "'none'", styleHashes: inlineStyleHashes(sha256) })
  protocol.handle(APP_SCHEME, (request) => answerFromAssets(assets, headers, request))
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged)))

  const composed = await compose({ host: 'electron', network, logBug, printPdf: printA4 })
  // In development Electron's own arguments begin with the app's folder.
  const argv = process.argv.slice(app.isPackaged ? 1 : 2)
  const launch = prepareLaunch({ ...composed, sleep }, parseLaunch(argv))

  const window = new BrowserWindow(windowOptions(join(OUT, 'preload', 'index.cjs')))
  const ports = { ...composed, ...desktopDialogs(window), launch: () => launch, logBug }
  ipcMain.handle(DESKTOP_CHANNEL, async (event, message: unknown) => {
    const heard = isOurs(event, window.isDestroyed() ? null : window, APP_ORIGIN)
    if (!heard) throw new Error(`refused: a message from ${event.senderFrame?.url ?? 'a closed frame'}`)
    return answerMessage(ports, message)
  })
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  app.on('window-all-closed', () => app.quit())
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    // Running work ends as if it had never started, and cases are closed, before the program does.
    event.preventDefault()
    closed = true
    composed
      .close()
      .catch(logBug)
      .finally(() => app.quit())
  })
  window.once('ready-to-show', () => window.show())
  await window.loadURL(`${APP_ORIGIN}/`)
}
