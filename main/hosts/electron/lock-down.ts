/**
 * What a window and its session may not do. Takes the few members of Electron's objects that are used, so that the
 * rules are tested without Electron.
 */
import type { NetworkCounter } from '../../app/network-counter.ts'
import { APP_ORIGIN } from './app-protocol.ts'

interface Preventable {
  readonly preventDefault: () => void
}
interface FrameNavigation extends Preventable {
  readonly url: string
  readonly isMainFrame: boolean
}

export interface LockableContents {
  on(event: 'will-navigate' | 'will-redirect' | 'will-attach-webview', listener: (event: Preventable) => void): unknown
  on(event: 'will-frame-navigate', listener: (event: FrameNavigation) => void): unknown
  setWindowOpenHandler(handler: () => { action: 'deny' }): void
}

/**
 * The page never leaves: it has one address, and its routes are fragments, which are no navigation.
 * The preview of a report is a frame whose document comes with it (`srcdoc`).
 */
export function denyNavigation(contents: LockableContents): void {
  for (const event of ['will-navigate', 'will-redirect', 'will-attach-webview'] as const)
    contents.on(event, (attempt) => attempt.preventDefault())
  contents.on('will-frame-navigate', (attempt) => {
    if (attempt.isMainFrame || attempt.url !== 'about:srcdoc') attempt.preventDefault()
  })
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

export interface LockableSession {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, answer: (granted: boolean) => void) => void,
  ): void
  setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean): void
  setDevicePermissionHandler(handler: () => boolean): void
  readonly webRequest: {
    onBeforeRequest(
      listener: (details: { readonly url: string }, answer: (response: { cancel: boolean }) => void) => void,
    ): void
  }
  on(event: 'will-download', listener: (event: Preventable) => void): unknown
}

/** "Copy as proof" writes text to the clipboard, after a click; nothing else is granted. */
const GRANTED = new Set(['clipboard-sanitized-write'])

export function denyPermissions(session: LockableSession): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(GRANTED.has(permission)))
  session.setPermissionCheckHandler((_contents, permission) => GRANTED.has(permission))
  session.setDevicePermissionHandler(() => false)
  // Files are saved through the channel and a dialog.
  session.on('will-download', (event) => event.preventDefault())
}

/** Cancels and counts every request that does not stay inside the program. */
export function blockNetwork(session: LockableSession, network: NetworkCounter): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const inside = staysInside(url)
    if (!inside) network.note({ by: 'page', target: url.slice(0, 200) })
    answer({ cancel: !inside })
  })
}

/** data: and blob: carry their bytes with them or name memory of the page itself. */
export function staysInside(url: string): boolean {
  return url.startsWith(`${APP_ORIGIN}/`) || url.startsWith('data:') || url.startsWith(`blob:${APP_ORIGIN}/`)
}
