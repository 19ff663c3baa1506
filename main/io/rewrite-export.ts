/** What tampering with the log's own keys does to an export: `fork` and `backdate` (shared/core/tamper/rewrite.ts). */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import type { InputError } from '#core/input-error.ts'
import { tilePath } from '#core/merkle/tile.ts'
import { type NoteKey, parsePrivateKey } from '#core/note/signer.ts'
import { err, ok, type Result } from '#core/result.ts'
import { createRandom } from '#core/sample/random.ts'
import { readLine } from '#core/tamper/change-line.ts'
import { joinLines, splitLines } from '#core/tamper/lines.ts'
import { resignHead } from '#core/tamper/resign.ts'
import { type Backdated, createBackdating, createFork, planBackdating, type Rewriting } from '#core/tamper/rewrite.ts'
import { headSizesOf } from '#core/tamper/shape.ts'
import { copyAll, type ExportToTamper, readSegment, type Tampered, writeInto, writeSegment } from './export-files.ts'
import { refusal, toInputError } from './failure.ts'
import { createEd25519Signer, publicKeyFromSeed, sha256 } from './node-crypto.ts'

export interface RewriteOptions {
  readonly op: 'fork' | 'backdate'
  readonly times: number
  readonly seed: string
  readonly keysFolder?: string
}

export async function rewriteExport(
  original: ExportToTamper,
  folder: string,
  options: RewriteOptions,
): Promise<Result<Tampered, InputError>> {
  const keys = await readKeys(options)
  if (!keys.ok) return keys
  return options.op === 'fork'
    ? fork(original, folder, options, keys.value)
    : backdate(original, folder, options, keys.value)
}

type Keys = ReadonlyMap<string, NoteKey>

async function readKeys({ op, keysFolder }: RewriteOptions): Promise<Result<Keys, InputError>> {
  if (keysFolder === undefined) {
    return err(
      refusal(
        'bad_option',
        { file: 'tamper', field: '--keys' },
        `the folder with the log's private keys, which ${op} needs`,
        'nothing',
      ),
    )
  }
  const keys = new Map<string, NoteKey>()
  try {
    for (const name of (await readdir(keysFolder)).filter((each) => each.endsWith('.key')).sort()) {
      const text = decodeUtf8(await readFile(join(keysFolder, name))) ?? ''
      const key = parsePrivateKey(text.trimEnd(), publicKeyFromSeed, name)
      if (!key.ok) return key
      keys.set(key.value.keyId, key.value)
    }
  } catch (caught) {
    return err(toInputError(caught, keysFolder))
  }
  return ok(keys)
}

/** Every segment through the rewriting; `after` sees the size reached. */
async function pass(
  { segments }: ExportToTamper,
  rewriting: Rewriting,
  after: (size: number) => Result<null, InputError>,
  write: (path: string, bytes: Uint8Array) => Promise<void>,
): Promise<Result<null, InputError>> {
  for (const segment of segments) {
    const bytes = await readSegment(segment)
    if (!bytes.ok) return bytes
    const lines: Uint8Array[] = []
    for (const line of splitLines(bytes.value)) {
      lines.push(rewriting.line(line))
      const done = after(rewriting.size())
      if (!done.ok) return done
    }
    await write(segment.path, joinLines(lines))
  }
  return ok(null)
}

async function fork(
  original: ExportToTamper,
  folder: string,
  { seed }: RewriteOptions,
  keys: Keys,
): Promise<Result<Tampered, InputError>> {
  const newest = [...original.heads].sort((a, b) => a.size - b.size).at(-1)
  const kept = original.heads.find(({ size, file }) => size === newest?.size && file !== 'checkpoint')
  if (newest === undefined || kept === undefined || newest.size < 2) {
    return err(
      refusal(
        'bad_option',
        { file: 'tamper', field: 'op' },
        'an export with its newest head in heads/',
        `${original.heads.length} heads`,
      ),
    )
  }
  const random = createRandom(seed, sha256)
  const other = createFork(random.below(newest.size), random, sha256)
  let forged: Uint8Array | null = null
  const copied = await copyAll(
    original.files.filter(({ path }) => path !== 'checkpoint'),
    folder,
  )
  if (!copied.ok) return copied
  const passed = await pass(
    original,
    other,
    (size) => {
      if (size !== newest.size) return ok(null)
      const signed = resignHead(newest, other.root(), { keys, sign: createEd25519Signer(), logOnly: true })
      if (signed.ok) forged = signed.value
      return signed.ok ? ok(null) : signed
    },
    async () => undefined,
  )
  if (!passed.ok) return passed
  if (forged === null) {
    return err(
      refusal(
        'bad_option',
        { file: 'tamper', field: 'op' },
        `an export with all ${newest.size} entries of its newest head`,
        `${other.size()}`,
      ),
    )
  }
  writeInto(folder, 'checkpoint', forged)
  return ok({
    truth: [],
    expectation: {
      exit: 40,
      integrity: 'damaged',
      completeness: 'forked',
      findings: [],
      fork: { a: kept.file, b: 'checkpoint' },
      why: 'two heads of one size by the log’s own key; the entries give the root of one of them',
    },
  })
}

async function backdate(
  original: ExportToTamper,
  folder: string,
  { seed, times }: RewriteOptions,
  keys: Keys,
): Promise<Result<Tampered, InputError>> {
  const { heads, files, segments } = original
  const firstSegment = segments[0] === undefined ? null : await readSegment(segments[0])
  if (firstSegment === null || !firstSegment.ok) {
    return firstSegment ?? err(refusal('unreadable', { file: 'entries' }, 'a first segment', 'none'))
  }
  const opened = readLine(splitLines(firstSegment.value)[0] ?? new Uint8Array())
  const data = opened?.data as { readonly maxHeadIntervalHours?: unknown } | undefined
  const hours = data?.maxHeadIntervalHours
  if (typeof hours !== 'number') {
    return err(
      refusal(
        'missing_field',
        { file: segments[0]?.path ?? '', line: 1, field: 'maxHeadIntervalHours' },
        'a number of hours in log.opened',
        'none',
      ),
    )
  }
  const sizes = headSizesOf(heads)
  const planned = planBackdating(heads, sizes.at(-1) ?? 0, hours, times, createRandom(seed, sha256))
  if (!planned.ok) return planned
  const first = planned.value[0]?.index ?? 0
  const isStale = (path: string) =>
    path.startsWith('tile/') ||
    path.startsWith('proofs/') ||
    segments.some((segment) => segment.path === path) ||
    heads.some((head) => head.file === path && head.size > first)
  const copied = await copyAll(
    files.filter(({ path }) => !isStale(path)),
    folder,
  )
  if (!copied.ok) return copied
  const hasTiles = files.some(({ path }) => path.startsWith('tile/'))
  const sign = createEd25519Signer()
  const rewriting = createBackdating(planned.value, new Set(sizes), sha256, ({ tile, hashes }) => {
    if (hasTiles) writeInto(folder, tilePath(tile), hashes)
  })
  const passed = await pass(
    original,
    rewriting,
    (size) => {
      for (const head of size > first ? heads.filter((each) => each.size === size) : []) {
        const signed = resignHead(head, rewriting.root(), { keys, sign, logOnly: false })
        if (!signed.ok) return signed
        writeInto(folder, head.file, signed.value)
      }
      return ok(null)
    },
    (path, bytes) => writeSegment(folder, path, bytes),
  )
  if (!passed.ok) return passed
  if (hasTiles) for (const { tile, hashes } of rewriting.partialTiles()) writeInto(folder, tilePath(tile), hashes)
  return ok(backdatedTruth(planned.value))
}

function backdatedTruth(backdated: readonly Backdated[]): Tampered {
  return {
    truth: [],
    expectation: {
      exit: null,
      integrity: 'intact',
      completeness: null,
      findings: backdated.map(({ index }) => ({ code: 'late_or_backdated', first: index, last: index })),
      why: 'chain, tiles, heads and cosignatures are in order; the times are earlier than a head cosigned before the entry existed',
    },
  }
}
