import { statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { toInputError } from './failure.ts'

/** Bytes this user may still write where `path` is or would be: the nearest folder above it that exists decides. */
export async function freeBytesAt(path: string): Promise<Result<number, InputError>> {
  for (let at = resolve(path); ; at = dirname(at)) {
    try {
      const { bavail, bsize } = await statfs(at)
      return ok(bavail * bsize)
    } catch (caught) {
      const isMissing = caught instanceof Error && 'code' in caught && caught.code === 'ENOENT'
      if (!isMissing || at === dirname(at)) return err(toInputError(caught, at))
    }
  }
}
