import type { trustOperations } from '#contract/areas/trust.ts'
import type { HandlersOf } from '#contract/contract.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { decodeUtf8, encodeUtf8 } from '#core/bytes/utf8.ts'
import { invariant } from '#core/input-error.ts'
import { parseCheckpoint } from '#core/note/checkpoint.ts'
import { readNote } from '#core/note/note.ts'
import { type Policy, parsePolicy, type QuorumRule } from '#core/note/policy.ts'
import { everyTwoQuorumsShareAWitness } from '#core/note/quorum.ts'
import { parseVkey, type Vkey } from '#core/note/vkey.ts'
import { err, ok } from '#core/result.ts'
import { notFound, refusedInput, throwRefused } from '../answer.ts'
import type { Deps } from '../deps.ts'
import { exportKeys } from '../export-keys.ts'
import type { RememberedHead, StoredKey } from '../ports/trust.ts'

export function trustHandlers(deps: Deps): HandlersOf<typeof trustOperations> {
  const { cases, nowMs, profile } = deps
  return {
    'trust.keys': async () => ok({ keys: [...(await profile.keys())] }),
    'trust.check-key': async ({ vkey }) => {
      const parsed = parseVkey(vkey.trim())
      if (!parsed.ok) return err(refusedInput(parsed.error))
      const { name, keyId, algorithm } = parsed.value
      return ok({ name, keyId, algorithm })
    },
    'trust.add-key': async ({ vkey, purpose, origin, fromSize, toSize, note }) => {
      const { text, name, keyId } = logKey(vkey)
      if (toSize !== null && toSize < fromSize) {
        return err({
          code: 'refused',
          message: 'the key would be trusted for no size at all',
          place: { file: 'key', field: 'toSize' },
          expected: `at least ${fromSize}, where it begins`,
          got: `${toSize}`,
        })
      }
      const key: StoredKey = { vkey: text, name, keyId, origin, purpose, fromSize, toSize, addedAtMs: nowMs(), note }
      await profile.addKey(key)
      return ok(key)
    },
    'trust.remove-key': async ({ vkey }) => ((await profile.removeKey(vkey)) ? ok({}) : err(notFound('trusted key'))),
    'trust.came-with-export': async ({ caseId, evidenceId }) => {
      const theCase = await cases.get(caseId)
      const row = await theCase.evidence.byId(evidenceId)
      if (row === null) return err(notFound('evidence'))
      const trusted = new Set((await profile.keys()).map(({ vkey }) => vkey))
      const keys = await exportKeys(theCase, row)
      return ok({ keys: keys.map((key) => ({ ...key, trusted: trusted.has(key.vkey) })) })
    },
    'trust.heads': async () => {
      const heads = await profile.heads()
      return ok({ heads: heads.map(headView) })
    },
    'trust.forget-head': async ({ headId }) =>
      (await profile.forgetHead(headId)) ? ok({}) : err(notFound('remembered head')),
    'trust.policy': async () => {
      const { text, maxAgeHours } = await profile.policy()
      if (text === '') {
        return ok({ text, maxAgeHours, witnesses: [], groups: [], quorum: '', splitViewPossible: true })
      }
      const policy = parsePolicy(encodeUtf8(text), 'policy')
      if (!policy.ok) throwRefused(policy.error)
      return ok({ text, maxAgeHours, ...policyView(policy.value) })
    },
    'trust.set-policy': async ({ text, maxAgeHours }) => {
      if (text !== '') {
        const policy = parsePolicy(encodeUtf8(text), 'policy')
        if (!policy.ok) return err(refusedInput(policy.error))
      }
      await profile.setPolicy({ text, maxAgeHours })
      return ok({})
    },
  }
}

/** Only keys whose signatures can be checked here are worth trusting. Witnesses' keys belong into the policy. */
function logKey(text: string): Vkey {
  const parsed = parseVkey(text.trim())
  if (!parsed.ok) throwRefused(parsed.error)
  if (parsed.value.algorithm === 'ed25519') return parsed.value
  return throwRefused({
    code: 'bad_key',
    place: { file: 'vkey' },
    expected: "an Ed25519 key of a log (0x01); a witness's key goes into the policy",
    got: parsed.value.algorithm,
  })
}

/** A remembered head that cannot be read (put there by hand, or cut) is refused by name: nothing that was remembered just vanishes. */
function headView({ headId, rememberedAtMs, note }: RememberedHead) {
  const reading = readNote(note, [], headId)
  if (!reading.ok) throwRefused(reading.error)
  const checkpoint = parseCheckpoint(reading.value.text, headId)
  if (!checkpoint.ok) throwRefused(checkpoint.error)
  const { origin, size, root } = checkpoint.value
  const text = decodeUtf8(note)
  invariant(text !== null, 'a note that was read is UTF-8')
  return { headId, rememberedAtMs, origin, size: Number(size), root: encodeBase64(root), note: text }
}

function policyView(policy: Policy) {
  const groups: { name: string; threshold: string; members: string[] }[] = []
  const nameOf = (rule: QuorumRule): string => (rule.kind === 'witness' ? rule.witness.name : rule.name)
  const visit = (rule: QuorumRule) => {
    if (rule.kind === 'witness') return
    rule.members.forEach(visit)
    groups.push({
      name: rule.name,
      threshold: `${rule.threshold} of ${rule.members.length}`,
      members: rule.members.map(nameOf),
    })
  }
  if (policy.quorum) visit(policy.quorum)
  return {
    witnesses: policy.witnesses.map(({ name, vkey }) => ({ name, keyId: vkey.keyId, vkey: vkey.text })),
    groups,
    quorum: policy.quorum ? nameOf(policy.quorum) : 'none',
    splitViewPossible: !everyTwoQuorumsShareAWitness(policy),
  }
}
