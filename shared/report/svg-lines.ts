/** Lines over periods, and dumbbells: two points a category, joined. */
import { lengthOf, middleOf, STUB } from './chart-layout.ts'
import { reachOf } from './chart-model.ts'
import { markText } from './chart-words.ts'
import { at, dashOf, type Frame, hiddenBar, marker, stroke } from './svg-marks.ts'

export function lines({ model, layout, id }: Frame): string {
  const { plot } = layout
  const foot = plot.top + plot.height
  return model.series
    .map((series, s) => {
      let path = ''
      let isDown = false
      let dots = ''
      for (const [index, mark] of series.marks.entries()) {
        const x = middleOf(model, layout, index)
        const name = `${model.categories[index]?.label}, ${series.label}: ${markText(mark)}`
        // A gap, not a line through nothing; nor from what means one thing to what means another.
        if (model.breaks.some((one) => one.at === index)) isDown = false
        const reach = reachOf(mark)
        if (reach === null) {
          isDown = false
          if (mark.state === 'suppressed')
            dots += hiddenBar(id, { x: x - 6, y: foot - STUB, width: 12, height: STUB }, name)
          continue
        }
        const y = foot - lengthOf(model, layout, reach)
        path += `${isDown ? 'L' : 'M'}${at(x)} ${at(y)}`
        isDown = true
        dots += marker(s, series.color, x, y, name)
      }
      return `<path d="${path}" fill="none" ${stroke(series.color)} stroke-width="2"${dashOf(s)}/>${dots}`
    })
    .join('')
}

/** A hidden end has no place on the scale: it stands in the column of values, hatched. */
export function dumbbell({ model, layout }: Frame, index: number): string {
  const y = middleOf(model, layout, index)
  const ends = model.series.map(({ marks }) => reachOf(marks[index]))
  const x = (value: number) => layout.plot.left + lengthOf(model, layout, value)
  const [from, to] = ends
  const isJoined = from !== null && from !== undefined && to !== null && to !== undefined
  const joined = isJoined
    ? `<path d="M${at(x(from))} ${at(y)}H${at(x(to))}" ${stroke('muted')} stroke-width="2.5" stroke-opacity=".45"/>`
    : ''
  const label = model.categories[index]?.label ?? ''
  const points = model.series.map(({ color, label: name, marks }, s) => {
    const value = ends[s]
    return value === null || value === undefined
      ? ''
      : marker(s, color, x(value), y, `${label}, ${name}: ${markText(marks[index])}`)
  })
  return joined + points.join('')
}
