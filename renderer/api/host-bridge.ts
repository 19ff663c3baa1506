/** The one place that knows which host this page runs in. */
import type { Bridge, DesktopApi } from '#contract/bridge.ts'
import { createDesktopBridge } from './desktop-bridge.ts'
import { createWebBridge } from './web-bridge.ts'

/** Call once, before anything reads the address (the loopback secret is in it). */
export function createHostBridge(page: Window & { readonly plainview?: DesktopApi } = window): Bridge {
  return page.plainview === undefined ? createWebBridge(page) : createDesktopBridge(page.plainview)
}
