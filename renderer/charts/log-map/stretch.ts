/** A stretch of the log on screen: which entries, and how it is zoomed and moved. Pure. */

/** Entries [from, to): never empty while the log is not. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** A stretch narrower than this is not zoomed in further: every entry has its own bar by then. */
export const NARROWEST = 10

export const whole = (entries: number): Stretch => ({ from: 0, to: entries })
export const widthOf = ({ from, to }: Stretch): number => to - from

/** The same width where possible, moved to lie inside the log; whole entries. */
export function inside({ from, to }: Stretch, entries: number): Stretch {
  const width = Math.min(Math.max(Math.round(to - from), Math.min(NARROWEST, entries)), entries)
  const start = Math.min(Math.max(0, Math.round(from)), entries - width)
  return { from: start, to: start + width }
}

/** @param factor below 1 zooms in; @param at the entry that stays where it is on the screen */
export function zoomed(stretch: Stretch, factor: number, at: number, entries: number): Stretch {
  const width = Math.min(Math.max(widthOf(stretch) * factor, Math.min(NARROWEST, entries)), entries)
  const share = (at - stretch.from) / Math.max(1, widthOf(stretch))
  const from = at - share * width
  return inside({ from, to: from + width }, entries)
}

/** @param share of its own width to move by; negative towards the beginning */
export function moved(stretch: Stretch, share: number, entries: number): Stretch {
  const by = Math.round(widthOf(stretch) * share)
  return inside({ from: stretch.from + by, to: stretch.to + by }, entries)
}

/** Moved just so far that the entry is in sight. */
export function showing(stretch: Stretch, at: number, entries: number): Stretch {
  if (at < stretch.from) return inside({ from: at, to: at + widthOf(stretch) }, entries)
  if (at >= stretch.to) return inside({ from: at + 1 - widthOf(stretch), to: at + 1 }, entries)
  return stretch
}

/** Some entries around a stretch of damage, so that it is seen among its neighbours. */
export function around(first: number, last: number, entries: number): Stretch {
  const width = Math.max(NARROWEST * 4, (last - first + 1) * 3)
  const from = Math.round((first + last + 1) / 2 - width / 2)
  return inside({ from, to: from + width }, entries)
}
