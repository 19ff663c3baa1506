/** The reference writer: files and recipients in, a conforming bundle and the log entry to append out. */
import { createHash, createHmac } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BAG_INFO, BAGIT, MANIFEST, NOTE, STATEMENT, TAG_FILES, TAGMANIFEST } from '#core/bundle/bag-names.ts'
import { formatNoteText } from '#core/bundle/bundle-note.ts'
import { cekCommitment, plainCommitmentPrefix, SALT_LABEL } from '#core/bundle/commitments.ts'
import { MAX_PLAIN_BYTES } from '#core/bundle/jwe-profile.ts'
import type { AnonymityClaim, PayloadKind, Role, StatedRecipient } from '#core/bundle/statement.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { canonicalize } from '#core/bytes/canonical-json.ts'
import type { JsonObject } from '#core/formats/json-value.ts'
import type { InputError } from '#core/input-error.ts'
import { type NoteKey, noteSigner, signNote } from '#core/note/signer.ts'
import { err, ok, type Result } from '#core/result.ts'
import { buildFolder, writeAtomically } from '../io/atomic-write.ts'
import type { DecryptionKey } from '../io/jwe-keys.ts'
import { sha256, signEd25519FromSeed } from '../io/node-crypto.ts'
import { sealJwe } from '../io/seal-jwe.ts'

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

export interface SealRequest {
  readonly bundle: string
  readonly log: string
  readonly req: string
  /** RFC 3339. */
  readonly created: string
  readonly recipients: readonly { readonly role: Role; readonly key: DecryptionKey }[]
  readonly files: readonly FileToSeal[]
  readonly signer: NoteKey
  /** Fresh bytes; a seeded generator gives the same bundle again (except for RSA, whose padding is OpenSSL's own). */
  readonly random: (count: number) => Uint8Array
}

/** What `disclosure.sealed` has to say of the bundle. */
export interface SealReport {
  readonly bundle: { readonly id: string; readonly note: string; readonly payloads: number; readonly bytes: number }
  readonly dataDisclosed: readonly string[]
  readonly enc: 'A256GCM'
  readonly recipients: readonly StatedRecipient[]
  readonly tables: number
  readonly anonymity: readonly JsonObject[]
}

const pathOf = (at: number): string => `data/${String(at).padStart(4, '0')}.jwe`

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

interface Written {
  readonly path: string
  readonly sha256: Buffer
  readonly item: JsonObject
  readonly bytes: number
}

async function writeBag(folder: string, request: SealRequest): Promise<Result<SealReport, InputError>> {
  await mkdir(join(folder, 'data'))
  const recipients = request.recipients.map(({ role, key }) => ({ kid: key.kid, role }))
  const index = {
    v: 1,
    files: request.files.map(({ name, mediaType }, at) => {
      return { path: pathOf(at + 2), name, mediaType, parts: [pathOf(at + 2)] }
    }),
  }
  const indexBytes = Buffer.from(canonicalize(index))
  const first = {
    kind: 'index' as const,
    categories: [],
    anonymity: null,
    open: async function* () {
      yield indexBytes
    },
  }
  const written: Written[] = []
  for (const [at, file] of [first, ...request.files].entries()) {
    const done = await writePayload(folder, pathOf(at + 1), file, request)
    if (!done.ok) return done
    written.push(done.value)
  }
  const bytes = written.reduce((sum, each) => sum + each.bytes, 0)
  const statement: JsonObject = {
    v: 1,
    bundle: request.bundle,
    log: request.log,
    req: request.req,
    created: request.created,
    recipients,
    payloads: written.map(({ item }) => item),
  }
  const lines = (files: readonly (readonly [string, Uint8Array])[]) =>
    Buffer.from(files.map(([path, hash]) => `${Buffer.from(hash).toString('hex')}  ${path}\n`).join(''))
  const tags = new Map<string, Buffer>([
    [BAGIT, Buffer.from('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')],
    [
      BAG_INFO,
      Buffer.from(`Bagging-Date: ${request.created.slice(0, 10)}\nPayload-Oxum: ${bytes}.${written.length}\n`),
    ],
    [STATEMENT, Buffer.from(canonicalize(statement))],
    [MANIFEST, lines(written.map(({ path, sha256: hash }) => [path, hash]))],
  ])
  const tagmanifest = lines([...TAG_FILES].sort().map((path) => [path, sha256(tags.get(path) ?? Buffer.alloc(0))]))
  tags.set(TAGMANIFEST, tagmanifest)
  const { bundle, log, req } = request
  const facts = {
    bundle,
    log,
    req,
    tagmanifest: encodeBase64(sha256(tagmanifest)),
    payloads: written.length,
    recipients,
  }
  const text = formatNoteText(facts)
  const note = signNote(text, [noteSigner(request.signer, signEd25519FromSeed)])
  if (!note.ok) return note
  tags.set(NOTE, Buffer.from(note.value))
  for (const [path, content] of tags) {
    const done = await writeAtomically(join(folder, path), content)
    if (!done.ok) return done
  }
  const tables = request.files.flatMap(({ anonymity, kind }, at) =>
    kind === 'table' ? [{ path: pathOf(at + 2), anonymity }] : [],
  )
  return ok({
    bundle: { id: bundle, note: encodeBase64(sha256(Buffer.from(text))), payloads: written.length, bytes },
    dataDisclosed: [...new Set(request.files.flatMap(({ categories }) => categories))].sort(),
    enc: 'A256GCM',
    recipients,
    tables: tables.length,
    anonymity: tables.flatMap(({ path, anonymity }) =>
      anonymity === null ? [] : [{ path, ...shortClaim(anonymity) }],
    ),
  })
}

const shortClaim = ({ k, l, t }: AnonymityClaim) => ({ k, ...(l === null ? {} : { l }), ...(t === null ? {} : { t }) })

async function writePayload(
  folder: string,
  path: string,
  file:
    | Pick<FileToSeal, 'kind' | 'categories' | 'anonymity' | 'open'>
    | {
        readonly kind: 'index'
        readonly categories: readonly string[]
        readonly anonymity: null
        readonly open: FileToSeal['open']
      },
  { bundle, recipients, random }: SealRequest,
): Promise<Result<Written, InputError>> {
  const cek = random(32)
  const salt = createHmac('sha256', cek).update(SALT_LABEL).digest()
  const plain = createHash('sha256').update(plainCommitmentPrefix(bundle, path, salt))
  const sealed = createHash('sha256')
  let plainBytes = 0
  let bytes = 0
  async function* hashedText() {
    for await (const piece of file.open()) {
      plain.update(piece)
      plainBytes += piece.length
      yield piece
    }
  }
  async function* hashedFile() {
    const keys = recipients.map(({ key }) => key)
    for await (const piece of sealJwe(hashedText(), cek, keys, random)) {
      sealed.update(piece)
      bytes += piece.length
      yield piece
    }
  }
  const done = await writeAtomically(join(folder, path), hashedFile())
  if (!done.ok) return done
  const hash = sealed.digest()
  const { kind, categories, anonymity } = file
  const item: JsonObject = {
    path,
    bytes,
    sha256: hash.toString('base64'),
    plain: { bytes: plainBytes, commit: plain.digest('base64') },
    cek: encodeBase64(cekCommitment(sha256, bundle, path, cek)),
    kind,
    categories,
    ...(anonymity === null
      ? {}
      : {
          anonymity: {
            quasi: anonymity.quasi,
            sensitive: anonymity.sensitive,
            suppressed: anonymity.suppressed,
            ...shortClaim(anonymity),
          },
        }),
  }
  return ok({ path, sha256: hash, item, bytes })
}
