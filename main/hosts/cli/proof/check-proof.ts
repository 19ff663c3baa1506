/** `proof check`: is this line in a tree that a trusted key has signed? */
import { encodeBase64 } from '#core/bytes/base64.ts'
import type { InputError } from '#core/input-error.ts'
import { quote } from '#core/input-error.ts'
import { formatInstant } from '#core/instant.ts'
import { verifyInclusion } from '#core/merkle/proof.ts'
import { leafHash } from '#core/merkle/tree.ts'
import { parseCheckpoint } from '#core/note/checkpoint.ts'
import { splitCosignature } from '#core/note/cosignature.ts'
import { keyIdentity } from '#core/note/key-name.ts'
import { readNote } from '#core/note/note.ts'
import type { Policy } from '#core/note/policy.ts'
import { isQuorumMet } from '#core/note/quorum.ts'
import { parseTlogProof } from '#core/note/tlog-proof.ts'
import { type Vkey, verifierOf } from '#core/note/vkey.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import { verifyEd25519 } from '../../../io/node-crypto.ts'

export interface ProofInput {
  readonly proof: { readonly name: string; readonly bytes: Uint8Array }
  readonly line: { readonly name: string; readonly bytes: Uint8Array }
  /** Ed25519 keys of the log. */
  readonly logKeys: readonly Vkey[]
  readonly policy: Policy | null
}

export interface ProofDocument {
  readonly tool: typeof TOOL
  readonly headline: string
  readonly exit: 0 | 11 | 20 | 40
  readonly inclusion: { readonly answer: 'in the tree' | 'not in the tree'; readonly why: string }
  readonly authenticity: {
    readonly answer: 'trusted key' | 'unknown key' | 'bad signature'
    readonly why: string
    readonly signedBy: readonly string[]
  }
  readonly independence: {
    readonly answer: 'quorum met' | 'not met' | 'not asked for'
    readonly cosignatures: readonly { readonly name: string; readonly keyId: string; readonly time: string }[]
  }
  readonly entry: {
    readonly index: number
    readonly bytes: number
    readonly leafHash: string
    /** The line file ended in a line feed that is not part of the entry. */
    readonly finalLineFeedDropped: boolean
  }
  readonly head: { readonly origin: string; readonly size: number; readonly root: string }
}

/** Refuses (exit 2) what is no proof file; everything else is an answer. */
export function checkProof({ proof, line, logKeys, policy }: ProofInput): Result<ProofDocument, InputError> {
  const parsed = parseTlogProof(proof.bytes, proof.name)
  if (!parsed.ok) return parsed
  const witnesses = policy?.witnesses.map(({ vkey }) => vkey) ?? []
  const verifiers = [...logKeys, ...witnesses].flatMap((vkey) => verifierOf(vkey, verifyEd25519) ?? [])
  const note = readNote(parsed.value.checkpoint, verifiers, proof.name)
  if (!note.ok) return note
  const head = parseCheckpoint(note.value.text, proof.name)
  if (!head.ok) return head
  const { origin, size, root } = head.value
  const { index } = parsed.value
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) {
    return err({
      code: 'limit_exceeded',
      place: { file: proof.name, field: 'size' },
      expected: 'a log of at most 2^53-1 entries',
      got: String(size),
    })
  }
  const entry = findEntry(line.bytes, (leaf) =>
    verifyInclusion({ leafHash: leaf, index, size, root, proof: parsed.value.proof }),
  )
  const signedBy = note.value.verified.filter((signature) =>
    logKeys.some((key) => keyIdentity(key) === keyIdentity(signature)),
  )
  const cosigners = note.value.verified.filter((signature) =>
    witnesses.some((key) => keyIdentity(key) === keyIdentity(signature)),
  )
  const authenticity = note.value.bad.length > 0 ? 'bad signature' : signedBy.length > 0 ? 'trusted key' : 'unknown key'
  const asksQuorum = policy !== null && policy.quorum !== null
  const independence = !asksQuorum ? 'not asked for' : isQuorumMet(policy, cosigners) ? 'quorum met' : 'not met'
  const exit =
    !entry.isIn || authenticity === 'bad signature'
      ? 40
      : authenticity === 'unknown key'
        ? 20
        : independence === 'not met'
          ? 11
          : 0
  const where = `entry ${index} of ${quote(origin)}`
  return ok({
    tool: TOOL,
    headline: headline(exit, entry.isIn, where),
    exit,
    inclusion: entry.isIn
      ? {
          answer: 'in the tree',
          why: `the line and ${parsed.value.proof.length} hashes give the root of the tree of ${size} entries`,
        }
      : { answer: 'not in the tree', why: notIn(index, size, line.name) },
    authenticity: {
      answer: authenticity,
      why: whyKey(authenticity, note.value.bad, note.value.unverified, logKeys.length),
      signedBy: signedBy.map(keyIdentity),
    },
    independence: { answer: independence, cosignatures: cosigners.flatMap(cosignature) },
    entry: {
      index: Number(index),
      bytes: entry.bytes,
      leafHash: encodeBase64(entry.leaf),
      finalLineFeedDropped: entry.isTrimmed,
    },
    head: { origin, size: Number(size), root: encodeBase64(root) },
  })
}

/** An entry may itself end in a line feed (not in a disclosure log): the file as it is comes first, then without its last one. */
function findEntry(bytes: Uint8Array, isIn: (leaf: Uint8Array) => boolean) {
  const whole = { leaf: leafHash(bytes), bytes: bytes.length, isTrimmed: false }
  if (isIn(whole.leaf)) return { ...whole, isIn: true }
  if (bytes.at(-1) !== 0x0a) return { ...whole, isIn: false }
  const leaf = leafHash(bytes.subarray(0, -1))
  return { leaf, bytes: bytes.length - 1, isTrimmed: true, isIn: isIn(leaf) }
}

function headline(exit: ProofDocument['exit'], isIn: boolean, where: string): string {
  switch (exit) {
    case 0:
      return `The line is ${where}, in a tree that a trusted key has signed.`
    case 11:
      return `The line is ${where}, in a tree that a trusted key has signed, but the witnesses that the policy asks for have not.`
    case 20:
      return `The line is ${where}, in a tree whose signature no given key can check.`
    case 40:
      return isIn ? 'The tree head carries a bad signature of a known key.' : `The line is not ${where}.`
  }
}

function notIn(index: bigint, size: bigint, line: string): string {
  if (index >= size) return `the proof is for index ${index}, the signed tree has ${size} entries`
  return `${line} and the hashes of the proof give another root than the signed one`
}

function whyKey(
  answer: ProofDocument['authenticity']['answer'],
  bad: readonly { readonly name: string; readonly keyId: string }[],
  unknown: readonly { readonly name: string; readonly keyId: string }[],
  keys: number,
): string {
  switch (answer) {
    case 'trusted key':
      return 'the signature of a given key is good'
    case 'bad signature':
      return `the signature of ${bad.map(keyIdentity).join(', ')} does not fit the text`
    case 'unknown key':
      return `${keys === 0 ? 'no key was given' : 'none of the given keys signed it'}; signed by ${unknown.map(keyIdentity).join(', ') || 'witnesses only'}`
  }
}

function cosignature({
  name,
  keyId,
  signature,
}: {
  readonly name: string
  readonly keyId: string
  readonly signature: Uint8Array
}) {
  const parts = splitCosignature(signature)
  return parts ? [{ name, keyId, time: formatInstant(Number(parts.timeSeconds) * 1000) }] : []
}
