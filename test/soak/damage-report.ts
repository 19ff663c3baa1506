/** Many runs of damage-run.ts, counted. */
import { type DamageRun, runDamage } from './damage-run.ts'

export interface DamageReport {
  readonly runs: number
  readonly places: number
  readonly exact: number
  /** Left out of the count: nothing in the export says so. */
  readonly undetermined: number
  /** Runs in which a place was missed, or something shown that was not done. */
  readonly wrong: readonly DamageRun[]
}

export async function damageReport(runs: number, damaged: boolean): Promise<DamageReport> {
  let places = 0
  let exact = 0
  let undetermined = 0
  const wrong: DamageRun[] = []
  for (let seed = 0; seed < runs; seed++) {
    const run = await runDamage(seed, damaged)
    places += run.truth.length
    exact += run.truth.length - run.inexact.length
    undetermined += run.undetermined.length
    if (run.unseen.length > 0 || run.alarms.length > 0 || !isAnswered(run)) wrong.push(run)
  }
  return { runs, places, exact, undetermined, wrong }
}

/** The answers as whoever did the damage expects them. */
function isAnswered({ document, expectation }: DamageRun): boolean {
  const { exit, integrity, completeness, damage } = document
  if (expectation === null) return exit <= 11 && integrity.answer === 'intact' && damage.length === 0
  return (
    exit === expectation.exit &&
    integrity.answer === expectation.integrity &&
    (expectation.completeness === null || completeness.answer.includes(expectation.completeness))
  )
}

/** What to look at when a run went wrong. */
export const told = ({ wrong }: DamageReport): readonly string[] =>
  wrong.map(
    ({ seed, wanted, document }) =>
      `seed ${seed}: ${wanted.join(', ')} -> exit ${document.exit}, ${JSON.stringify(document.damage)}`,
  )
