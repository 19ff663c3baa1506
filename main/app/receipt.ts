/** Receipts: made from a document and its options, read back, compared. docs/formats/receipt.md. */
import { Receipt, type ReceiptNote, type ReceiptOptions } from '#contract/receipt.ts'
import type { VerifyDocument } from '#contract/verdict.ts'
import { decodeBase64, encodeBase64 } from '#core/bytes/base64.ts'
import { decodeUtf8, encodeUtf8 } from '#core/bytes/utf8.ts'
import { parseJson } from '#core/formats/parse-json.ts'
import { type InputError, invariant, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'

/** A receipt of a log with every kind of damage stays far below; it bounds what is read before it is looked at. */
export const MAX_RECEIPT_BYTES = 2 ** 30

/** The one way a receipt is written, so that equal receipts are equal bytes: two spaces, members in this order, final line feed. */
export function receiptText(document: VerifyDocument, options: ReceiptOptions): string {
  return `${JSON.stringify({ ...document, options }, null, 2)}\n`
}

export function receiptNote(name: string, bytes: Uint8Array): ReceiptNote {
  const text = decodeUtf8(bytes)
  return text === null ? { name, base64: encodeBase64(bytes) } : { name, text }
}

export function noteOfReceipt(note: ReceiptNote): { readonly name: string; readonly bytes: Uint8Array } {
  if ('text' in note) return { name: note.name, bytes: encodeUtf8(note.text) }
  const bytes = decodeBase64(note.base64)
  invariant(bytes !== null, 'the schema lets base64 through only')
  return { name: note.name, bytes }
}

export function parseReceipt(bytes: Uint8Array, file: string): Result<Receipt, InputError> {
  const json = parseJson(bytes, file) // not I-JSON: hours since a cosignature may have decimals
  if (!json.ok) return json
  const [twice] = json.repeatedNames
  if (twice)
    return err({
      code: 'duplicate',
      place: { file, byte: twice.byte },
      expected: 'each name once',
      got: quote(twice.name),
    })
  const receipt = Receipt.safeParse(json.value)
  if (receipt.success) return ok(receipt.data)
  const [issue] = receipt.error.issues
  const field = issue?.path.join('.') || 'receipt'
  return err({
    code: 'bad_field',
    place: { file, field },
    expected: 'a receipt of plainview verify',
    got: quote(issue?.message ?? 'something else'),
  })
}

export interface ReceiptDifference {
  /** From 0; where the first byte differs, or the shorter one ends. */
  readonly byte: number
  /** From 1. */
  readonly line: number
  readonly receipt: string
  readonly now: string
}

/** The first difference between a receipt and the one made now; null when they are equal byte for byte. */
export function compareReceipts(receipt: Uint8Array, now: Uint8Array): ReceiptDifference | null {
  const shorter = Math.min(receipt.length, now.length)
  let byte = 0
  while (byte < shorter && receipt[byte] === now[byte]) byte++
  if (byte === receipt.length && byte === now.length) return null
  let line = 1
  for (let at = 0; at < byte; at++) if (now[at] === 0x0a) line++
  return { byte, line, receipt: quote(lineAround(receipt, byte)), now: quote(lineAround(now, byte)) }
}

function lineAround(bytes: Uint8Array, byte: number): string {
  const from = byte === 0 ? 0 : bytes.lastIndexOf(0x0a, byte - 1) + 1
  const end = bytes.indexOf(0x0a, byte)
  const line = bytes.subarray(from, end < 0 ? bytes.length : end)
  return (decodeUtf8(line) ?? encodeBase64(line)).trim()
}
