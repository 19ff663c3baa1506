/** Bars: beside each other, in stacks, in stacks to 100 %, as ranges; and the line of a Pareto chart. */
import { lengthOf, middleOf, STUB } from './chart-layout.ts'
import { cumulatedOf, hiddenPart, reachOf, sharesAt } from './chart-model.ts'
import { markText } from './chart-words.ts'
import { at, bandBar, bar, type Frame, hiddenBar, type Rect, stroke } from './svg-marks.ts'

/** A piece of a bar, `from` and `length` in pixels along the scale. */
function place({ model, layout }: Frame, index: number, lane: number, from: number, length: number): Rect {
  const { plot, lanes, thick } = layout
  const across = middleOf(model, layout, index) + (lane - lanes / 2) * thick
  const size = thick - (lanes > 1 ? 1 : 0)
  return model.isHorizontal
    ? { x: plot.left + from, y: across, width: length, height: size }
    : { x: across, y: plot.top + plot.height - from - length, width: size, height: length }
}

/** Parts on top of each other. Those that are hidden stand together behind what is shown: of a known whole they are the rest, otherwise a stub. */
function stack(frame: Frame, index: number): string {
  const { model, layout, id } = frame
  const label = model.categories[index]?.label ?? ''
  const shares = model.kind === 'stacked100' ? sharesAt(model, index) : null
  let reached = 0
  let out = ''
  for (const [s, { color, label: name, marks }] of model.series.entries()) {
    const part = shares ? (shares.parts[s] ?? null) : reachOf(marks[index])
    if (part === null) continue
    const length = lengthOf(model, layout, part)
    out += bar(id, color, place(frame, index, 0, reached, length), `${label}, ${name}: ${markText(marks[index])}`)
    reached += length
  }
  const hidden = hiddenPart(model, index)
  if (hidden === null) return out
  const rest = shares ? shares.hidden : hidden.length
  const length = rest === null ? STUB : lengthOf(model, layout, rest)
  return out + hiddenBar(id, place(frame, index, 0, reached, length), `${label}: further parts are hidden`)
}

/** Bars of one category, horizontal or vertical; where bars are side by side each series has its own lane. */
export function bars(frame: Frame, index: number): string {
  const { model, layout, id } = frame
  if (model.kind === 'stacked' || model.kind === 'stacked100') return stack(frame, index)
  const label = model.categories[index]?.label ?? ''
  const length = (value: number) => lengthOf(model, layout, value)
  return model.series
    .map(({ color, label: name, marks }, s) => {
      const mark = marks[index]
      const lane = model.kind === 'grouped' ? s : 0
      const said = `${label}, ${name}: ${markText(mark)}`
      if (mark?.state === 'suppressed') return hiddenBar(id, place(frame, index, lane, 0, STUB), said)
      if (mark?.state === 'band') {
        const rect = place(frame, index, lane, length(mark.min), length(mark.max - mark.min))
        return bandBar(color, rect, said)
      }
      const reach = reachOf(mark)
      return reach === null ? '' : bar(id, color, place(frame, index, lane, 0, length(reach)), said)
    })
    .join('')
}

/** Cumulated counts, on the scale of the bars: with a hidden one there is no whole, and no line. */
export function paretoLine({ model, layout }: Frame): string {
  const running = cumulatedOf(model)
  if (!running) return ''
  const points = running.map(
    (value, index) => [layout.plot.left + lengthOf(model, layout, value), middleOf(model, layout, index)] as const,
  )
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('')
  const dots = points.map(([x, y]) => `<circle cx="${at(x)}" cy="${at(y)}" r="2.5" class="f-ink" fill="#1b1c1e"/>`)
  return `<path d="${path}" fill="none" ${stroke('ink')} stroke-width="1.25"/>${dots.join('')}`
}
