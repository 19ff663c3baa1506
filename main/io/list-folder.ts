import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { digits, failure, refusal, toInputError } from './failure.ts'
import { LIMITS } from './limits.ts'
import { byPath, type Listed } from './listed.ts'

/** Files asked for their size at once. */
const BATCH = 64

/** Everything under `root`, sorted by path. Symbolic links are listed and not followed. `name` is what errors call the folder itself. */
export async function listFolder(root: string, name: string): Promise<Result<readonly Listed[], InputError>> {
  const listed: Listed[] = []
  try {
    await walk(root, '', 0, name, listed)
    return ok(listed.sort(byPath))
  } catch (caught) {
    return err(toInputError(caught, name))
  }
}

async function walk(root: string, under: string, depth: number, name: string, listed: Listed[]): Promise<void> {
  const place = { file: under === '' ? name : under.slice(0, -1) }
  if (depth > LIMITS.depth)
    throw failure(refusal('limit_exceeded', place, `folders at most ${LIMITS.depth} deep`, 'deeper'))
  const found = await readdir(`${root}/${under}`, { withFileTypes: true }).catch((caught) => {
    throw failure(toInputError(caught, place.file))
  })
  for (let from = 0; from < found.length; from += BATCH) {
    const batch = await Promise.all(found.slice(from, from + BATCH).map((entry) => look(root, under, entry)))
    listed.push(...batch)
    if (listed.length > LIMITS.files) {
      throw failure(refusal('limit_exceeded', { file: name }, `at most ${digits(LIMITS.files)} files`, 'more'))
    }
  }
  for (const entry of found)
    if (entry.isDirectory()) await walk(root, `${under}${entry.name}/`, depth + 1, name, listed)
}

async function look(root: string, under: string, entry: Dirent): Promise<Listed> {
  const path = `${under}${entry.name}`
  // Where a name is no UTF-8 node shows U+FFFD for it, and could not open it by that name.
  if (/\uFFFD|\p{Surrogate}/u.test(entry.name)) {
    throw failure(refusal('not_utf8', { file: under.slice(0, -1) || '.' }, 'file names in UTF-8', quote(entry.name)))
  }
  if (Buffer.byteLength(path) > LIMITS.pathBytes) {
    throw failure(
      refusal(
        'limit_exceeded',
        { file: quote(path) },
        `a path of at most ${digits(LIMITS.pathBytes)} bytes`,
        'a longer one',
      ),
    )
  }
  if (entry.isDirectory()) return { path, type: 'folder', bytes: 0, source: null }
  if (entry.isSymbolicLink()) return { path, type: 'symlink', bytes: 0, source: null }
  if (!entry.isFile()) return { path, type: 'special', bytes: 0, source: null }
  const file = `${root}/${path}`
  const { size } = await lstat(file).catch((caught) => {
    throw failure(toInputError(caught, path))
  })
  return { path, type: 'file', bytes: size, source: { file, offset: 0, storedBytes: size, layers: [] } }
}
