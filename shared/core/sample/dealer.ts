/**
 * Weighted choice that does not starve anybody: rare options come up in small samples too, and big samples still look
 * random. Used wherever every listed value has to occur.
 */
import { invariant } from '../input-error.ts'
import type { Random } from './random.ts'

export type Weighted<T> = readonly (readonly [option: T, weight: number])[]

/**
 * An option is dealt out of turn when it is owed more than 1.2 deals and a third of its share: in the long run the
 * deals of a common option wander by chance, a rare one is never late by more than its own share.
 */
const OWED_DEALS = 1.2
const OWED_SHARE = 1 / 3

export function createDealer<T>(options: Weighted<T>, random: Random): () => T {
  const total = options.reduce((sum, [, weight]) => sum + weight, 0)
  const shares = options.map(([, weight]) => weight / total)
  const dealt = options.map(() => 0)
  let deals = 0

  const overdue = (): number => {
    let worst = -1
    let most = 0
    for (let i = 0; i < shares.length; i++) {
      const due = (shares[i] as number) * deals
      const owed = due - (dealt[i] as number)
      if (owed > most && owed > OWED_DEALS && owed > due * OWED_SHARE) {
        worst = i
        most = owed
      }
    }
    return worst
  }
  const byChance = (): number => {
    let left = random.unit()
    for (let i = 0; i < shares.length; i++) {
      left -= shares[i] as number
      if (left < 0) return i
    }
    return shares.length - 1
  }
  return () => {
    deals++
    const late = overdue()
    const index = late >= 0 ? late : byChance()
    const option = options[index]
    invariant(option !== undefined, 'dealt from an empty list')
    dealt[index] = (dealt[index] as number) + 1
    return option[0]
  }
}

/** Equal weights. */
export const evenly = <T>(options: readonly T[]): Weighted<T> => options.map((option) => [option, 1] as const)
