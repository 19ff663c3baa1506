/** `proof make`: a C2SP tlog-proof file for one entry of an export. */
import { encodeBase64 } from '#core/bytes/base64.ts'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import type { InputError } from '#core/input-error.ts'
import { quote } from '#core/input-error.ts'
import { verifyInclusion } from '#core/merkle/proof.ts'
import { formatTlogProof } from '#core/note/tlog-proof.ts'
import { type Vkey, verifierOf } from '#core/note/vkey.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import type { OpenedEvidence } from '../../../app/ports.ts'
import { sha256, verifyEd25519 } from '../../../io/node-crypto.ts'
import { badOption } from '../answer.ts'
import { chooseHead } from './choose-head.ts'
import { eachEntry } from './entries-of.ts'
import { pathBuilder } from './inclusion-path.ts'

export interface MadeProof {
  readonly tool: typeof TOOL
  readonly headline: string
  readonly exit: 0 | 20 | 40
  readonly entry: { readonly index: number; readonly bytes: number; readonly leafHash: string; readonly file: string }
  readonly head: {
    readonly source: string
    readonly origin: string
    readonly size: number
    readonly root: string
    readonly signature: 'trusted key' | 'unknown key' | 'bad signature' | 'not checked'
  }
  /** The proof file as text; null where there is none (exit other than 0). */
  readonly proof: string | null
}

/** The entry's bytes come beside the document: they may be anything. */
export interface Made {
  readonly document: MadeProof
  readonly entry: Uint8Array
}

export async function makeProof(
  evidence: OpenedEvidence,
  index: number,
  options: { readonly head: string | undefined; readonly logKeys: readonly Vkey[] },
): Promise<Result<Made, InputError>> {
  const verifiers = options.logKeys.flatMap((key) => verifierOf(key, verifyEd25519) ?? [])
  const head = await chooseHead(evidence, index, options.head, verifiers)
  if (!head.ok) return head
  const { checkpoint, note, bytes, source } = head.value
  if (checkpoint.size > BigInt(Number.MAX_SAFE_INTEGER)) {
    return err(badOption('--head', 'a head of at most 2^53-1 entries', String(checkpoint.size)))
  }
  const size = Number(checkpoint.size)
  const path = pathBuilder(index, size)
  let count = 0
  let entry: Uint8Array | null = null
  let file = ''
  const read = await eachEntry(evidence, size, (message, from) => {
    if (count === index) {
      entry = Uint8Array.prototype.slice.call(message, 1)
      file = from
    }
    count++
    return path.add(sha256(message))
  })
  if (!read.ok) return read
  const leaf = path.leafHash()
  if (entry === null || leaf === null)
    return err(badOption('index', `an index below ${count}, the entries of this export`, String(index)))
  const proof = path.proof()
  const holds =
    proof !== null &&
    verifyInclusion({ leafHash: leaf, index: BigInt(index), size: checkpoint.size, root: checkpoint.root, proof })
  const signature = signatureOf(note, verifiers.length)
  const exit = !holds || signature === 'bad signature' ? 40 : signature === 'unknown key' ? 20 : 0
  const text =
    holds && exit === 0
      ? decodeUtf8(formatTlogProof({ extra: null, index: BigInt(index), proof, checkpoint: bytes }))
      : null
  const document: MadeProof = {
    tool: TOOL,
    headline: headline(exit, holds, { index, source, count, size }),
    exit,
    entry: { index, bytes: (entry as Uint8Array).length, leafHash: encodeBase64(leaf), file },
    head: { source, origin: checkpoint.origin, size, root: encodeBase64(checkpoint.root), signature },
    proof: text,
  }
  return ok({ document, entry })
}

type Note = {
  readonly verified: readonly { readonly name: string; readonly keyId: string }[]
  readonly bad: readonly unknown[]
}

function signatureOf({ verified, bad }: Note, keys: number): MadeProof['head']['signature'] {
  if (keys === 0) return 'not checked'
  if (bad.length > 0) return 'bad signature'
  return verified.length > 0 ? 'trusted key' : 'unknown key'
}

function headline(
  exit: MadeProof['exit'],
  holds: boolean,
  {
    index,
    source,
    count,
    size,
  }: { readonly index: number; readonly source: string; readonly count: number; readonly size: number },
): string {
  if (exit === 0) return `Entry ${index} is in the tree of ${quote(source)}.`
  if (exit === 20) return `No given key has signed ${quote(source)}; no proof was made.`
  if (holds) return `The signature in ${quote(source)} is bad; no proof was made.`
  if (count < size) return `${quote(source)} covers ${size} entries, this export has ${count}; no proof can be made.`
  return `The entries do not give the root in ${quote(source)}; no proof can be made. Verify the export to see where they were changed.`
}
