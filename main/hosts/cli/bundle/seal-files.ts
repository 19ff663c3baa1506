/** `plainview bundle seal`: a conforming bundle, and the log entry to append for it. */
import type { JsonObject } from '#core/formats/json-value.ts'
import type { InputError } from '#core/input-error.ts'
import { formatInstant } from '#core/instant.ts'
import { parsePrivateKey } from '#core/note/signer.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import { publicKeyFromSeed } from '../../../io/node-crypto.ts'
import { readInput } from '../../../io/read-input.ts'
import { seededBytes } from '../../../io/seeded-bytes.ts'
import { sealBundle } from '../../../work/seal-bundle.ts'
import { type Answer, badOption, jsonText } from '../answer.ts'
import { freshBytes, readPlan } from './seal-plan.ts'

export interface BundleSealOptions {
  readonly out: string
  readonly signKey: string
  readonly seed?: string
  readonly json?: boolean
}

const MAX_SIGN_KEY_BYTES = 4096

export async function sealBundleFiles(path: string, options: BundleSealOptions): Promise<Result<Answer, InputError>> {
  const plan = await readPlan(path)
  if (!plan.ok) return plan
  const keyBytes = await readInput(options.signKey, MAX_SIGN_KEY_BYTES)
  if (!keyBytes.ok) return keyBytes
  const signer = parsePrivateKey(keyBytes.value.toString('utf8').trim(), publicKeyFromSeed)
  if (!signer.ok) return signer
  if (signer.value.algorithm !== 'ed25519')
    return err(badOption('--sign-key', 'an Ed25519 key', signer.value.algorithm))
  const random = options.seed === undefined ? freshBytes : seededBytes(options.seed)
  const { bundle, log, req, created, files, recipients, entry } = plan.value
  const id = bundle ?? `bdl_${Buffer.from(random(12)).toString('base64url')}`
  const sealed = await sealBundle(options.out, {
    bundle: id,
    log,
    req,
    created: created ?? formatInstant(Date.now()),
    recipients,
    files,
    signer: signer.value,
    random,
  })
  if (!sealed.ok) return sealed
  const data: JsonObject = { ...entry, ...JSON.parse(JSON.stringify(sealed.value)) }
  const document = { tool: TOOL, bundle: id, entry: { type: 'disclosure.sealed', req, data } }
  return ok({ exit: 0, json: document, text: jsonText(document.entry) })
}
