/**
 * The files a bundle has, and no others: docs/formats/bundle.md, "The bag".
 *
 * BagIt (RFC 8493) would allow any name, and with it path tricks, look-alike letters and percent encoding; a fixed
 * grammar leaves nothing to be attacked.
 */
import { quote } from '../input-error.ts'
import { type BundleFailure, failure } from './check.ts'

export const STATEMENT = 'disclosure.json'
export const NOTE = 'bundle.note'
export const MANIFEST = 'manifest-sha256.txt'
export const TAGMANIFEST = 'tagmanifest-sha256.txt'
export const BAGIT = 'bagit.txt'
export const BAG_INFO = 'bag-info.txt'
export const INDEX_PAYLOAD = 'data/0001.jwe'

/** In the order a reader meets them. */
export const BAG_FILES: readonly string[] = [BAGIT, BAG_INFO, MANIFEST, TAGMANIFEST, STATEMENT, NOTE]

/** What tagmanifest-sha256.txt covers: every tag file except itself and the note, which signs its digest. */
export const TAG_FILES: readonly string[] = [BAGIT, BAG_INFO, STATEMENT, MANIFEST]

const PAYLOAD = /^data\/[0-9]{4,6}\.jwe$/

/** Payloads count from 1. */
export const payloadPath = (at: number): string => `data/${String(at).padStart(4, '0')}.jwe`

export const isPayloadPath = (path: string): boolean => PAYLOAD.test(path)

/** What lies in the folder or archive, before anything is read. */
export interface BagMember {
  readonly path: string
  readonly type: 'file' | 'folder' | 'symlink' | 'special'
}

const EXPECTED = `${BAG_FILES.join(', ')} and data/[0-9]{4,6}.jwe`

/** A folder that is not empty shows in the names of what it holds. */
const isNamedBelow = (folder: string, members: readonly BagMember[]): boolean =>
  members.some(({ path }) => path.startsWith(`${folder}/`))

export function checkNames(members: readonly BagMember[]): readonly BundleFailure[] {
  const failures: BundleFailure[] = []
  for (const { path, type } of members) {
    const shown = path.length <= 200 ? path : `${path.slice(0, 200)}…`
    if (type === 'symlink' || type === 'special') {
      failures.push(
        failure(shown, 'file_link', 'files and no links', `a ${type === 'symlink' ? 'symbolic link' : type}`),
      )
    } else if (path === 'fetch.txt') {
      failures.push(failure(shown, 'file_name', 'a bag that is complete, without fetch.txt', quote(path)))
    } else if (
      type === 'folder'
        ? path !== 'data' && !isNamedBelow(path, members)
        : !BAG_FILES.includes(path) && !isPayloadPath(path)
    ) {
      failures.push(failure(shown, 'file_name', EXPECTED, quote(path)))
    }
  }
  const files = new Set(members.flatMap(({ path, type }) => (type === 'file' ? [path] : [])))
  for (const path of [...BAG_FILES, INDEX_PAYLOAD]) {
    if (!files.has(path)) failures.push(failure(path, 'file_missing', 'a file', 'nothing'))
  }
  return failures
}
