/**
 * What a page says it is about to send: names and sizes, checked before a byte is accepted. The names become files in
 * a private folder, so each must be a plain relative path that can only lie below it.
 */
import { z } from 'zod'
import { quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { Refusal } from './request-checks.ts'

export const MAX_UPLOAD_FILES = 100_000
/** 64 GiB: about 150 million entries of 443 bytes. */
export const MAX_UPLOAD_BYTES = 64 * 1024 ** 3
/** Room for the largest number of files at 160 characters a path. */
export const MAX_MANIFEST_BYTES = 16 * 1024 * 1024
/** ext4, APFS and NTFS all end here (bytes or UTF-16 units). */
const MAX_NAME_BYTES = 255
const MAX_PATH_BYTES = 1024

const Manifest = z.strictObject({
  files: z
    .array(z.strictObject({ path: z.string().min(1), bytes: z.int().nonnegative() }))
    .min(1)
    .max(MAX_UPLOAD_FILES),
})

export interface UploadManifest {
  readonly files: readonly { readonly path: string; readonly bytes: number }[]
  readonly totalBytes: number
}

export function parseManifest(
  document: unknown,
  platform: NodeJS.Platform = process.platform,
): Result<UploadManifest, Refusal> {
  const parsed = Manifest.safeParse(document)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return err({
      status: 400,
      expected: `${issue?.path.join('.') || 'manifest'}: ${issue?.message}`,
      got: quote(document),
    })
  }
  const { files } = parsed.data
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0)
  if (totalBytes > MAX_UPLOAD_BYTES)
    return err({ status: 413, expected: `at most ${MAX_UPLOAD_BYTES} bytes in all`, got: `${totalBytes} bytes` })
  const seen = new Set<string>()
  for (const { path } of files) {
    const why = whyUnsafe(path, platform)
    if (why !== null) return err({ status: 400, expected: why, got: quote(path) })
    // Names that are one only to a file system without case are found when the second cannot be created.
    if (seen.has(path)) return err({ status: 400, expected: 'each path once', got: `${quote(path)} again` })
    seen.add(path)
  }
  return ok({ files, totalBytes })
}

/** Null for a path that can only name a file below the folder it is joined to. */
export function whyUnsafe(path: string, platform: NodeJS.Platform): string | null {
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `a path of at most ${MAX_PATH_BYTES} bytes`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\\\u0000-\u001f\u007f]/.test(path)) return 'a path without backslashes and control characters'
  if (/\p{Surrogate}/u.test(path)) return 'a path in Unicode without lone surrogates'
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.' || segment === '..') return 'a relative path without empty, . and .. parts'
    if (Buffer.byteLength(segment) > MAX_NAME_BYTES) return `names of at most ${MAX_NAME_BYTES} bytes`
    // On Windows a colon opens another stream of the file, and a full stop or space at the end is dropped silently.
    if (platform === 'win32' && /[:*?"<>|]|[. ]$/.test(segment)) return 'names that Windows allows'
  }
  return null
}
