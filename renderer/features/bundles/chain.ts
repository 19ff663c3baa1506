/** The checks of a bundle as steps that rest on each other, from bytes to log entry. Pure. */
import type { Answer, BundleView, CheckName } from './types.ts'

type Detail = BundleView['checks'][CheckName]
export type Failure = Detail['failures'][number]

export const STEPS = [
  'files',
  'manifests',
  'statement',
  'signature',
  'recipients',
  'profile',
  'commitments',
  'anonymity',
  'logged',
] as const
export type StepName = (typeof STEPS)[number]

export interface Step {
  readonly name: StepName
  readonly answer: Answer
  readonly why: string | null
  readonly failures: readonly Failure[]
  /** With those that are not listed. */
  readonly failureCount: number
}

/** The check `bag` asks three things: which of them a failure is about. */
export function bagStep({ file, rule }: Pick<Failure, 'file' | 'rule'>): 'files' | 'manifests' | 'statement' {
  if (rule.startsWith('statement_') || (file === 'disclosure.json' && rule === 'file_missing')) return 'statement'
  const isManifest = file === 'manifest-sha256.txt' || file === 'tagmanifest-sha256.txt'
  return rule.startsWith('manifest_') || (isManifest && rule === 'file_missing') ? 'manifests' : 'files'
}

/** `unread`: why a later part of the bag was not examined where the archive itself cannot be read. */
export function chainOf({ checks }: Pick<BundleView, 'checks'>, unread: string): readonly Step[] {
  const { bag } = checks
  const isUnread = bag.failures.some(({ rule }) => rule === 'archive')
  const unlisted = bag.failureCount - bag.failures.length
  return STEPS.map((name): Step => {
    if (name !== 'files' && name !== 'manifests' && name !== 'statement') {
      const { answer, why, failures, failureCount } = checks[name]
      return { name, answer, why, failures, failureCount }
    }
    const failures = bag.failures.filter((failure) => bagStep(failure) === name)
    if (failures.length === 0 && isUnread) {
      return { name, answer: 'not_examined', why: unread, failures, failureCount: 0 }
    }
    // Where the list was cut, what was cut is counted where the list ends.
    const isLast = bag.failures.at(-1) !== undefined && bagStep(bag.failures.at(-1) as Failure) === name
    return {
      name,
      answer: failures.length > 0 ? 'fails' : bag.answer === 'not_examined' ? 'not_examined' : 'holds',
      why: failures.length > 0 || bag.answer === 'fails' ? null : bag.why,
      failures,
      failureCount: failures.length + (isLast ? unlisted : 0),
    }
  })
}
