import { xOf } from './marks.ts'
import type { Stretch } from './stretch.ts'

export interface MapBin {
  readonly from: number
  readonly to: number
  /** What the bar stands for. */
  readonly value: number
  readonly isDamaged: boolean
}

interface Props {
  readonly bins: readonly MapBin[]
  readonly stretch: Stretch
  readonly width: number
  readonly base: number
  readonly height: number
  readonly active: MapBin | undefined
}

/** One bar a bin, to the largest of them; a foot of its own under bins with damage. */
export function Bars({ bins, stretch, width, base, height, active }: Props) {
  const largest = bins.reduce((most, { value }) => Math.max(most, value), 0)
  return (
    <g>
      {bins.map((bin) => {
        const x = xOf(bin.from, stretch, width)
        const full = xOf(bin.to, stretch, width) - x
        const tall = largest === 0 ? 0 : (bin.value / largest) * height
        const drawn = Math.max(bin.isDamaged ? 4 : bin.value > 0 ? 1 : 0, tall)
        const kind = bin.isDamaged ? ' LogMap-barDamaged' : bin === active ? ' LogMap-barActive' : ''
        return (
          <rect
            key={bin.from}
            className={`LogMap-bar${kind}`}
            x={x}
            y={base - drawn}
            width={Math.max(0.5, full - (full > 3 ? 1 : 0))}
            height={drawn}
          />
        )
      })}
    </g>
  )
}
