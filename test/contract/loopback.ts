/** For tests of the loopback host: a host on two files and a recording app, and raw requests with exactly the headers given. */
import { mkdtempSync, rmSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Call } from '#contract/contract.ts'
import { ok } from '#core/result.ts'
import { createNetworkCounter, type NetworkAttempt } from '../../main/app/network-counter.ts'
import { startWebHost, type WebHost } from '../../main/hosts/web/web-host.ts'

export interface Response {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}
export interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface Loopback {
  readonly host: WebHost
  readonly port: number
  readonly folder: string
  readonly called: unknown[]
  readonly picked: string[]
  readonly attempts: NetworkAttempt[]
  readonly bugs: string[]
  /** What `jobs.status` answers. */
  readonly jobState: { now: string }
  /** Sends the path as it stands: nothing is normalised on the way. */
  readonly send: (path: string, sent?: Sent) => Promise<Response>
  readonly secret: () => string
  readonly close: () => Promise<void>
}

/** @param files of the page, by URL path; a plain one if left out */
export async function startLoopback(files: Readonly<Record<string, string>> = {}): Promise<Loopback> {
  const folder = mkdtempSync(join(tmpdir(), 'plainview-loopback-'))
  const called: unknown[] = []
  const picked: string[] = []
  const attempts: NetworkAttempt[] = []
  const bugs: string[] = []
  const jobState = { now: 'running' }
  const call = (async (name: string, input: unknown) => {
    called.push([name, input])
    if (name === 'evidence.import') return ok({ jobId: 'job_0123456789abcdef' })
    if (name === 'jobs.status') return ok({ state: jobState.now })
    return ok({ name, input })
  }) as unknown as Call
  const page = { body: Buffer.from('<!doctype html>page'), mediaType: 'text/html; charset=utf-8' }
  const host = await startWebHost(
    {
      call,
      pick: (path) => {
        picked.push(path)
        return `pick_${String(picked.length).padStart(16, '0')}`
      },
    },
    {
      assets: new Map([
        ['/', page],
        ['/index.html', page],
        ...Object.entries(files).map(([path, text]) => [path, asset(path, text)] as const),
      ]),
      network: createNetworkCounter((attempt) => attempts.push(attempt)),
      uploadFolder: join(folder, 'uploads'),
      launch: async () => ok({ caseId: 'case_0123456789abcdef', pickedId: null }),
      logBug: (error) => bugs.push(String(error)),
    },
  )
  const port = Number(new URL(host.url).port)
  return {
    host,
    port,
    folder,
    called,
    picked,
    attempts,
    bugs,
    jobState,
    send: (path, sent) => sendRaw(port, path, sent),
    secret: () => secretOf(host.newUrl()),
    close: async () => {
      await host.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function asset(path: string, text: string) {
  const mediaType = path.endsWith('.js') ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8'
  return { body: Buffer.from(text), mediaType }
}

export function secretOf(url: string): string {
  return new URLSearchParams(new URL(url).hash.slice(1)).get('secret') ?? ''
}

export function sendRaw(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Sent = {},
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      )
      incoming.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Exchanges a fresh secret. */
export async function openSession(loopback: Loopback): Promise<string> {
  const answer = await loopback.send('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret: loopback.secret() }),
  })
  return (JSON.parse(answer.text) as { value: { token: string } }).value.token
}
