import type { IncomingMessage } from 'node:http'
import { quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { Refusal } from './request-checks.ts'

/** A sender of more than its cap is read on to here, so that it gets to see the refusal, and is then cut off. */
const MAX_DISCARDED_BYTES = 16 * 1024 * 1024

/** The request's body as JSON, of at most `maxBytes`. Nothing beyond the cap is kept in memory. */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<Result<unknown, Refusal>> {
  const mediaType = request.headers['content-type']
  if (mediaType?.split(';', 1)[0]?.trim() !== 'application/json')
    return err({ status: 415, expected: 'content-type application/json', got: quote(mediaType ?? '') })
  const body = await readBody(request, maxBytes)
  if (!body.ok) return body
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body.value)))
  } catch {
    return err({ status: 400, expected: 'a JSON document in UTF-8', got: quote(body.value.toString('latin1')) })
  }
}

export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Result<Buffer, Refusal>> {
  const declared = Number(request.headers['content-length'] ?? 0)
  const chunks: Buffer[] = []
  let bytes = 0
  if (declared <= MAX_DISCARDED_BYTES) {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > MAX_DISCARDED_BYTES) break
      if (bytes <= maxBytes) chunks.push(chunk)
    }
  }
  if (bytes <= maxBytes && declared <= maxBytes) return ok(Buffer.concat(chunks))
  return err({
    status: 413,
    expected: `a body of at most ${maxBytes} bytes`,
    got: `${Math.max(bytes, declared)} bytes`,
  })
}
