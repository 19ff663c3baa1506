import type { Call, Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { ok, type Result } from '#core/result.ts'

/** The whole repaired table as bytes, asked for piece by piece: no answer is long enough to hold up the page. */
export async function readRepairedCsv(call: Call, repairId: string): Promise<Result<Uint8Array, CallError>> {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  let length = 0
  for (let from: number | null = 0; from !== null; ) {
    const piece: Result<Output<'tables.repaired-csv'>, CallError> = await call('tables.repaired-csv', {
      repairId,
      from,
    })
    if (!piece.ok) return piece
    const bytes = encoder.encode(piece.value.csv)
    parts.push(bytes)
    length += bytes.length
    from = piece.value.next
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return ok(whole)
}
