import { open } from 'node:fs/promises'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { digits, failure, refusal, toInputError } from './failure.ts'

/** A small file that somebody named: a key, a policy, a head. `place` is what errors call it. Pipes are read too, up to the same cap. */
export async function readInput(path: string, maxBytes: number, place = path): Promise<Result<Buffer, InputError>> {
  try {
    const handle = await open(path, 'r')
    try {
      const found = await handle.stat()
      if (found.isDirectory()) throw failure(refusal('unreadable', { file: place }, 'a file', 'a folder'))
      const buffer = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(found.size, 65_536)) + 1)
      const parts: Buffer[] = []
      let total = 0
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, null)
        if (bytesRead === 0) return ok(Buffer.concat(parts))
        total += bytesRead
        if (total > maxBytes)
          throw failure(refusal('too_large', { file: place }, `at most ${digits(maxBytes)} bytes`, 'more'))
        parts.push(Buffer.from(buffer.subarray(0, bytesRead)))
      }
    } finally {
      await handle.close()
    }
  } catch (caught) {
    return err(toInputError(caught, place))
  }
}
