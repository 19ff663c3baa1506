import { type PointerEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { useWidth } from '../use-width.ts'
import { Bars, type MapBin } from './Bars.tsx'
import { DamageMarks, HeadMarks } from './Marks.tsx'
import { mapKey } from './map-keys.ts'
import { damageMarks, headMarks, type MapDamage, type MapHead, xOf } from './marks.ts'
import { inside, type Stretch, widthOf, zoomed } from './stretch.ts'
import { useWheelZoom } from './use-wheel-zoom.ts'
import './LogMap.css'

export interface LogMapWords {
  /** Names the map and sums up what is on it. */
  readonly label: string
  readonly heads: string
  readonly number: (value: number) => string
  /** What is at the cursor: read out as it moves. */
  readonly cursor: (bin: MapBin) => string
}

interface Props {
  readonly words: LogMapWords
  readonly entries: number
  readonly stretch: Stretch
  readonly bins: readonly MapBin[]
  readonly heads: readonly MapHead[]
  readonly damage: readonly MapDamage[]
  readonly chosenDamage: number | null
  /** The entry under the cursor, or null for none. */
  readonly cursor: number | null
  readonly onCursor: (entry: number | null) => void
  readonly onStretch: (stretch: Stretch) => void
  /** Enter or a click where every bar is one entry. */
  readonly onOpen: (entry: number) => void
  readonly onDamage: (id: number) => void
}

const HEIGHT = { heads: 22, labels: 32, bars: 64, axis: 22 } as const
const TOP = HEIGHT.heads + HEIGHT.labels
const BASE = TOP + HEIGHT.bars
const TOTAL = BASE + HEIGHT.axis
/** A pull shorter than this is a click. */
const PULL_PX = 6

/**
 * The log from its first entry to its last: bars for what was logged, dots for heads, lines for damage. Wheel, buttons
 * or keys zoom down to one entry; a pull across the bars zooms to what was pulled over. A slider for assistive
 * technology: its value is the entry under the cursor.
 */
export function LogMap(props: Props) {
  const { words, entries, stretch, bins, heads, damage, chosenDamage, cursor, onCursor, onStretch } = props
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box, 900)
  const [pull, setPull] = useState<{ readonly from: number; readonly to: number } | null>(null)
  const headsShown = useMemo(() => headMarks(heads, stretch, width), [heads, stretch, width])
  const damageShown = useMemo(
    () => damageMarks(damage, stretch, width, chosenDamage),
    [damage, stretch, width, chosenDamage],
  )
  const entryAt = (clientX: number) => {
    const left = box.current?.getBoundingClientRect().left ?? 0
    const share = Math.min(Math.max((clientX - left) / width, 0), 1)
    return Math.min(stretch.from + Math.floor(share * widthOf(stretch)), entries - 1)
  }
  useWheelZoom(box, (deltaY, clientX) => {
    const next = zoomed(stretch, deltaY > 0 ? 1.35 : 1 / 1.35, entryAt(clientX), entries)
    if (next.from === stretch.from && next.to === stretch.to) return false
    onStretch(next)
    return true
  })

  const binAt = (entry: number | null) =>
    entry === null ? undefined : bins.find(({ from, to }) => entry >= from && entry < to)
  const binOfCursor = binAt(cursor)
  const open = (entry: number) => {
    const bin = binAt(entry)
    if (!bin) return
    if (bin.to - bin.from === 1) props.onOpen(bin.from)
    else onStretch(zoomed(stretch, 0.25, entry, entries))
  }

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const at = cursor ?? Math.floor((stretch.from + stretch.to) / 2)
    const step = Math.max(1, (binOfCursor?.to ?? 1) - (binOfCursor?.from ?? 0))
    const result = mapKey(event.key, { stretch, at, step, entries })
    if (result === null) return
    event.preventDefault()
    event.stopPropagation()
    if (result.do === 'open') return open(at)
    if (result.do === 'cursor') onCursor(result.to)
    onStretch(result.stretch)
  }

  function onPointerMove(event: PointerEvent) {
    onCursor(entryAt(event.clientX))
    if (pull) setPull({ ...pull, to: event.clientX })
  }
  const onPointerUp = useEffectEvent((clientX: number) => {
    if (!pull) return
    setPull(null)
    const [a, b] = [entryAt(pull.from), entryAt(clientX)]
    if (Math.abs(clientX - pull.from) < PULL_PX) open(a)
    else onStretch(inside({ from: Math.min(a, b), to: Math.max(a, b) + 1 }, entries))
  })
  useEffect(() => {
    const listener = (event: globalThis.PointerEvent) => onPointerUp(event.clientX)
    window.addEventListener('pointerup', listener)
    return () => window.removeEventListener('pointerup', listener)
  }, [])

  const left = box.current?.getBoundingClientRect().left ?? 0
  const cursorX = cursor === null ? null : xOf(cursor + 0.5, stretch, width)
  const middle = Math.floor((stretch.from + stretch.to) / 2)
  return (
    <div
      ref={box}
      className="LogMap"
      role="slider"
      aria-label={words.label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, entries - 1)}
      aria-valuenow={cursor ?? middle}
      aria-valuetext={binOfCursor ? words.cursor(binOfCursor) : words.number(cursor ?? middle)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerMove={onPointerMove}
      onPointerLeave={() => onCursor(null)}
      onPointerDown={(event) => {
        if (event.button === 0) setPull({ from: event.clientX, to: event.clientX })
      }}
    >
      <svg width={width} height={TOTAL} aria-hidden="true" direction="ltr">
        <Bars bins={bins} stretch={stretch} width={width} base={BASE} height={HEIGHT.bars} active={binOfCursor} />
        <path className="LogMap-base" d={`M0 ${BASE}H${width}`} />
        {cursorX !== null && cursorX >= 0 && cursorX <= width && (
          <path className="LogMap-cursor" d={`M${cursorX} ${HEIGHT.heads}V${BASE}`} />
        )}
        {pull && Math.abs(pull.to - pull.from) >= PULL_PX && (
          <rect
            className="LogMap-pull"
            x={Math.min(pull.from, pull.to) - left}
            y={TOP}
            width={Math.abs(pull.to - pull.from)}
            height={HEIGHT.bars}
          />
        )}
        <HeadMarks marks={headsShown} y={12} width={width} label={words.heads} />
        <DamageMarks
          marks={damageShown}
          chosen={chosenDamage}
          top={HEIGHT.heads}
          base={BASE}
          width={width}
          onChoose={props.onDamage}
        />
        <g className="LogMap-axis">
          <text x={0} y={TOTAL - 5}>
            {words.number(stretch.from)}
          </text>
          <text x={width / 2} y={TOTAL - 5} textAnchor="middle">
            {words.number(middle)}
          </text>
          <text x={width} y={TOTAL - 5} textAnchor="end">
            {words.number(stretch.to)}
          </text>
        </g>
      </svg>
    </div>
  )
}
