/** Authenticity: whose signature? */
import { keyIdentity } from '../../note/key-name.ts'
import type { KeySource, RingKey } from '../key-ring.ts'
import { type Facts, figure, isOwn, keyName } from './facts.ts'
import { listed } from './integrity.ts'

export type AuthenticityAnswer =
  | 'pinned key'
  | 'key first seen now'
  | 'key came with the export'
  | 'unsigned'
  | 'bad signature'

/** Best first. A key that the log introduces, signed by a trusted one, is as good as that one. */
const TRUST: readonly (readonly [AuthenticityAnswer, readonly KeySource[]])[] = [
  ['pinned key', ['given', 'policy', 'log']],
  ['key first seen now', ['first seen']],
  ['key came with the export', ['export']],
]

/** Whether a head was verified by a key that the auditor gave, also one given only now. */
export const isPinned = (facts: Facts): boolean =>
  facts.counted.some(({ head }) => head.signedBy.some(({ source }) => source !== 'export'))

export function authenticity(facts: Facts) {
  const answer = answerOf(facts)
  const keys = new Map<string, RingKey>()
  for (const { head } of facts.counted) {
    for (const key of head.signedBy) keys.set(`${keyIdentity(key.vkey)} ${key.fromSize}`, key)
  }
  return {
    answer,
    why: why(answer, facts),
    keys: [...keys.values()].map(({ vkey: { name, keyId }, fromSize, toSize }) => ({ name, keyId, fromSize, toSize })),
  }
}

const hasBadSignature = ({ heads }: Facts): boolean =>
  heads.some(({ status, file }) => status === 'bad_signature' && file.role !== 'known')

function answerOf(facts: Facts): AuthenticityAnswer {
  if (hasBadSignature(facts)) return 'bad signature'
  const sources = new Set(facts.counted.flatMap(({ head }) => head.signedBy.map(({ source }) => source)))
  const trusted = TRUST.find(([, of]) => of.some((source) => sources.has(source)))
  return trusted ? trusted[0] : 'unsigned'
}

function why(answer: AuthenticityAnswer, facts: Facts): string {
  const { heads, counted, newest, keys, origin } = facts
  if (answer === 'bad signature') {
    const bad = heads.filter(({ status, file }) => status === 'bad_signature' && file.role !== 'known')
    const [first] = bad
    return `In ${listed(bad.map(({ file }) => file.source))} the signature by ${listed(first?.badKeys ?? [])} is not that key's signature of this text: note or signature were changed.`
  }
  const shown = newest ?? counted.at(-1)
  const signers = listed([...new Set(shown?.head.signedBy.map(keyName) ?? [])])
  const what = shown ? `the head of ${figure(shown.size)} entries of ${origin}` : ''
  switch (answer) {
    case 'pinned key':
      return `${signers}, a key you gave${handedOn(shown?.head.signedBy ?? [])}, signed ${what}.`
    case 'key first seen now':
      return `${signers}, a key you accepted with this import and never saw before, signed ${what}.`
    case 'key came with the export':
      return `${signers} signed ${what}, but the key came with the export: whoever made the export could have made the key. Get it from the operator by another way.`
    case 'unsigned':
      return whyUnsigned(facts, keys)
  }
}

const handedOn = (keys: readonly RingKey[]): string =>
  keys.every(({ source }) => source === 'log') ? ' (introduced in the log by a note that a key you gave signed)' : ''

function whyUnsigned({ heads, origin }: Facts, keys: Facts['keys']): string {
  const own = heads.filter(({ file }) => file.role !== 'known')
  if (own.length === 0) return 'There is no signed head.'
  const foreign = own.filter(({ status, checkpoint }) => status === 'verified' && checkpoint?.origin !== origin)
  if (foreign.length > 0) {
    return `${listed(foreign.map(({ file }) => file.source))} is signed by a trusted key, but for the log ${foreign[0]?.checkpoint?.origin}, and these entries are of ${origin ?? 'no log'}.`
  }
  const refused = own.filter(({ refused: keysRefused }) => keysRefused.length > 0)
  if (refused.length > 0) {
    const first = refused[0]?.refused[0]
    const reason =
      first?.why === 'window'
        ? 'is not trusted for a log of this size'
        : 'was revoked, and no quorum of witnesses vouches'
    return `${first ? keyName(first.key) : ''} signed ${listed(refused.map(({ file }) => file.source))}, but ${reason}.`
  }
  const unreadable = own.filter(({ status }) => status === 'unreadable')
  if (unreadable.length === own.length)
    return `${listed(own.map(({ file }) => file.source))} cannot be read as a signed head.`
  return keys === 'none'
    ? 'No key was given, and none came with the export: the signatures cannot be checked.'
    : 'No head is signed by a key that is trusted here.'
}

export const ownHeads = (facts: Facts) => facts.counted.filter(isOwn)
