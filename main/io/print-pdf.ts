/**
 * HTML to PDF by an installed Chromium, for hosts without Electron. The page is a local file, scripts do not run in it
 * (its own policy forbids them) and the browser is started with every connection refused.
 */
import { execFile } from 'node:child_process'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export type Paper = 'A4' | 'Letter'

/** Where distributions put it; CHROMIUM_PATH comes first. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

const TIMEOUT_MS = 90_000

export async function findChromium(environment: Readonly<Record<string, string | undefined>>): Promise<string | null> {
  for (const place of [environment.CHROMIUM_PATH, ...PLACES]) {
    if (place === undefined) continue
    const isThere = await access(place).then(
      () => true,
      () => false,
    )
    if (isThere) return place
  }
  return null
}

/** The page size as the stylesheet says it: Chromium's command line has no option for it. */
export function withPaper(html: string, paper: Paper): string {
  return html
    .replace('</head>', `<style>@page{size:${paper}}</style></head>`)
    .replace(/style-src '[^']*'/, "style-src 'unsafe-inline'")
}

/** @returns null where no browser is installed or it did not print in time; the caller says so */
export async function printPdf(html: string, paper: Paper, chromium: string): Promise<Uint8Array | null> {
  const folder = await mkdtemp(join(tmpdir(), 'plainview-print-'))
  try {
    const page = join(folder, 'report.html')
    const out = join(folder, 'report.pdf')
    await writeFile(page, withPaper(html, paper))
    const isRoot = process.getuid?.() === 0
    const flags = [
      '--headless',
      // Chromium's own sandbox does not start as root; the page has no script and no network.
      ...(isRoot ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND',
      '--no-pdf-header-footer',
      `--user-data-dir=${join(folder, 'profile')}`,
      `--print-to-pdf=${out}`,
      pathToFileURL(page).href,
    ]
    await new Promise<void>((resolve) => {
      execFile(chromium, flags, { timeout: TIMEOUT_MS, killSignal: 'SIGKILL' }, () => resolve())
    })
    const bytes = await readFile(out).catch(() => null)
    return bytes?.subarray(0, 5).toString('latin1') === '%PDF-' ? bytes : null
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}
