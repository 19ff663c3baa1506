/** Cases as folders: made, opened, looked at, closed. */
import { access, constants, copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { refusalOf } from '#contract/refusal.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { CaseInfo, CaseLibrary, OpenCase, WhyNot } from '../app/ports/case.ts'
import { bundleRows } from './bundle-rows.ts'
import { CASE_FILE, type CaseLayout, caseLayout } from './case-layout.ts'
import { connect, openStore, type Reader, type Store } from './driver.ts'
import { entryRows } from './entry-rows.ts'
import { type BytesDeps, evidenceBytes } from './evidence-bytes.ts'
import { evidenceRows } from './evidence-rows.ts'
import { createImports } from './imports.ts'
import type { Migration } from './migrate.ts'
import { MIGRATIONS } from './migrations/all.ts'
import { createCaseFile, inspectCaseFile, prepareCaseFile } from './open-case-file.ts'
import { requestRows } from './request-rows.ts'
import { verdictRows } from './verdict-rows.ts'
import { createWorkLog } from './work-log.ts'

export interface LibraryDeps extends BytesDeps {
  readonly migrations?: readonly Migration[]
  /** Whether files in `folder` can be written; a case that cannot is opened from a copy of its database. */
  readonly canWrite?: (folder: string) => Promise<boolean>
}

export function createCaseLibrary(deps: LibraryDeps): CaseLibrary {
  const migrations = deps.migrations ?? MIGRATIONS
  const canWrite = deps.canWrite ?? isWritable

  async function create(folder: string, name: string, nowMs: number): Promise<OpenCase> {
    const layout = caseLayout(folder)
    await mkdir(layout.evidence, { recursive: true })
    await createCaseFile(layout.database, migrations, { name, created_at_ms: String(nowMs) })
    const store = await openStore(layout.database, { readOnly: false })
    return openCase(store, layout, deps, async () => undefined)
  }

  return {
    create,
    createDraft: async (folder, name, nowMs) => {
      await sweepDrafts(dirname(folder), nowMs)
      const draft = join(dirname(folder), `${DRAFT}${basename(folder)}`)
      const theCase = await create(draft, name, nowMs)
      return {
        openCase: theCase,
        keep: () => rename(draft, folder),
        drop: async () => {
          await theCase.close()
          await rm(draft, { recursive: true, force: true })
        },
      }
    },
    open: async (folder) => {
      const layout = caseLayout(folder)
      if (await canWrite(folder)) {
        const prepared = await prepareCaseFile(layout.database, migrations)
        if (!prepared.ok) return prepared
        const store = await openStore(layout.database, { readOnly: false })
        return ok(openCase(store, layout, deps, async () => undefined))
      }
      const scratch = await scratchCopy(layout)
      if (scratch === null) return err({ state: 'missing', detail: 'there is no case.sqlite in its folder (any more)' })
      const drop = () => rm(scratch.folder, { recursive: true, force: true })
      const prepared = await prepareCaseFile(scratch.database, migrations)
      if (!prepared.ok) {
        await drop()
        return prepared
      }
      const store = await openStore(scratch.database, { readOnly: true })
      return ok(openCase(store, { ...layout, database: scratch.database, cache: scratch.cache }, deps, drop))
    },
    inspect: async (folder) => {
      const { database } = caseLayout(folder)
      const inspected = await inspectCaseFile(database, migrations).catch(whyNot)
      if (!inspected.ok) return inspected
      const db = await connect(database, 'read')
      try {
        return ok(await readInfo(db, database, !(await canWrite(folder))))
      } finally {
        await db.close()
      }
    },
  }
}

/** In a list of cases, one that another program holds on to is named, and the others are still shown. */
function whyNot(error: unknown): Result<never, WhyNot> {
  const no = refusalOf(error)
  if (no === null) throw error
  return err({ state: 'damaged', detail: no.message })
}

const DRAFT = '.draft-'
/** A draft this old was left by a program that died: making one takes minutes at most. */
const DRAFT_LIFE_MS = 24 * 60 * 60 * 1000

async function sweepDrafts(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(DRAFT)) continue
    const draft = join(folder, name)
    const { mtimeMs } = await stat(draft)
    if (nowMs - mtimeMs > DRAFT_LIFE_MS) await rm(draft, { recursive: true, force: true })
  }
}

async function isWritable(folder: string): Promise<boolean> {
  const paths = [folder, join(folder, CASE_FILE)]
  const ends = await Promise.allSettled(paths.map((path) => access(path, constants.W_OK)))
  // What is not there is no matter of permission: opening says that it is missing.
  return ends.every((end) => end.status === 'fulfilled' || (end.reason as NodeJS.ErrnoException).code === 'ENOENT')
}

/** A database in WAL mode does not open on read-only media, nor does an older one migrate there: both do in a copy. */
async function scratchCopy(layout: CaseLayout): Promise<CaseLayout | null> {
  const scratch = caseLayout(await mkdtemp(join(tmpdir(), 'plainview-')))
  try {
    await copyFile(layout.database, scratch.database)
    for (const rest of ['-wal', '-journal'])
      await copyFile(`${layout.database}${rest}`, `${scratch.database}${rest}`).catch(() => undefined)
    return scratch
  } catch {
    await rm(scratch.folder, { recursive: true, force: true })
    return null
  }
}

function openCase(store: Store, layout: CaseLayout, deps: BytesDeps, afterClose: () => Promise<void>): OpenCase {
  let closing: Promise<void> | null = null
  return {
    folder: layout.folder,
    readOnly: store.readOnly,
    info: () => readInfo(store, layout.database, store.readOnly),
    rename: (name) =>
      store.write(async (tx) => {
        await tx.run("UPDATE case_info SET value = ? WHERE key = 'name'", [name])
      }),
    evidence: evidenceRows(store),
    entries: entryRows(store),
    verdicts: verdictRows(store),
    bundles: bundleRows(store),
    imports: createImports(store, layout, deps.hash),
    bytes: evidenceBytes(store, layout, deps),
    requests: requestRows(store),
    workLog: createWorkLog(layout, deps.hash, store.readOnly),
    close: () => {
      closing ??= store.close().then(afterClose)
      return closing
    },
  }
}

async function readInfo(db: Reader, database: string, readOnly: boolean): Promise<CaseInfo> {
  const info = new Map(
    (await db.all<{ key: string; value: string }>('SELECT key, value FROM case_info')).map(
      ({ key, value }) => [key, value] as const,
    ),
  )
  const evidence = await db.get<{ evidenceCount: number; entryCount: number }>(
    'SELECT COUNT(*) AS evidenceCount, COALESCE(SUM(entries), 0) AS entryCount FROM evidence',
  )
  const objects = await db.get<{ bytes: number }>('SELECT COALESCE(SUM(bytes), 0) AS bytes FROM objects')
  return {
    name: info.get('name') ?? '',
    createdAtMs: Number(info.get('created_at_ms') ?? 0),
    evidenceCount: evidence?.evidenceCount ?? 0,
    entryCount: evidence?.entryCount ?? 0,
    sizeBytes: (objects?.bytes ?? 0) + (await stat(database)).size,
    readOnly,
  }
}
