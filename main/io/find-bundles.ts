/**
 * The bundles in what somebody points at: a bag as a folder or a .zip, or a folder or .zip of many, each a folder or
 * (in a folder) a .zip. Anything else beside them is left alone: proofs travel there. Lists only; reads no content.
 */
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { BAG_FILES } from '#core/bundle/bag-names.ts'
import type { InputError } from '#core/input-error.ts'
import { quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { OpenedEvidence } from '../app/ports.ts'
import { refusal, toInputError } from './failure.ts'
import { listFolder } from './list-folder.ts'
import { listZip } from './list-zip.ts'
import { byPath, type Listed } from './listed.ts'

export interface FoundBundle {
  /** Within what was given; '.' for the thing itself. */
  readonly path: string
  /** Relative to the bag. Empty where `archive` says why. */
  readonly members: readonly Listed[]
  /** Why this archive among several could not be read. */
  readonly archive: InputError | null
}

const MOST_LISTED = 3

export async function findBundles(path: string): Promise<Result<readonly FoundBundle[], InputError>> {
  const name = basename(resolve(path))
  try {
    const found = await stat(path)
    if (!found.isDirectory()) {
      const listed = await listZip(path, name)
      if (!listed.ok) return listed
      return orNone(bagsIn(listed.value, '.'), name, listed.value)
    }
    const listed = await listFolder(path, name)
    if (!listed.ok) return listed
    const here = bagsIn(listed.value, '.')
    if (here.some((bag) => bag.path === '.')) return ok(here)
    const all = await withArchives(here, listed.value)
    return orNone(all, name, listed.value)
  } catch (caught) {
    return err(toInputError(caught, name))
  }
}

/** The same in evidence that was listed before and whose files may lie under other names: the copy in a case. */
export async function findBundlesIn(evidence: OpenedEvidence): Promise<Result<readonly FoundBundle[], InputError>> {
  const { name, files, skipped = [] } = evidence
  const listed: readonly Listed[] = [
    ...files.map((file): Listed => ({ ...file, type: 'file' })),
    ...skipped.flatMap(({ path, why }): Listed[] =>
      why === 'outside' ? [] : [{ path, type: why, bytes: 0, source: null }],
    ),
  ].sort(byPath)
  try {
    const here = bagsIn(listed, '.')
    return orNone(here.some((bag) => bag.path === '.') ? here : await withArchives(here, listed), name, listed)
  } catch (caught) {
    return err(toInputError(caught, name))
  }
}

/** Bags in folders, and those in archives beside them; an archive within an archive is left alone. */
async function withArchives(here: readonly FoundBundle[], listed: readonly Listed[]): Promise<readonly FoundBundle[]> {
  const zipped: FoundBundle[] = []
  for (const { path: member, source } of listed) {
    if (!/^[^/]+\.zip$/i.test(member) || source === null || source.offset > 0 || source.layers.length > 0) continue
    const inside = await listZip(source.file, member)
    if (inside.ok) zipped.push(...bagsIn(inside.value, member))
    else zipped.push({ path: member, members: [], archive: inside.error })
  }
  return [...here, ...zipped].sort(byPath)
}

function orNone(
  found: readonly FoundBundle[],
  name: string,
  listed: readonly Listed[],
): Result<readonly FoundBundle[], InputError> {
  if (found.length > 0) return ok(found)
  const names = listed.slice(0, MOST_LISTED).map(({ path }) => quote(path))
  const got = listed.length === 0 ? 'nothing' : names.join(', ')
  return err(refusal('unknown_format', { file: name }, 'a disclosure bundle, or a folder of them', got))
}

/** The bag at the top, or those one folder down. `container` is what the paths begin with. */
function bagsIn(listed: readonly Listed[], container: string): readonly FoundBundle[] {
  const isBag = (root: string) => BAG_FILES.some((file) => listed.some(({ path }) => path === `${root}${file}`))
  if (isBag('')) return [{ path: container, members: listed, archive: null }]
  const byFolder = new Map<string, Listed[]>()
  for (const each of listed) {
    const slash = each.path.indexOf('/')
    if (slash < 0) continue
    const folder = each.path.slice(0, slash)
    const inside = byFolder.get(folder) ?? []
    inside.push({ ...each, path: each.path.slice(slash + 1) })
    byFolder.set(folder, inside)
  }
  const bags = [...byFolder].filter(([, members]) => members.some(({ path }) => BAG_FILES.includes(path)))
  return bags.map(([folder, members]) => ({
    path: container === '.' ? folder : bags.length === 1 ? container : `${container}/${folder}`,
    members,
    archive: null,
  }))
}
