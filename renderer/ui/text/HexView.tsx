import { useMemo } from 'react'
import type { Range } from './runs.ts'

interface Props {
  readonly bytes: Uint8Array
  readonly offset: number
  readonly marks?: readonly Range[] | undefined
}

const PER_ROW = 16

interface HexRow {
  readonly at: number
  readonly cells: readonly {
    readonly at: number
    readonly hex: string
    readonly char: string
    readonly marked: boolean
  }[]
}

function rowsOf(bytes: Uint8Array, marks: readonly Range[]): readonly HexRow[] {
  const rows: HexRow[] = []
  for (let at = 0; at < bytes.length; at += PER_ROW) {
    const cells = [...bytes.subarray(at, at + PER_ROW)].map((byte, i) => ({
      at: at + i,
      hex: byte.toString(16).padStart(2, '0'),
      char: byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·',
      marked: marks.some(({ from, to }) => from <= at + i && at + i < to),
    }))
    rows.push({ at, cells })
  }
  return rows
}

/** Offset in the file, sixteen bytes, the same sixteen as ASCII. */
export function HexView({ bytes, offset, marks = [] }: Props) {
  const rows = useMemo(() => rowsOf(bytes, marks), [bytes, marks])
  return (
    <pre className="HexView" dir="ltr">
      {rows.map((row) => (
        <div key={row.at}>
          <span className="HexView-offset">{(offset + row.at).toString(16).padStart(8, '0')}</span>
          {'  '}
          {row.cells.some(({ marked }) => marked)
            ? row.cells.map((cell) => (
                <span key={cell.at}>
                  {cell.marked ? <mark>{cell.hex}</mark> : cell.hex}
                  {cell.at % PER_ROW === 7 ? '  ' : ' '}
                </span>
              ))
            : row.cells.map(({ at, hex }) => hex + (at % PER_ROW === 7 ? '  ' : ' ')).join('')}
          {' '.repeat((PER_ROW - row.cells.length) * 3 + (row.cells.length < 8 ? 1 : 0))}{' '}
          {row.cells.map(({ char }) => char).join('')}
        </div>
      ))}
    </pre>
  )
}
