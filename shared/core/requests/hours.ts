import { HOUR_MS } from '../instant.ts'

/**
 * Milliseconds as hours to one decimal, half away from zero, computed on integers: what every document shows.
 * 180,000 ms are 0.05 h, shown as 0.1.
 */
export function hoursOf(elapsedMs: number): number {
  const tenth = HOUR_MS / 10
  const magnitude = Math.floor((Math.abs(elapsedMs) * 2 + tenth) / (2 * tenth))
  return magnitude === 0 ? 0 : (Math.sign(elapsedMs) * magnitude) / 10
}
