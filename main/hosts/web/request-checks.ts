/**
 * Which requests reach the application at all. Three attackers are kept out here, before any token is looked at:
 * another site in the user's browser (Origin, Sec-Fetch-Site), a name made to resolve to 127.0.0.1 (Host; "DNS
 * rebinding"), and a page that lures the user into our address.
 *
 * Sources: RFC 9110 §7.2 (Host); Fetch §3.2 (Origin); Fetch Metadata Request Headers (W3C) §2.3 (Sec-Fetch-Site).
 */
import type { IncomingHttpHeaders } from 'node:http'
import { quote } from '#core/input-error.ts'

export interface Refusal {
  readonly status: 400 | 403 | 404 | 405 | 413 | 415
  readonly expected: string
  readonly got: string
}

/**
 * Browsers always send Origin with POST, PUT and DELETE and Sec-Fetch-Site with everything, so a foreign page cannot
 * leave them out. A program that is no browser may: it still needs the token.
 *
 * @param host the one authority we answer to, `127.0.0.1:<port>`
 */
export function refuseForeign(headers: IncomingHttpHeaders, host: string): Refusal | null {
  if (headers.host !== host) return refuse(`Host ${host}`, headers.host)
  const { origin } = headers
  if (origin !== undefined && origin !== `http://${host}`) return refuse(`Origin http://${host} or none`, origin)
  const site = headers['sec-fetch-site']
  // `none`: typed, bookmarked or opened from outside the browser.
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return refuse('Sec-Fetch-Site same-origin or none', site)
  return null
}

function refuse(expected: string, got: unknown): Refusal {
  return { status: 403, expected, got: got === undefined ? 'nothing' : quote(got) }
}
