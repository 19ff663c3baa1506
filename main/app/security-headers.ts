/**
 * The response headers every page of Plainview is served with, on the desktop (`app://plainview/`) and on loopback.
 *
 * Sources: Content Security Policy Level 3 (W3C), HTML §7 (COOP, COEP), Fetch §3.7 (CORP), Permissions Policy (W3C),
 * Referrer Policy (W3C). The page may load what this program shipped and nothing else; it may connect to its own
 * origin only where that is how it reaches the program.
 */

import { encodeBase64 } from '#core/bytes/base64.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import type { Hash } from '#core/capabilities.ts'
import { REPORT_CSS } from '#report/html-style.ts'

export interface SecurityOptions {
  /** `'none'` where calls go over IPC, `'self'` where they go over loopback HTTP. */
  readonly connect: "'none'" | "'self'"
  /** Path the browser reports refused requests to; none where the host sees them itself. */
  readonly reportPath?: string
  /** `sha256-<base64>` of style sheets that documents carry inline (CSP3 §2.3.1, hash-source). */
  readonly styleHashes?: readonly string[]
}

/** The style sheets of documents that are shown in a frame of the page, for `styleHashes`. */
export function inlineStyleHashes(hash: Hash): readonly string[] {
  return [REPORT_CSS].map((sheet) => `sha256-${encodeBase64(hash(encodeUtf8(sheet)))}`)
}

/** What a page that shows documents never needs. Clipboard writing stays: "copy as proof". */
const DENIED_FEATURES = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
] as const

export function contentSecurityPolicy({ connect, reportPath, styleHashes = [] }: SecurityOptions): string {
  const directives = [
    "default-src 'none'",
    "script-src 'self'",
    // React sets `style` through the CSSOM, which this does not forbid. The preview of a report inherits this policy and
    // brings its one style sheet inside the document: its hash is named here instead of 'unsafe-inline'.
    ["style-src 'self'", ...styleHashes.map((hash) => `'${hash}'`)].join(' '),
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "worker-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  if (reportPath !== undefined) directives.push(`report-uri ${reportPath}`)
  return directives.join('; ')
}

export function securityHeaders(options: SecurityOptions): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(options),
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'permissions-policy': DENIED_FEATURES.map((feature) => `${feature}=()`).join(', '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'x-frame-options': 'DENY',
    // Evidence passes through these answers: nothing of it stays in a browser's cache.
    'cache-control': 'no-store',
  }
}
