/** What the map draws: at most 500 marks, placed in pixels. Pure. */
import type { Stretch } from './stretch.ts'
import { widthOf } from './stretch.ts'

export interface MapHead {
  /** Between which entries it stands: after this many. */
  readonly at: number
  readonly label: string
  /** agrees, contradicts, or could not be compared. */
  readonly tone: 'intact' | 'damaged' | 'unknown'
}

export interface MapDamage {
  /** Place in the list of damage. */
  readonly id: number
  readonly from: number
  readonly to: number
  readonly label: string
}

export const MOST_HEADS = 60
export const MOST_DAMAGE = 60

/** Pixel of an index inside the stretch. */
export const xOf = (index: number, stretch: Stretch, width: number): number =>
  ((index - stretch.from) / Math.max(1, widthOf(stretch))) * width

export interface HeadMark {
  readonly x: number
  readonly tone: MapHead['tone']
  readonly heads: readonly MapHead[]
}

/** Heads nearer to each other than a dot are one dot; the worst of them gives the tone. Beyond the end: at the edge. */
export function headMarks(heads: readonly MapHead[], stretch: Stretch, width: number): readonly HeadMark[] {
  const near = Math.max(8, width / MOST_HEADS)
  const marks: { x: number; tone: MapHead['tone']; heads: MapHead[] }[] = []
  const inSight = heads.filter(({ at }) => at >= stretch.from && at <= stretch.to).toSorted((a, b) => a.at - b.at)
  for (const head of inSight) {
    const x = xOf(head.at, stretch, width)
    const last = marks.at(-1)
    if (last && x - last.x < near) {
      last.heads.push(head)
      if (worse(head.tone, last.tone)) last.tone = head.tone
    } else marks.push({ x, tone: head.tone, heads: [head] })
  }
  return marks
}

const RANK = { intact: 0, unknown: 1, damaged: 2 } as const
const worse = (a: MapHead['tone'], b: MapHead['tone']): boolean => RANK[a] > RANK[b]

export interface DamageMark {
  readonly id: number
  readonly x: number
  readonly width: number
  /** Row of its label, or null where there is no room for one. */
  readonly row: number | null
  readonly anchor: 'start' | 'end'
  readonly label: string
  /** Places of damage drawn as this one mark. */
  readonly places: number
}

/** With more places than this in sight, only the chosen one is named: names would cover the map. */
const MOST_NAMED = 16
/** Rows of labels over the bars. */
const ROWS = 2
/** Average advance of the label face, in pixels: enough for a fair guess at what fits. */
const LETTER = 6.3

/** Places of damage with their labels laid out so that none covers another. The chosen one gets its label first. */
export function damageMarks(
  damage: readonly MapDamage[],
  stretch: Stretch,
  width: number,
  chosen: number | null,
): readonly DamageMark[] {
  const inSight = damage.filter(({ from, to }) => to >= stretch.from && from <= stretch.to)
  const step = Math.max(1, Math.ceil(inSight.length / MOST_DAMAGE))
  const groups = inSight.filter((item, i) => i % step === 0 || item.id === chosen)
  const taken: { readonly row: number; readonly from: number; readonly to: number }[] = []
  const place = (x: number, label: string, isChosen: boolean) => {
    const length = label.length * LETTER + 16
    if (inSight.length > MOST_NAMED && !isChosen) return { row: null, anchor: 'start' as const }
    const anchor = x + length > width ? ('end' as const) : ('start' as const)
    const span = anchor === 'start' ? { from: x, to: x + length } : { from: x - length, to: x }
    for (let row = 0; row < ROWS; row++) {
      if (taken.some((other) => other.row === row && other.from < span.to && span.from < other.to)) continue
      taken.push({ row, ...span })
      return { row, anchor }
    }
    return { row: null, anchor }
  }
  const byPriority = groups.toSorted((a, b) => Number(b.id === chosen) - Number(a.id === chosen))
  const marks = byPriority.map((item): DamageMark => {
    const x = Math.max(0, xOf(item.from, stretch, width))
    const end = Math.min(width, xOf(item.to, stretch, width))
    return {
      id: item.id,
      x,
      width: Math.max(2, end - x),
      label: item.label,
      places: step,
      ...place(x, item.label, item.id === chosen),
    }
  })
  return marks.toSorted((a, b) => a.x - b.x)
}
