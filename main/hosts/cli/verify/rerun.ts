/** `--rerun`: a verdict made again with a receipt's own options, and compared with it byte for byte. */
import { basename } from 'node:path'
import type { Receipt } from '#contract/receipt.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { compareReceipts, MAX_RECEIPT_BYTES, parseReceipt, type ReceiptDifference } from '../../../app/receipt.ts'
import { readInput } from '../../../io/read-input.ts'
import { badOption } from '../answer.ts'
import { RECEIPT_OPTIONS, type VerifyCliOptions } from './gather-options.ts'

/** No verdict has this code: a receipt that is not reproduced cannot be taken for any of them. */
export const EXIT_NOT_REPRODUCED = 60

export interface ReadReceipt {
  readonly bytes: Uint8Array
  readonly receipt: Receipt
}

/** The receipt's options hold; an option given beside it is refused rather than weighed against them. */
export async function readReceipt(path: string, options: VerifyCliOptions): Promise<Result<ReadReceipt, InputError>> {
  const beside = RECEIPT_OPTIONS.find(([name]) => options[name] !== undefined)
  if (beside) return err(badOption(beside[1], 'no such option beside --rerun: the receipt has its own', 'one'))
  const bytes = await readInput(path, MAX_RECEIPT_BYTES)
  if (!bytes.ok) return bytes
  const receipt = parseReceipt(bytes.value, path)
  return receipt.ok ? ok({ bytes: bytes.value, receipt: receipt.value }) : receipt
}

export interface Rerun {
  readonly receipt: string
  readonly same: boolean
  readonly difference: ReceiptDifference | null
}

export function compareWith(path: string, { bytes }: ReadReceipt, now: string): Rerun {
  const difference = compareReceipts(bytes, encodeUtf8(now))
  return { receipt: basename(path), same: difference === null, difference }
}

export function rerunText({ receipt, difference }: Rerun): string {
  if (difference === null) return `REPRODUCED: equal to ${receipt}, byte for byte.\n\n`
  const { byte, line, receipt: then, now } = difference
  return `NOT REPRODUCED: ${receipt} differs from the verdict made now, first at line ${line} (byte ${byte}):\n  receipt  ${then}\n  now      ${now}\n\n`
}
