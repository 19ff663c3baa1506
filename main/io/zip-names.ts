/** Names in an archive: plain, unique, and the same for every program that reads them. */
import type { Entry } from 'yauzl'
import { quote } from '#core/input-error.ts'
import { digits, failure, refusal } from './failure.ts'
import { LIMITS } from './limits.ts'

/** APPNOTE Appendix D: general purpose bit 11, the name is UTF-8. */
const FLAG_UTF8 = 1 << 11

/** A member's path without the slash that ends a folder's, after yauzl has refused `..`, absolute ones and backslashes. */
export function memberPath(entry: Entry): string {
  const path = entry.fileName.replace(/\/$/, '')
  const bad = (expected: string) =>
    failure(refusal('bad_archive', { file: quote(entry.fileName) }, expected, quote(entry.fileName)))
  if (entry.fileNameRaw.length > LIMITS.pathBytes) {
    throw failure(
      refusal(
        'limit_exceeded',
        { file: quote(path) },
        `a path of at most ${digits(LIMITS.pathBytes)} bytes (limit: pathBytes)`,
        digits(entry.fileNameRaw.length),
      ),
    )
  }
  if (path.split('/').some((part) => part === '' || part === '.')) throw bad('a path without empty or "." parts')
  if (path.includes('\0')) throw bad('a name without NUL')
  const raw = entry.fileNameRaw.toString('latin1')
  if (entry.generalPurposeBitFlag & FLAG_UTF8 && path.includes('\uFFFD')) throw bad('a name in UTF-8')
  // A Unicode Path extra field (0x7075) that renames a plain name: some programs follow it, others do not.
  if (/^[\x20-\x7e]+$/.test(raw) && raw !== entry.fileName) throw bad(`the name ${quote(raw)}, as its header says`)
  return path
}

/** Refuses a name that is there twice, and a file that is also a folder. */
export function checkNames(paths: readonly string[], archive: string): void {
  const seen = new Set<string>()
  for (const path of paths) {
    if (seen.has(path)) throw failure(refusal('duplicate', { file: archive }, 'each name once', `${quote(path)} twice`))
    seen.add(path)
  }
}

/** The nearest part of `path` above it that is a file, or null. */
export function fileAbove(path: string, files: ReadonlySet<string>): string | null {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    const above = path.slice(0, at)
    if (files.has(above)) return above
  }
  return null
}
