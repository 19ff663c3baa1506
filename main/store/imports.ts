/**
 * Bringing evidence into a case (docs/formats/case.md §4): listed, copied and hashed, then indexed and judged in one transaction.
 * What a crash leaves behind is a row in `imports` and some files; resuming goes on from there, discarding removes them.
 */
import { createHash } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { refusal } from '#contract/refusal.ts'
import type { Hash } from '#core/capabilities.ts'
import { invariant } from '#core/input-error.ts'
import type { ImportedFacts, ImportHooks, Imports } from '../app/ports/case.ts'
import type { OpenedEvidence } from '../app/ports.ts'
import { replaceBundles } from './bundle-rows.ts'
import { type CaseLayout, incomingFolder, objectPath } from './case-layout.ts'
import { lockCase } from './case-lock.ts'
import type { Store, Writer } from './driver.ts'
import { entryWriter } from './entry-rows.ts'
import { insertEvidence, type NewFile } from './evidence-rows.ts'
import {
  beginImport,
  type ContainerRow,
  deleteImport,
  evidenceFrom,
  type Listing,
  lookAt,
  readImport,
  unfinishedImports,
} from './import-rows.ts'
import { type LeafCacheWriter, writeLeafCache } from './leaf-cache.ts'
import {
  hasObject,
  notAsWritten,
  placeObject,
  readBack,
  removeObject,
  type StagedObject,
  stageObject,
} from './objects.ts'
import { replaceVerdict } from './verdict-rows.ts'

/** Copies are recorded in groups, so that a thousand small notes do not cost a thousand commits. */
const GROUP_FILES = 64
const GROUP_BYTES = 64 * 1024 * 1024
/** Small files are waiting for the disk most of the time. */
const COPIED_AT_ONCE = 4

export function createImports(db: Store, layout: CaseLayout, hash: Hash): Imports {
  return {
    unfinished: () => unfinishedImports(db),
    lock: async () => {
      if (db.readOnly)
        throw refusal({ code: 'conflict', message: 'this case is read-only: nothing can be imported into it' })
      return lockCase(layout)
    },
    begin: (started, evidence) => db.write((tx) => beginImport(tx, started, evidence)),
    bytesToCopy: async (evidenceId) => {
      const { containers } = await found(db, evidenceId)
      const total = containers.reduce((sum, { bytes }) => sum + bytes, 0)
      const missing = await notCopied(layout, containers)
      return { total, done: total - missing.reduce((sum, { bytes }) => sum + bytes, 0) }
    },
    copy: (evidenceId, hooks) => copy(db, layout, evidenceId, hooks),
    commit: (evidenceId, derive) => commit(db, layout, hash, evidenceId, derive),
    discard: (evidenceId) => discard(db, layout, evidenceId),
  }
}

async function found(db: Store, evidenceId: string) {
  const row = await readImport(db, evidenceId)
  if (row === null) throw refusal({ code: 'not_found', message: `no unfinished import ${evidenceId} in this case` })
  return row
}

async function notCopied(layout: CaseLayout, containers: readonly ContainerRow[]): Promise<readonly ContainerRow[]> {
  const there = await Promise.all(
    containers.map(({ sha256, bytes }) => (sha256 === null ? false : hasObject(layout.evidence, sha256, bytes))),
  )
  return containers.filter((_, i) => there[i] !== true)
}

async function copy(db: Store, layout: CaseLayout, evidenceId: string, hooks: ImportHooks): Promise<OpenedEvidence> {
  const { started, listing, containers } = await found(db, evidenceId)
  const names = new Map(listing.files.map(({ container, path }) => [container, path] as const))
  const archives = archivesOf(listing)
  const nameOf = (no: number) => (archives.has(no) ? started.name : (names.get(no) ?? ''))
  const incoming = incomingFolder(layout.evidence)
  await rm(incoming, { recursive: true, force: true })
  await mkdir(incoming, { recursive: true })
  for (const group of grouped(await notCopied(layout, containers))) {
    const staged = new Map<number, StagedObject>()
    await inTurns(group, COPIED_AT_ONCE, async (container) => {
      const name = nameOf(container.no)
      await refuseChanged(container, name)
      const object = await stageObject({ ...container, name }, join(incoming, `${container.no}.part`), hooks)
      // Of a file that is itself, the verification takes the hash from the copy; of an archive it sees the members only.
      if (archives.has(container.no)) await readBack(object, name, { ...hooks, onBytes: () => undefined })
      staged.set(container.no, object)
    })
    for (const container of group) {
      const { bytes = -1 } = staged.get(container.no) ?? {}
      if (bytes !== container.bytes) throw changed(nameOf(container.no), `${container.bytes} bytes`, `${bytes} bytes`)
    }
    // Recorded before they get their names, so that nothing lies in evidence/ that no row knows.
    const hashes = JSON.stringify(Object.fromEntries([...staged].map(([no, { sha256 }]) => [no, sha256])))
    await db.write((tx) =>
      tx.run(
        `UPDATE import_objects SET sha256 = hashes.value FROM json_each(?) AS hashes
         WHERE evidence_id = ? AND no = CAST(hashes.key AS INTEGER)`,
        [hashes, evidenceId],
      ),
    )
    for (const object of staged.values()) await placeObject(layout.evidence, object)
  }
  await rm(incoming, { recursive: true, force: true })
  return copied(layout, await found(db, evidenceId))
}

function copied(layout: CaseLayout, row: Awaited<ReturnType<typeof found>>): OpenedEvidence {
  const shas = new Map(row.containers.map(({ no, sha256 }) => [no, sha256] as const))
  const files = row.listing.files.map(({ path, bytes, container, packing }) => {
    const sha256 = shas.get(container)
    invariant(typeof sha256 === 'string', `container ${container} of ${row.started.evidenceId} was not copied`)
    return { path, bytes, packing, file: objectPath(layout.evidence, sha256) }
  })
  return evidenceFrom(row.started.name, row.started.kind, row.listing.skipped, files)
}

/** An archive is one file on disk that holds files of the export; everything else is itself. */
function archivesOf({ files }: Listing): ReadonlySet<number> {
  const counts = new Map<number, number>()
  for (const { container } of files) counts.set(container, (counts.get(container) ?? 0) + 1)
  const packed = files.filter(
    ({ container, packing }) => (counts.get(container) ?? 0) > 1 || packing.offset > 0 || packing.layers.length > 0,
  )
  return new Set(packed.map(({ container }) => container))
}

async function refuseChanged(container: ContainerRow, name: string): Promise<void> {
  const now = await lookAt(container.source, name)
  if (now.bytes !== container.bytes) throw changed(name, `${container.bytes} bytes`, `${now.bytes} bytes`)
  if (now.modifiedAtMs !== container.modifiedAtMs) {
    const [before, after] = [container.modifiedAtMs, now.modifiedAtMs].map((ms) => new Date(ms).toISOString())
    throw changed(name, `last changed ${before}`, `last changed ${after}`)
  }
}

function changed(name: string, expected: string, got: string) {
  return refusal({
    code: 'refused',
    message: `${name} changed while it was being imported; import it again from the start`,
    place: { file: name },
    expected,
    got,
  })
}

function* grouped(containers: readonly ContainerRow[]): Generator<readonly ContainerRow[]> {
  let group: ContainerRow[] = []
  let bytes = 0
  for (const container of containers) {
    group.push(container)
    bytes += container.bytes
    if (group.length < GROUP_FILES && bytes < GROUP_BYTES) continue
    yield group
    group = []
    bytes = 0
  }
  if (group.length > 0) yield group
}

/** At most `width` at a time. The first failure is thrown once none is running any more. */
async function inTurns<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const workers = Array.from({ length: width }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item)
  })
  const ended = await Promise.allSettled(workers)
  const failed = ended.find((end) => end.status === 'rejected')
  if (failed) throw failed.reason
}

export function cacheFolder(layout: CaseLayout, evidenceId: string): string {
  return join(layout.cache, evidenceId)
}

async function commit(
  db: Store,
  layout: CaseLayout,
  hash: Hash,
  evidenceId: string,
  derive: Parameters<Imports['commit']>[1],
): Promise<void> {
  const row = await found(db, evidenceId)
  const cache = await writeLeafCache(cacheFolder(layout, evidenceId), hash)
  try {
    await db.write((tx) => write(tx, row, cache, derive), 'an import')
  } catch (error) {
    await cache.abandon()
    throw error
  }
  await cache.finish()
}

async function write(
  tx: Writer,
  { started, listing, containers }: Awaited<ReturnType<typeof found>>,
  cache: LeafCacheWriter,
  derive: Parameters<Imports['commit']>[1],
): Promise<void> {
  const no = ((await tx.get<{ no: number | null }>('SELECT MAX(no) AS no FROM evidence'))?.no ?? 0) + 1
  const entries = entryWriter(tx, no, new Map(listing.files.map(({ path }, i) => [path, i] as const)))
  const facts = await derive(async (columns) => {
    await Promise.all([entries.segment(columns), cache.add(columns.leafHashes, columns.blockRoots)])
  })
  const files = listing.files.map((file): NewFile => fileWithHash(file, containers, facts))
  for (const { sha256, bytes } of containers) {
    await tx.run('INSERT INTO objects (sha256, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING', [sha256, bytes])
  }
  await insertEvidence(
    tx,
    {
      no,
      evidenceId: started.evidenceId,
      name: started.name,
      kind: started.kind,
      origin: facts.origin,
      digest: evidenceDigest(files),
      startedAtMs: started.startedAtMs,
      importedAtMs: facts.importedAtMs,
      sizeBytes: started.sizeBytes,
      skipped: listing.skipped,
      ...entries.summary(),
    },
    files,
    entries.lines,
  )
  if (facts.verdict) await replaceVerdict(tx, no, facts.verdict)
  if (facts.bundles) await replaceBundles(tx, no, facts.bundles)
  await deleteImport(tx, started.evidenceId)
}

function fileWithHash(
  { path, bytes, container, packing }: Listing['files'][number],
  containers: readonly ContainerRow[],
  facts: ImportedFacts,
): NewFile {
  const object = containers[container]?.sha256
  const sha256 = facts.sha256.get(path)
  invariant(typeof object === 'string' && sha256 !== undefined, `${path} was not hashed`)
  const isWhole = packing.offset === 0 && packing.layers.length === 0 && containers[container]?.bytes === bytes
  if (isWhole && object !== sha256) throw refusal(notAsWritten(path, object, sha256))
  return { path, bytes, sha256, object, packing }
}

/** SHA-256 over the sorted lines "<sha256 hex>  <path>\n": `sha256sum` of the files, through `LC_ALL=C sort`, through `sha256sum`. Hex. */
export function evidenceDigest(files: readonly { readonly path: string; readonly sha256: string }[]): string {
  const lines = files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).sort()
  return createHash('sha256').update(lines.join('')).digest('hex')
}

/** Files first: a crash in between leaves an import that can be discarded again, not files that no row knows. */
async function discard(db: Store, layout: CaseLayout, evidenceId: string): Promise<void> {
  await found(db, evidenceId)
  const unused = await db.all<{ sha256: string }>(
    `SELECT DISTINCT sha256 FROM import_objects WHERE evidence_id = ? AND sha256 IS NOT NULL
       AND sha256 NOT IN (SELECT sha256 FROM objects)
       AND sha256 NOT IN (SELECT sha256 FROM import_objects WHERE evidence_id <> ? AND sha256 IS NOT NULL)`,
    [evidenceId, evidenceId],
  )
  await Promise.all([
    rm(incomingFolder(layout.evidence), { recursive: true, force: true }),
    rm(cacheFolder(layout, evidenceId), { recursive: true, force: true }),
    inTurns(unused, COPIED_AT_ONCE, ({ sha256 }) => removeObject(layout.evidence, sha256)),
  ])
  await db.write((tx) => deleteImport(tx, evidenceId))
}
