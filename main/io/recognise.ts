/** What a folder or an archive holds, judged by names alone. */
import { BAG_FILES } from '#core/bundle/bag-names.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { EvidenceFile, EvidenceKind, SkippedFile } from '../app/ports.ts'
import { refusal } from './failure.ts'
import { byPath, type Listed } from './listed.ts'

export interface Recognised {
  readonly kind: EvidenceKind
  readonly files: readonly EvidenceFile[]
  readonly skipped: readonly SkippedFile[]
}

const KNOWN =
  'a disclosure log (a folder that holds entries/), a C2SP tiles log (tile/entries/), or disclosure bundles (bagit.txt); at the top or one folder down'

type Layout = 'log' | 'tlog-tiles' | 'bundles'

/** `container` names what was listed in errors. */
export function recognise(
  listed: readonly Listed[],
  as: 'folder' | 'zip',
  container: string,
): Result<Recognised, InputError> {
  const found = rootsOf(listed)
  if (found.length > 1) {
    const roots = found.map(({ root }) => quote(root)).slice(0, 3)
    return err(refusal('unknown_format', { file: container }, 'one export', `${found.length}: ${roots.join(', ')}`))
  }
  const [only] = found
  if (!only) return err(refusal('unknown_format', { file: container }, KNOWN, whatIsThere(listed)))
  const kind = only.layout === 'log' ? as : only.layout
  const { files, skipped } = below(only.root, listed)
  const twice = kind === as ? segmentTwice(files) : null
  return twice ? err(twice) : ok({ kind, files, skipped })
}

/** Paths by type, with the folders that only the paths below them tell of. */
interface Index {
  readonly files: ReadonlySet<string>
  readonly folders: ReadonlySet<string>
}

function indexOf(listed: readonly Listed[]): Index {
  const files = new Set<string>()
  const folders = new Set<string>()
  for (const { path, type } of listed) {
    if (type === 'file') files.add(path)
    if (type === 'folder') folders.add(path)
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const above = path.slice(0, at)
      if (folders.has(above)) break
      folders.add(above)
    }
  }
  return { files, folders }
}

/** Where the export begins: '' for the top, else 'name/'. Bundles keep the top: one of them may lie in each folder. */
function rootsOf(listed: readonly Listed[]): readonly { readonly root: string; readonly layout: Layout }[] {
  const index = indexOf(listed)
  const top = layoutAt('', index)
  if (top) return [{ root: '', layout: top }]
  const found = [...index.folders].sort().flatMap((folder) => {
    const layout = folder.includes('/') ? null : layoutAt(`${folder}/`, index)
    return layout ? [{ root: `${folder}/`, layout }] : []
  })
  const areBundles = found.length > 0 && found.every(({ layout }) => layout === 'bundles')
  return areBundles ? [{ root: '', layout: 'bundles' }] : found
}

/**
 * An empty log may have no entries at all, and archives drop empty folders: then a `checkpoint` beside `heads/` or `log.vkey`
 * is a disclosure log, one without is a tiles log.
 */
function layoutAt(root: string, { files, folders }: Index): Layout | null {
  if (folders.has(`${root}entries`)) return 'log'
  if (folders.has(`${root}tile/entries`)) return 'tlog-tiles'
  // A bag that lacks some of its files is still one, to be judged and not to be refused.
  if (BAG_FILES.some((file) => files.has(`${root}${file}`))) return 'bundles'
  if (!files.has(`${root}checkpoint`)) return null
  return folders.has(`${root}heads`) || files.has(`${root}log.vkey`) ? 'log' : 'tlog-tiles'
}

function below(root: string, listed: readonly Listed[]): Omit<Recognised, 'kind'> {
  const files: EvidenceFile[] = []
  const outside: SkippedFile[] = []
  for (const { path, bytes, source } of listed) {
    if (source === null) continue
    if (path.startsWith(root)) files.push({ path: path.slice(root.length), bytes, source })
    else outside.push({ path: `../${path}`, why: 'outside' })
  }
  return { files: files.sort(byPath), skipped: [...skippedIn(listed, root), ...outside].sort(byPath) }
}

/** What was left alone, as seen from `root`. */
export function skippedIn(listed: readonly Listed[], root = ''): readonly SkippedFile[] {
  return listed.flatMap(({ path, type }) => {
    if (type !== 'symlink' && type !== 'special') return []
    return [{ path: path.startsWith(root) ? path.slice(root.length) : `../${path}`, why: type }]
  })
}

/** entries/000000.jsonl beside entries/000000.jsonl.gz: which one is the log is not ours to choose. */
function segmentTwice(files: readonly EvidenceFile[]): InputError | null {
  const seen = new Map<string, string>()
  for (const { path } of files) {
    const number = /^entries\/(\d{6})\.jsonl(\.gz)?$/.exec(path)?.[1]
    const other = number === undefined ? undefined : seen.get(number)
    if (other) return refusal('duplicate', { file: path }, `segment ${number} once`, `${quote(other)} as well`)
    if (number !== undefined) seen.set(number, path)
  }
  return null
}

function whatIsThere(listed: readonly Listed[]): string {
  if (listed.length === 0) return 'nothing: it is empty'
  if (listed.some(({ path }) => /^\d{6}\.jsonl(\.gz)?$/.test(path)))
    return 'segments of a log: give the folder above this one'
  const names = listed.slice(0, 3).map(({ path }) => quote(path))
  return listed.length > 3 ? `${names.join(', ')} and ${listed.length - 3} more` : names.join(', ')
}
