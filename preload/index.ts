/**
 * The only code that stands between the page and main: sandboxed, context-isolated, no Node. It offers the page
 * `window.plainview` (shared/contract/bridge.ts) and sends every request over one channel; main checks the sender.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { DesktopApi } from '#contract/bridge.ts'
import type { DesktopMessage } from '#contract/desktop-message.ts'

// Not imported: zod would come with it into the preload. test/unit/desktop-channel.test.ts compares the two.
const CHANNEL = 'plainview'

const ask = <T>(message: DesktopMessage): Promise<T> => ipcRenderer.invoke(CHANNEL, message)

const api: DesktopApi = {
  host: 'electron',
  call: (name, input) => ask({ kind: 'call', name, input }),
  launch: () => ask({ kind: 'launch' }),
  pickEvidence: (want) => ask({ kind: 'pick', want }),
  // A File a page made up has no path: Electron answers ''.
  pickFiles: (files) => ask({ kind: 'dropped', paths: files.map((file) => webUtils.getPathForFile(file as File)) }),
  saveFile: (name, mediaType, content) => ask({ kind: 'save', name, mediaType, content }),
}

contextBridge.exposeInMainWorld('plainview', api)
