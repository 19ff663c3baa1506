/** What each key does to the map. Pure. */
import { inside, moved, type Stretch, showing, whole, zoomed } from './stretch.ts'

interface Now {
  readonly stretch: Stretch
  /** The entry under the cursor. */
  readonly at: number
  /** Entries of the bar under the cursor: one step. */
  readonly step: number
  readonly entries: number
}

export type KeyResult =
  | { readonly do: 'cursor'; readonly to: number; readonly stretch: Stretch }
  | { readonly do: 'stretch'; readonly stretch: Stretch }
  | { readonly do: 'open' }

/** null: not a key of the map. */
export function mapKey(key: string, { stretch, at, step, entries }: Now): KeyResult | null {
  const cursor = (entry: number): KeyResult => {
    const to = Math.min(Math.max(0, entry), entries - 1)
    return { do: 'cursor', to, stretch: showing(stretch, to, entries) }
  }
  const show = (next: Stretch): KeyResult => ({ do: 'stretch', stretch: inside(next, entries) })
  switch (key) {
    case 'ArrowRight':
      return cursor(at + step)
    case 'ArrowLeft':
      return cursor(at - step)
    case 'Home':
      return cursor(0)
    case 'End':
      return cursor(entries - 1)
    case 'PageDown':
      return show(moved(stretch, 0.8, entries))
    case 'PageUp':
      return show(moved(stretch, -0.8, entries))
    case '+':
    case '=':
    case 'ArrowUp':
      return show(zoomed(stretch, 0.5, at, entries))
    case '-':
    case 'ArrowDown':
      return show(zoomed(stretch, 2, at, entries))
    case '0':
      return show(whole(entries))
    case 'Enter':
      return { do: 'open' }
    default:
      return null
  }
}
