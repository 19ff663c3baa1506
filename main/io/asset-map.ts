/**
 * The files of the built page, read once when a host starts. Hosts answer from this map and never join a path that
 * came from outside, so there is nothing a `..` could climb out of.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, sep } from 'node:path'

export interface Asset {
  readonly body: Uint8Array
  readonly mediaType: string
}
/** Key: URL path from `/`, as the browser asks for it. */
export type AssetMap = ReadonlyMap<string, Asset>

/** Everything a build may contain (IANA media types). A file of another kind is a mistake in the build. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}
/** The built page is about 3 MB; far above that, something was built in that should not be. */
const MAX_TOTAL_BYTES = 64 * 1024 * 1024

/** Reads `folder` (the build's `out/renderer`). `/` answers with index.html. Throws where the build is missing or odd. */
export function readAssets(folder: string): AssetMap {
  const assets = new Map<string, Asset>()
  let totalBytes = 0
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(folder, path)
    if (!statSync(file).isFile() || path.endsWith('.map')) continue
    const mediaType = MEDIA_TYPES[extname(path)]
    if (mediaType === undefined) throw new Error(`bug: ${file} is of no kind the page is made of`)
    const body = readFileSync(file)
    totalBytes += body.length
    if (totalBytes > MAX_TOTAL_BYTES)
      throw new Error(`bug: the page in ${folder} is larger than ${MAX_TOTAL_BYTES} bytes`)
    assets.set(`/${path.split(sep).join('/')}`, { body, mediaType })
  }
  const index = assets.get('/index.html')
  if (index === undefined) throw new Error(`bug: no index.html in ${folder}; run npm run build`)
  assets.set('/', index)
  return assets
}
