import type { BrowserWindowConstructorOptions } from 'electron'

/**
 * The one window. Everything that would let a page do more than a page can is off; most of it is Electron's default
 * today and stated all the same, so that a change of defaults changes nothing here.
 * Source: Electron documentation, "Security", checklist items 2 to 10.
 */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    title: 'Plainview',
    width: 1280,
    height: 800,
    // WCAG 2.2 §1.4.10: content reflows down to 320 CSS pixels.
    minWidth: 320,
    minHeight: 256,
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // The spelling checker fetches dictionaries from the network.
      spellcheck: false,
    },
  }
}
