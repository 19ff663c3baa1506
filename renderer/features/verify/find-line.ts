import type { Call, Output } from '#contract/contract.ts'
import { settle } from '../../api/queries.ts'
import type { Target } from './types.ts'

type Row = Output<'verify.entries'>['rows'][number]

export interface FilePlace {
  readonly file: string
  readonly byteOffset: number
}

/** Files of a log stand in the order of their paths (code units), as they were read. */
function compare(row: Row, { file, byteOffset }: FilePlace): number {
  if (row.file !== file) return row.file < file ? -1 : 1
  return row.byteOffset - byteOffset
}

/**
 * The line that begins at a byte of a file; where none does, the first line after it (something is missing there), and
 * the number of lines at the end. Asks for one line at a time: about twenty for a million, one when the guess is right.
 */
export async function findLine(call: Call, target: Target, place: FilePlace, guess: number): Promise<number> {
  const at = async (index: number): Promise<Row | undefined> => {
    const { rows } = await settle(call, 'verify.entries', { ...target, from: index, limit: 1 })
    return rows[0]
  }
  const { total } = await settle(call, 'verify.entries', { ...target, from: 0, limit: 1 })
  let low = 0
  let high = total
  let next = Math.min(Math.max(0, guess), Math.max(0, total - 1))
  while (low < high) {
    const row = await at(next)
    const side = row === undefined ? 1 : compare(row, place)
    if (side === 0) return next
    if (side < 0) low = next + 1
    else high = next
    next = Math.floor((low + high) / 2)
  }
  return low
}
