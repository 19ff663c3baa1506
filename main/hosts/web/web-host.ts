/**
 * The loopback host: the same app and the same page as on the desktop, in the user's own browser.
 *
 * Listens on 127.0.0.1 only. Serves files from a map made at start, answers calls to those who hold a session, takes
 * evidence as a stream. docs/guide/security.md lists what it refuses; test/contract/every-host-refuses.test.ts shows it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Launch } from '#contract/bridge.ts'
import type { Call, Input, Name } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { NetworkCounter } from '../../app/network-counter.ts'
import { inlineStyleHashes, securityHeaders } from '../../app/security-headers.ts'
import type { AssetMap } from '../../io/asset-map.ts'
import { sha256 } from '../../io/node-crypto.ts'
import { readBody, readJson } from './read-body.ts'
import { releasingImported } from './release-imported.ts'
import { type Refusal, refuseForeign } from './request-checks.ts'
import { createSessions } from './sessions.ts'
import { MAX_MANIFEST_BYTES, parseManifest } from './upload-manifest.ts'
import { createUploads } from './uploads.ts'

/** What the host needs of the application. */
export interface HostedApp {
  readonly call: Call
  /** Remembers a path the user chose and gives the opaque id that stands for it. */
  readonly pick: (path: string) => string
}

export interface WebHostOptions {
  readonly assets: AssetMap
  readonly network: NetworkCounter
  /** Uploads are kept below this folder until the host closes. */
  readonly uploadFolder: string
  /** What to open first; a page that asks early waits for it. */
  readonly launch: () => Promise<Result<Launch, CallError>>
  /** 0 or absent: any free port. */
  readonly port?: number
  /** Told of our own faults; what came from outside is answered, not logged. */
  readonly logBug: (error: unknown) => void
}

export interface WebHost {
  /** With a one-time secret in the fragment. */
  readonly url: string
  /** Another such address, for another window or when the first was used up. */
  readonly newUrl: () => string
  readonly close: () => Promise<void>
}

export const MAX_CALL_BYTES = 1024 * 1024
const MAX_SESSION_BYTES = 1024
const MAX_REPORT_BYTES = 64 * 1024
const REPORT_PATH = '/csp-report'
const LOOPBACK = '127.0.0.1'

type Answer =
  | { readonly status: number; readonly json: unknown }
  | { readonly status: number; readonly body: Uint8Array; readonly mediaType: string }

export async function startWebHost(app: HostedApp, options: WebHostOptions): Promise<WebHost> {
  const sessions = createSessions()
  const uploads = createUploads(options.uploadFolder)
  /** What each upload of this session is called, by the id the page has for it. */
  const sent = new Map<string, string>()
  const call = releasingImported(app.call, (pickedId) => {
    const path = sent.get(pickedId)
    sent.delete(pickedId)
    if (path !== undefined) uploads.remove(path).catch(options.logBug)
  })
  const headers = securityHeaders({
    connect: "'self'",
    reportPath: REPORT_PATH,
    styleHashes: inlineStyleHashes(sha256),
  })
  const server = createServer({ requestTimeout: 0, headersTimeout: 10_000 }, (request, response) => {
    respond(request).then(
      (answer) => send(request, response, answer),
      (error) => {
        options.logBug(error)
        send(request, response, { status: 500, json: err(internal) })
      },
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, LOOPBACK, resolve)
  })
  const { port } = server.address() as AddressInfo
  const host = `${LOOPBACK}:${port}`

  async function respond(request: IncomingMessage): Promise<Answer> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    if (request.method === 'POST' && path === REPORT_PATH) return takeReport(request)
    const foreign = refuseForeign(request.headers, host)
    if (foreign) return refused(foreign)
    if (request.method === 'GET' || request.method === 'HEAD') return asset(path)
    if (request.method === 'POST' && path === '/session') return openSession(request)
    if (!isOperation(path)) return refused({ status: 404, expected: 'a page of this program', got: path })
    // Any path an operation could have: whether it exists is told only to those who hold a session.
    if (!sessions.holds(request.headers.authorization))
      return refused({ status: 403, expected: 'the token of this session', got: 'another or none' })
    return operate(request, path)
  }

  function asset(path: string): Answer {
    const found = options.assets.get(path)
    if (found) return { status: 200, ...found }
    if (isOperation(path)) return refused({ status: 405, expected: 'POST', got: 'GET' })
    return refused({ status: 404, expected: 'a file of the page', got: path })
  }

  async function openSession(request: IncomingMessage): Promise<Answer> {
    const body = await readJson(request, MAX_SESSION_BYTES)
    if (!body.ok) return refused(body.error)
    const { secret } = (body.value ?? {}) as { secret?: unknown }
    const token = typeof secret === 'string' ? sessions.redeem(secret) : null
    if (token !== null) return { status: 200, json: ok({ token }) }
    return refused({ status: 403, expected: 'a secret that was printed at start and not yet used', got: 'another' })
  }

  async function operate(request: IncomingMessage, path: string): Promise<Answer> {
    const [, area, id, ...more] = path.split('/')
    const name = `${request.method} /${area}`
    if (more.length > 0) return refused({ status: 404, expected: 'an operation', got: path })
    if (name === 'POST /call' && id) {
      const body = await readJson(request, MAX_CALL_BYTES)
      if (!body.ok) return refused(body.error)
      return { status: 200, json: await call(decode(id) as Name, body.value as Input<Name>) }
    }
    if (name === 'POST /launch' && id === undefined) return { status: 200, json: await options.launch() }
    if (name === 'POST /uploads' && id === undefined) {
      const body = await readJson(request, MAX_MANIFEST_BYTES)
      const manifest = body.ok ? parseManifest(body.value) : body
      const uploadId = manifest.ok ? await uploads.announce(manifest.value) : manifest
      return uploadId.ok ? { status: 200, json: ok({ uploadId: uploadId.value }) } : refused(uploadId.error)
    }
    if (name === 'PUT /uploads' && id) {
      const received = await uploads.receive(id, request)
      if (!received.ok) return refused(received.error)
      const pickedId = app.pick(received.value)
      sent.set(pickedId, received.value)
      return { status: 200, json: ok({ pickedId }) }
    }
    return refused({ status: 405, expected: 'POST /call/<name>, POST /uploads or PUT /uploads/<id>', got: `${name}` })
  }

  /**
   * What the browser refused (CSP `report-uri`). It sends no token, and from a sandboxed frame no origin of ours, so
   * this only counts: the worst a stranger can do is raise the number of attempts shown.
   */
  async function takeReport(request: IncomingMessage): Promise<Answer> {
    const { host: given, origin } = request.headers
    if (given !== host) return refused({ status: 403, expected: `Host ${host}`, got: 'another' })
    if (origin !== undefined && origin !== 'null' && origin !== `http://${host}`)
      return refused({ status: 403, expected: `Origin http://${host}`, got: origin })
    const body = await readBody(request, MAX_REPORT_BYTES)
    if (!body.ok) return refused(body.error)
    const blocked = blockedUri(body.value)
    if (/^[a-z][a-z0-9+.-]*:/i.test(blocked)) options.network.note({ by: 'page', target: blocked.slice(0, 200) })
    // "inline", "eval": nothing that would have reached the network, but nothing of ours does it either.
    else options.logBug(new Error(`the page's policy refused ${quote(blocked)}`))
    return { status: 204, body: new Uint8Array(), mediaType: 'text/plain' }
  }

  function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
    const body = 'json' in answer ? Buffer.from(JSON.stringify(answer.json)) : answer.body
    const mediaType = 'json' in answer ? 'application/json' : answer.mediaType
    if (!request.complete) response.setHeader('connection', 'close')
    response.writeHead(answer.status, { ...headers, 'content-type': mediaType, 'content-length': body.length })
    response.end(request.method === 'HEAD' ? undefined : body)
  }

  const newUrl = () => `http://${host}/#secret=${sessions.newSecret()}`
  return {
    url: newUrl(),
    newUrl,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      uploads.close()
    },
  }
}

const internal: CallError = { code: 'internal', message: 'the request failed; the log has the details' }

function isOperation(path: string): boolean {
  return /^\/(call|launch|uploads|session)(\/|$)/.test(path)
}

/** Refusals have the shape of a refused call, so that a page has one way to read an answer. */
function refused({ status, expected, got }: Refusal): Answer {
  const code = status === 404 ? 'not_found' : status === 403 ? 'unavailable' : 'bad_request'
  const result: Result<never, CallError> = err({ code, message: `expected ${expected}, got ${got}`, expected, got })
  return { status, json: result }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function blockedUri(report: Buffer): string {
  try {
    const { 'csp-report': body } = JSON.parse(report.toString('utf8')) as { 'csp-report'?: { 'blocked-uri'?: unknown } }
    return String(body?.['blocked-uri'] ?? 'unknown')
  } catch {
    return 'unknown'
  }
}
