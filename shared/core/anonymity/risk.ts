/**
 * Re-identification risk.
 *
 * Source: K. El Emam, "Guide to the De-Identification of Personal Health Information", CRC 2013, doi:10.1201/b14764,
 * as ARX computes it; k-map: P. Samarati, L. Sweeney, SRI-CSL-98-04, 1998.
 */
import { compareRatio, type Ratio, ratio } from './rational.ts'

export interface ProsecutorRisk {
  /** max 1/n_E; null for an empty table. */
  readonly prosecutorMax: Ratio | null
  /** classes / N: the mean over records. */
  readonly prosecutorAvg: Ratio | null
  /** The mean of 1/n_E over classes. A double: the common denominator may be beyond any use. */
  readonly prosecutorAvgOverClasses: number | null
  /** Rows with 1/n_E > threshold, strictly, compared as rationals: 1/5 > 0.2 is false. */
  readonly recordsAtRisk: number
  /** Rows alone in their class. */
  readonly uniqueRows: number
}

export function prosecutorRisk(sizes: Int32Array, threshold: Ratio): ProsecutorRisk {
  let rows = 0
  let least = Number.POSITIVE_INFINITY
  let uniqueRows = 0
  const bySize = new Map<number, number>()
  for (const size of sizes) bySize.set(size, (bySize.get(size) ?? 0) + 1)
  let sumOfInverse = 0
  // Largest sizes first: the smallest terms are added first, and the sum does not depend on row order.
  for (const [size, classes] of [...bySize].sort(([a], [b]) => b - a)) {
    rows += size * classes
    sumOfInverse += classes / size
    if (size < least) least = size
    if (size === 1) uniqueRows += classes
  }
  const recordsAtRisk = rowsAbove([...bySize], threshold)
  if (rows === 0) {
    return { prosecutorMax: null, prosecutorAvg: null, prosecutorAvgOverClasses: null, recordsAtRisk, uniqueRows }
  }
  return {
    prosecutorMax: ratio(1, least),
    prosecutorAvg: ratio(sizes.length, rows),
    prosecutorAvgOverClasses: sumOfInverse / sizes.length,
    recordsAtRisk,
    uniqueRows,
  }
}

/**
 * Rows with 1/n above a threshold, strictly.
 *
 * @param classSizes [rows in a class, classes of that size]
 */
export function rowsAbove(classSizes: readonly (readonly [number, number])[], threshold: Ratio): number {
  return classSizes
    .filter(([size]) => compareRatio(ratio(1, size), threshold) > 0)
    .reduce((rows, [size, classes]) => rows + size * classes, 0)
}

export interface PopulationRisk {
  readonly journalist: number
  readonly marketer: number
  readonly kMap: number
}

/**
 * @param sample f_E: rows of each class of the sample
 * @param population F_E: people of the same class in the population, each at least 1
 */
export function populationRisk(sample: Int32Array, population: Float64Array): PopulationRisk | null {
  if (sample.length === 0) return null
  let n = 0
  let sumF = 0
  let weighted = 0
  let kMap = Number.POSITIVE_INFINITY
  for (let id = 0; id < sample.length; id++) {
    const f = sample[id] as number
    const F = population[id] as number
    n += f
    sumF += F
    weighted += f / F
    if (F < kMap) kMap = F
  }
  const marketer = weighted / n
  return { journalist: Math.max(sample.length / sumF, marketer), marketer, kMap }
}
