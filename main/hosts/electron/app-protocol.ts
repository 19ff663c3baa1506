/**
 * `app://plainview/…`: the page's files, out of a map read at start. No path from a URL ever reaches the disk.
 * A scheme of its own gives the page an origin (file: has none) and takes it out of reach of http.
 */
import type { AssetMap } from '../../io/asset-map.ts'

export const APP_SCHEME = 'app'
export const APP_ORIGIN = `${APP_SCHEME}://plainview`

export interface AssetRequest {
  readonly url: string
  readonly method: string
}

export function answerFromAssets(
  assets: AssetMap,
  headers: Readonly<Record<string, string>>,
  request: AssetRequest,
): Response {
  const refuse = (status: number, why: string) =>
    new Response(why, { status, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' } })
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'only GET')
  const rest = request.url.startsWith(`${APP_ORIGIN}/`) ? request.url.slice(APP_ORIGIN.length) : null
  const asset = rest === null ? undefined : assets.get(rest.split(/[?#]/, 1)[0] ?? '')
  if (asset === undefined) return refuse(404, 'not a file of the page')
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(asset.body), {
    status: 200,
    headers: { ...headers, 'content-type': asset.mediaType },
  })
}
