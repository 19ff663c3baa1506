/**
 * The auditor's policy file: JSON, `{"format":"plainview-rules/v1","parameters":{...},"sentences":{...}}`; members left
 * out keep their default, `null` says that the operator's policy states nothing. Specified in docs/guide/rules.md.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../formats/json-value.ts'
import { parseIJson } from '../../formats/parse-json.ts'
import type { InputError, InputErrorCode } from '../../input-error.ts'
import { err, ok, type Result } from '../../result.ts'
import { DATA_CATEGORIES } from '../enumerations.ts'
import { describe } from '../log-entry.ts'
import { DEFAULT_PARAMETERS, MAX_WHOLE, POLICY_FORMAT, type Policy, WHOLE_PARAMETERS } from './parameters.ts'
import { isRuleId } from './rule-table.ts'

const MAX_BYTES = 65_536
const MAX_SENTENCE = 2000
const MAX_PURPOSES = 100

/** `file` names the input in errors. Every value is checked; the first breach is returned. */
export function parsePolicyFile(bytes: Uint8Array, file: string): Result<Policy, InputError> {
  const place = { file }
  if (bytes.length > MAX_BYTES) {
    return err({ code: 'too_large', place, expected: `at most ${MAX_BYTES} bytes`, got: `${bytes.length} bytes` })
  }
  const parsed = parseIJson(bytes, file)
  if (!parsed.ok) return parsed
  const problem = policyProblem(parsed.value)
  if (problem !== null) {
    const { code, field, expected, got } = problem
    return err({ code, place: { file, field }, expected, got: describe(got) })
  }
  return ok(policyOf(parsed.value))
}

interface Problem {
  readonly code: InputErrorCode
  readonly field: string
  readonly expected: string
  readonly got: JsonValue | undefined
}

function policyOf(value: JsonValue): Policy {
  // Checked by `policyProblem`: the casts only say so.
  const { parameters = {}, sentences = {} } = value as unknown as Partial<Policy>
  return { parameters: { ...DEFAULT_PARAMETERS, ...parameters }, sentences }
}

function policyProblem(value: JsonValue): Problem | null {
  if (!isJsonObject(value)) return { code: 'bad_field', field: '', expected: 'an object', got: value }
  const { format, parameters = {}, sentences = {} } = value
  if (format !== POLICY_FORMAT) {
    return { code: 'unknown_format', field: 'format', expected: `"${POLICY_FORMAT}"`, got: format }
  }
  const stray = unknownMember(value, '', ['format', 'parameters', 'sentences'])
  if (stray !== null) return stray
  if (!isJsonObject(parameters))
    return { code: 'bad_field', field: 'parameters', expected: 'an object', got: parameters }
  if (!isJsonObject(sentences)) return { code: 'bad_field', field: 'sentences', expected: 'an object', got: sentences }
  return parametersProblem(parameters) ?? sentencesProblem(sentences)
}

function unknownMember(value: JsonObject, prefix: string, known: readonly string[]): Problem | null {
  const stray = Object.keys(value).find((name) => !known.includes(name))
  if (stray === undefined) return null
  return {
    code: 'unknown_field',
    field: `${prefix}${stray}`,
    expected: `one of ${known.join(', ')}`,
    got: value[stray],
  }
}

const isWhole = (value: JsonValue | undefined): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MAX_WHOLE

function parametersProblem(parameters: JsonObject): Problem | null {
  const at = (name: string, expected: string, got: JsonValue | undefined): Problem => {
    return { code: 'bad_field', field: `parameters.${name}`, expected, got }
  }
  const stray = unknownMember(parameters, 'parameters.', Object.keys(DEFAULT_PARAMETERS))
  if (stray !== null) return stray
  for (const name of WHOLE_PARAMETERS) {
    const value = parameters[name]
    if (value !== undefined && value !== null && !isWhole(value)) {
      return at(name, `a whole number from 0 to ${MAX_WHOLE}, or null`, value)
    }
  }
  const { endToEndEncrypted, retentionDays = {}, keyPurposes = [] } = parameters
  if (endToEndEncrypted !== undefined && endToEndEncrypted !== null && typeof endToEndEncrypted !== 'boolean') {
    return at('endToEndEncrypted', 'true, false or null', endToEndEncrypted)
  }
  if (!isJsonObject(retentionDays)) return at('retentionDays', 'an object of days by data category', retentionDays)
  const category = unknownMember(retentionDays, 'parameters.retentionDays.', DATA_CATEGORIES)
  if (category !== null) return category
  const days = Object.entries(retentionDays).find(([, value]) => !isWhole(value))
  if (days !== undefined) return at(`retentionDays.${days[0]}`, `a whole number from 0 to ${MAX_WHOLE}`, days[1])
  if (!Array.isArray(keyPurposes) || keyPurposes.length > MAX_PURPOSES) {
    return at('keyPurposes', `an array of at most ${MAX_PURPOSES} names`, keyPurposes)
  }
  const purpose = keyPurposes.findIndex((value) => typeof value !== 'string' || value === '')
  return purpose < 0 ? null : at(`keyPurposes.${purpose}`, 'a name', keyPurposes[purpose])
}

function sentencesProblem(sentences: JsonObject): Problem | null {
  for (const [rule, sentence] of Object.entries(sentences)) {
    const field = `sentences.${rule}`
    if (!isRuleId(rule)) return { code: 'unknown_field', field, expected: 'the id of a rule', got: rule }
    if (typeof sentence !== 'string' || sentence.length > MAX_SENTENCE) {
      return { code: 'bad_field', field, expected: `a text of at most ${MAX_SENTENCE} characters`, got: sentence }
    }
  }
  return null
}
