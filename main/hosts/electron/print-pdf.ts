/** PDF of a self-contained HTML document, printed by Chromium in a hidden window that can reach nothing. */
import { randomUUID } from 'node:crypto'
import { BrowserWindow, session as sessions } from 'electron'
import { APP_ORIGIN, APP_SCHEME, answerFromAssets } from './app-protocol.ts'
import { denyNavigation, denyPermissions, staysInside } from './lock-down.ts'
import { windowOptions } from './window-options.ts'

const POLICY = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:",
}

/** @param html carries everything it needs; scripts do not run, and nothing is fetched */
export async function printA4(html: string): Promise<Uint8Array> {
  // A session of its own, in memory: no cookie, cache or handler is shared with the page, and it ends with the window.
  const session = sessions.fromPartition(`print-${randomUUID()}`)
  const document = { body: Buffer.from(html), mediaType: 'text/html; charset=utf-8' }
  session.protocol.handle(APP_SCHEME, (request) => answerFromAssets(new Map([['/', document]]), POLICY, request))
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !staysInside(url) }))
  denyPermissions(session)
  const { preload: _none, ...webPreferences } = windowOptions('').webPreferences ?? {}
  const window = new BrowserWindow({ show: false, webPreferences: { ...webPreferences, javascript: false, session } })
  denyNavigation(window.webContents)
  try {
    await window.loadURL(`${APP_ORIGIN}/`)
    return await window.webContents.printToPDF({
      pageSize: 'A4',
      printBackground: true,
      preferCSSPageSize: false,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    })
  } finally {
    window.destroy()
  }
}
