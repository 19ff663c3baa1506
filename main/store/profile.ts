/**
 * The user's own folder: recent cases, trusted keys, the witness policy and remembered heads (docs/formats/case.md §6).
 * One small file a thing, written whole, so that two programs at once lose nothing of each other.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { TrustedKey, trustOperations } from '#contract/areas/trust.ts'
import { refusal } from '#contract/refusal.ts'
import { quote } from '#core/input-error.ts'
import type { Profile, RecentCase, RememberedHead, StoredKey, StoredPolicy } from '../app/ports/trust.ts'

export interface ProfileDeps {
  readonly folder: string
  /** Replaces a file as a whole: a reader sees the old or the new bytes. */
  readonly writeWhole: (file: string, bytes: Uint8Array) => Promise<void>
}

/** PLAINVIEW_HOME, or where this system keeps such things. */
export function profileFolder(env: Readonly<Record<string, string | undefined>>, platform: string): string {
  if (env.PLAINVIEW_HOME) return env.PLAINVIEW_HOME
  const home = env.HOME ?? env.USERPROFILE ?? homedir()
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Plainview')
    case 'win32':
      return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Plainview')
    default:
      // XDG Base Directory Specification 0.8: data that should persist; a relative path is to be ignored.
      return join(env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(home, '.local', 'share'), 'plainview')
  }
}

const NO_POLICY: StoredPolicy = { text: '', maxAgeHours: null }

const sha256Hex = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

export function createProfile({ folder, writeWhole }: ProfileDeps): Profile {
  const recent = join(folder, 'recent')
  const keys = join(folder, 'keys')
  const heads = join(folder, 'heads')
  const policy = join(folder, 'policy.json')
  const caseFile = (caseId: string) => join(recent, `${caseId}.json`)
  // Named by its bytes: a vkey holds `/` and `+`.
  const keyFile = (vkey: string) => join(keys, `${sha256Hex(vkey)}.json`)

  const writeJson = async (file: string, value: unknown) => {
    await mkdir(dirname(file), { recursive: true })
    await writeWhole(file, Buffer.from(`${JSON.stringify(value, null, 2)}\n`))
  }

  return {
    label: folder,
    casesFolder: join(folder, 'cases'),

    recentCases: async () => {
      // A convenience, not a source of truth: what is no such row is left out.
      const rows = (await readAllJson(recent)).flatMap(({ value }) => (isRecentCase(value) ? [value] : []))
      return rows.sort((a, b) => b.openedAtMs - a.openedAtMs)
    },
    rememberCase: (row) => writeJson(caseFile(row.caseId), row),
    forgetCase: (caseId) => rm(caseFile(caseId), { force: true }),

    keys: async () => (await readAllJson(keys)).map(({ name, value }) => storedKey(name, value)).sort(byAge),
    addKey: (key) => writeJson(keyFile(key.vkey), key),
    removeKey: async (vkey) => removed(keyFile(vkey)),

    policy: async () => storedPolicy(await readJson(policy)),
    setPolicy: (next) => writeJson(policy, next),

    heads: async () => readHeads(heads),
    rememberHead: async ({ origin, size, note }) => {
      const ofOrigin = join(heads, sha256Hex(origin))
      // Two notes of one size differ when a log forked, or when more witnesses signed: both are kept.
      const file = join(ofOrigin, `${size}-${sha256Hex(note).slice(0, 16)}.note`)
      if (await exists(file)) return false
      await mkdir(ofOrigin, { recursive: true })
      await writeWhole(file, note)
      return true
    },
    forgetHead: async (headId) => {
      const [origin = '', name = ''] = headId.split('/')
      if (!/^[0-9a-f]{64}$/.test(origin) || !/^[^/\\]+\.note$/.test(name)) return false
      return removed(join(heads, origin, name))
    },
  }
}

const byAge = (a: StoredKey, b: StoredKey) => a.addedAtMs - b.addedAtMs || (a.vkey < b.vkey ? -1 : 1)

/** docs/formats/log.md §4: a signed note is at most 64 KiB. */
const NOTE_MAX_BYTES = 64 * 1024

async function readHeads(folder: string): Promise<readonly RememberedHead[]> {
  const found: RememberedHead[] = []
  for (const origin of await names(folder)) {
    for (const name of await names(join(folder, origin))) {
      // Notes put there by hand count too, under any name.
      if (!name.endsWith('.note')) continue
      const file = join(folder, origin, name)
      const { size, mtimeMs } = await stat(file)
      if (size > NOTE_MAX_BYTES)
        throw unreadable(`heads/${origin}/${name}`, `at most ${NOTE_MAX_BYTES} bytes`, `${size} bytes`)
      const note = await readFile(file)
      found.push({ headId: `${origin}/${name}`, rememberedAtMs: Math.round(mtimeMs), note })
    }
  }
  return found.sort((a, b) => a.rememberedAtMs - b.rememberedAtMs || (a.headId < b.headId ? -1 : 1))
}

async function readAllJson(folder: string): Promise<{ name: string; value: unknown }[]> {
  const files = (await names(folder)).filter((name) => name.endsWith('.json'))
  const rows = await Promise.all(files.map(async (name) => ({ name, value: await readJson(join(folder, name)) })))
  return rows.filter(({ value }) => value !== null)
}

/** A key decides what is believed: a row that is not exactly one is refused, never guessed at. */
function storedKey(name: string, value: unknown): StoredKey {
  const parsed = TrustedKey.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw unreadable(
    `keys/${name}`,
    'a trusted key as this program writes it',
    `${issue?.path.join('.')}: ${issue?.message}`,
  )
}

function storedPolicy(value: unknown): StoredPolicy {
  if (value === null) return NO_POLICY
  const parsed = trustOperations['trust.set-policy'].input.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw unreadable('policy.json', '{"text","maxAgeHours"}', `${issue?.path.join('.')}: ${issue?.message}`)
}

function isRecentCase(value: unknown): value is RecentCase {
  const row = value as Partial<Record<keyof RecentCase, unknown>> | null
  const texts = [row?.caseId, row?.folder, row?.name]
  const times = [row?.openedAtMs, row?.createdAtMs]
  return texts.every((text) => typeof text === 'string') && times.every((ms) => Number.isSafeInteger(ms))
}

function unreadable(file: string, expected: string, got: string) {
  return refusal({
    code: 'refused',
    message: `${file} in your profile cannot be read: ${got}; mend or remove it`,
    place: { file },
    expected,
    got,
  })
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR')
      return []
    throw error
  }
}

/** null where there is no such file. */
async function readJson(file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable(basename(file), 'JSON', quote(text))
  }
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null)) !== null
}

async function removed(file: string): Promise<boolean> {
  const there = await exists(file)
  await rm(file, { force: true })
  return there
}
