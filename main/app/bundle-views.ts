/** Verdicts on bundles, as the contract shows them. */
import type { Output, Parsed } from '#contract/contract.ts'
import { type BundleVerdict, CHECKS, type CheckName } from '#core/bundle/check.ts'
import type { AnonymityClaim } from '#core/bundle/statement.ts'
import { parseVkey } from '#core/note/vkey.ts'
import type { AnswerCount, BundleAnswer, BundleQuery, BundleTrustKey } from './ports/bundles.ts'

/** Failures of one check that are listed; the document has all. */
const LISTED_FAILURES = 500

type Filter = Parsed<'bundles.list'>['filter']
type Counts = Record<BundleAnswer, number>

const WORDS: Readonly<Record<BundleAnswer, string>> = {
  holds: 'holds',
  fails: 'fails',
  not_examined: 'not examined',
}
const ANSWERS: Readonly<Record<string, BundleAnswer>> = { h: 'holds', f: 'fails', n: 'not_examined' }

function byCheck<T>(make: (check: CheckName, at: number) => T): Record<CheckName, T> {
  return Object.fromEntries(CHECKS.map((check, at) => [check, make(check, at)])) as Record<CheckName, T>
}

export function countsView(counts: readonly AnswerCount[]) {
  const none = (): Counts => ({ holds: 0, fails: 0, not_examined: 0 })
  const status = none()
  const checks = byCheck(none)
  for (const { answers, bundles } of counts) {
    status[answers.includes('f') ? 'fails' : answers.includes('n') ? 'not_examined' : 'holds'] += bundles
    for (const [at, check] of CHECKS.entries()) checks[check][ANSWERS[answers[at] ?? ''] ?? 'not_examined'] += bundles
  }
  return { bundles: counts.reduce((sum, { bundles }) => sum + bundles, 0), status, checks }
}

export function checkViews(verdict: BundleVerdict): Output<'bundles.get'>['checks'] {
  return byCheck((check) => {
    const { answer, why, failures } = verdict[check]
    const listed = failures.slice(0, LISTED_FAILURES).map((failure) => ({ ...failure }))
    return { answer, why: why ?? null, failureCount: failures.length, failures: listed }
  })
}

export function queryOf(evidence: number | null, { status, check, answer, req, text }: Filter): BundleQuery {
  return {
    evidence,
    status,
    check: check === undefined || answer === undefined ? undefined : { name: check, answer },
    req,
    text,
  }
}

export function filterInWords({ status, check, answer, req, text }: Filter): string {
  return [
    status === undefined ? null : WORDS[status],
    check === undefined || answer === undefined ? null : `${check} ${WORDS[answer]}`,
    req === undefined ? null : `request ${req}`,
    text === undefined || text === '' ? null : `with "${text}"`,
  ]
    .filter((part) => part !== null)
    .join(', ')
}

/** `name+key id`, as it stands in notes. */
export function trustedNames(trusted: readonly BundleTrustKey[]): string[] {
  return trusted.map(({ vkey }) => {
    const parsed = parseVkey(vkey)
    return parsed.ok ? `${parsed.value.name}+${parsed.value.keyId}` : vkey
  })
}

/** The beginning of a text, without the part of a character that the cut may have left at its end: RFC 3629 §3. */
export function textStart(bytes: Uint8Array, totalBytes: number): Uint8Array {
  if (bytes.length === totalBytes) return bytes
  for (let back = 1; back <= 4 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back)
  }
  return bytes
}

/** What a bundle claims of a table, as roles and claims to measure; a scale that is not declared counts as categorical, the stricter reading. */
export function claimedRoles({ k, l, t, quasi, sensitive, suppressed }: AnonymityClaim) {
  return {
    quasi: [...quasi],
    sensitive: sensitive.map((name) => {
      const [, column = name, scale = 'categorical'] = /^(.*):(ordered|categorical)$/.exec(name) ?? []
      return { name: column, scale: scale as 'ordered' | 'categorical' }
    }),
    claims: [`k=${k}`, ...(l === null ? [] : [`l=${l}`]), ...(t === null ? [] : [`t=${t}`])],
    suppressed,
  }
}
