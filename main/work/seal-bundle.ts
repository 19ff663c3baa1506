/** The reference writer: files and recipients in, a conforming bundle and the log entry to append out. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { payloadPath } from '#core/bundle/bag-names.ts'
import { formatIndex } from '#core/bundle/index-payload.ts'
import { MAX_PLAIN_BYTES } from '#core/bundle/jwe-profile.ts'
import { type MadeBag, makeBag, type SealedPayload, type SealReport } from '#core/bundle/make-bag.ts'
import type { AnonymityClaim, PayloadKind, Role } from '#core/bundle/statement.ts'
import type { SignEd25519 } from '#core/capabilities.ts'
import type { InputError } from '#core/input-error.ts'
import type { NoteKey } from '#core/note/signer.ts'
import { err, ok, type Result } from '#core/result.ts'
import { buildFolder, writeAtomically } from '../io/atomic-write.ts'
import type { DecryptionKey } from '../io/jwe-keys.ts'
import { sha256, signEd25519FromSeed } from '../io/node-crypto.ts'
import { startPayload } from './seal-payload.ts'

export interface FileToSeal {
  /** For people: a base name. */
  readonly name: string
  readonly mediaType: string
  readonly kind: Exclude<PayloadKind, 'index'>
  readonly categories: readonly string[]
  readonly anonymity: AnonymityClaim | null
  readonly bytes: number
  readonly open: () => AsyncIterable<Uint8Array>
}

/** The same, held in memory. */
export type SmallFileToSeal = Omit<FileToSeal, 'bytes' | 'open'> & { readonly content: Uint8Array }

export interface SealRequest<File = FileToSeal> {
  readonly bundle: string
  readonly log: string
  readonly req: string
  /** RFC 3339. */
  readonly created: string
  readonly recipients: readonly { readonly role: Role; readonly key: DecryptionKey }[]
  readonly files: readonly File[]
  readonly signer: NoteKey
  /** One that has loaded the key before, where many are signed. */
  readonly signEd25519?: SignEd25519
  /** Fresh bytes; a seeded generator gives the same bundle again (except for RSA, whose padding is OpenSSL's own). */
  readonly random: (count: number) => Uint8Array
}

/** Writes `folder`, whole or not at all. */
export function sealBundle(folder: string, request: SealRequest): Promise<Result<SealReport, InputError>> {
  const tooLarge = request.files.find(({ bytes }) => bytes > MAX_PLAIN_BYTES)
  if (tooLarge !== undefined) {
    const expected = `files of at most ${MAX_PLAIN_BYTES} bytes`
    return Promise.resolve(
      err({ code: 'too_large', place: { file: tooLarge.name }, expected, got: `${tooLarge.bytes}` }),
    )
  }
  return buildFolder(folder, (temporary) => writeBag(temporary, request))
}

const INDEX = { kind: 'index', categories: [], anonymity: null } as const

async function writeBag(folder: string, request: SealRequest): Promise<Result<SealReport, InputError>> {
  await mkdir(join(folder, 'data'))
  const index = formatIndex(request.files)
  const openIndex = async function* () {
    yield index
  }
  const payloads: SealedPayload[] = []
  for (const [at, file] of [{ ...INDEX, open: openIndex }, ...request.files].entries()) {
    const written = await writePayload(folder, payloadPath(at + 1), file, request)
    if (!written.ok) return written
    payloads.push(written.value)
  }
  const bag = bagOf(request, payloads)
  if (!bag.ok) return bag
  for (const [path, content] of bag.value.tagFiles) {
    const done = await writeAtomically(join(folder, path), content)
    if (!done.ok) return done
  }
  return ok(bag.value.report)
}

/** The bundle as a map from path to bytes: for samples and small files. */
export function sealInMemory(
  request: SealRequest<SmallFileToSeal>,
): Result<{ readonly files: ReadonlyMap<string, Uint8Array>; readonly report: SealReport }, InputError> {
  const keys = request.recipients.map(({ key }) => key)
  const files = new Map<string, Uint8Array>()
  const payloads = [{ ...INDEX, content: formatIndex(request.files) }, ...request.files].map((file, at) => {
    const { kind, categories, anonymity, content } = file
    const path = payloadPath(at + 1)
    const writer = startPayload(request.bundle, path, keys, request.random)
    files.set(path, Buffer.concat([writer.head, writer.push(content), writer.end()]))
    return { ...writer.sealed(), kind, categories, anonymity }
  })
  const bag = bagOf(request, payloads)
  return bag.ok ? ok({ files: new Map([...files, ...bag.value.tagFiles]), report: bag.value.report }) : bag
}

function bagOf(
  { bundle, log, req, created, recipients, signer, signEd25519 = signEd25519FromSeed }: SealRequest<unknown>,
  payloads: readonly SealedPayload[],
): Result<MadeBag, InputError> {
  const stated = recipients.map(({ role, key }) => ({ kid: key.kid, role }))
  const facts = { bundle, log, req, created, recipients: stated, payloads }
  return makeBag(facts, signer, { hash: sha256, signEd25519 })
}

async function writePayload(
  folder: string,
  path: string,
  file: Pick<SealedPayload, 'kind' | 'categories' | 'anonymity'> & Pick<FileToSeal, 'open'>,
  { bundle, recipients, random }: SealRequest,
): Promise<Result<SealedPayload, InputError>> {
  const writer = startPayload(
    bundle,
    path,
    recipients.map(({ key }) => key),
    random,
  )
  async function* pieces() {
    yield writer.head
    for await (const text of file.open()) yield writer.push(text)
    yield writer.end()
  }
  const done = await writeAtomically(join(folder, path), pieces())
  if (!done.ok) return done
  const { kind, categories, anonymity } = file
  return ok({ ...writer.sealed(), kind, categories, anonymity })
}
