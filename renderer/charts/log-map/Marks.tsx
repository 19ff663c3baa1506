import type { DamageMark, HeadMark } from './marks.ts'

interface HeadProps {
  readonly marks: readonly HeadMark[]
  readonly y: number
  readonly width: number
  readonly label: string
}

/** A full dot agrees, a cross contradicts, an open dot could not be compared: told apart without colour. */
export function HeadMarks({ marks, y, width, label }: HeadProps) {
  const firstX = marks[0]?.x ?? 0
  const radius = marks.length > 40 ? 2.5 : 3.5
  return (
    <g>
      {marks.length > 0 && firstX > 44 && (
        <text className="LogMap-headLabel" x={0} y={y + 4}>
          {label}
        </text>
      )}
      {marks.map(({ x: at, tone, heads }) => {
        // A dot stays inside the picture at both ends.
        const x = Math.min(Math.max(5, at), width - 5)
        return (
          <g key={at} className={`LogMap-head LogMap-head-${tone}`}>
            <title>{heads.map((head) => head.label).join('\n')}</title>
            {tone === 'damaged' ? (
              <path d={`M${x - 3.5} ${y - 3.5}l7 7M${x + 3.5} ${y - 3.5}l-7 7`} />
            ) : (
              <circle cx={x} cy={y} r={heads.length > 1 ? radius + 1 : radius} />
            )}
          </g>
        )
      })}
    </g>
  )
}

interface DamageProps {
  readonly marks: readonly DamageMark[]
  readonly chosen: number | null
  readonly top: number
  readonly base: number
  readonly width: number
  readonly onChoose: (id: number) => void
}

const LABEL_HEIGHT = 15

/** A line at each place of damage, a band where it is wide, and its name where there is room. */
export function DamageMarks({ marks, chosen, top, base, width, onChoose }: DamageProps) {
  return (
    <g>
      {marks.map((mark) => {
        const isChosen = mark.id === chosen
        // A line of two pixels stays inside the picture at both ends.
        const x = Math.min(Math.max(1, mark.x), width - 1)
        return (
          <g
            key={mark.id}
            className={isChosen ? 'LogMap-damage LogMap-damageChosen' : 'LogMap-damage'}
            onPointerDown={(event) => {
              event.stopPropagation()
              onChoose(mark.id)
            }}
          >
            <title>{mark.label}</title>
            {mark.width > 3 && (
              <rect className="LogMap-damageBand" x={mark.x} y={top} width={mark.width} height={base - top} />
            )}
            <path d={`M${x} ${top + 4}V${base}`} />
            {mark.row !== null && (
              <text
                x={mark.anchor === 'start' ? x + 5 : x - 5}
                y={top + 13 + mark.row * LABEL_HEIGHT}
                textAnchor={mark.anchor}
              >
                {`✕ ${mark.label}`}
              </text>
            )}
          </g>
        )
      })}
    </g>
  )
}
