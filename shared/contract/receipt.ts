/**
 * A receipt: the document of `verify --json` and the options it was made with, so that somebody else can make it again
 * and get it byte for byte. docs/formats/receipt.md says it in words.
 */
import { z } from 'zod'
import { Count, Instant } from './operation.ts'
import { VerifyDocument } from './verdict.ts'

export const Severity = z.enum(['high', 'medium', 'low', 'info'])
export type Severity = z.infer<typeof Severity>

/** A signed note, unchanged: as text where it is UTF-8, else in base64. Its name is for showing only. */
export const ReceiptNote = z.union([
  z.strictObject({ name: z.string(), text: z.string() }),
  z.strictObject({ name: z.string(), base64: z.base64() }),
])
export type ReceiptNote = z.infer<typeof ReceiptNote>

/** A key and the tree sizes for which it is trusted; `toSize` null: open. */
export const KeyWindow = z.strictObject({ vkey: z.string(), fromSize: Count, toSize: Count.nullable() })
export type KeyWindow = z.infer<typeof KeyWindow>

export const ReceiptOptions = z.strictObject({
  vkeys: z.array(z.string()),
  keys: z.array(KeyWindow),
  /** The policy file as it is; null: none was given. */
  policy: z.string().nullable(),
  knownHeads: z.array(ReceiptNote),
  head: ReceiptNote.nullable(),
  /** RFC 3339 UTC; null: freshness is not judged. */
  asOf: Instant.nullable(),
  /** Oldest acceptable cosignature; null: freshness is not judged. */
  maxAgeHours: z.number().positive().nullable(),
  failOn: Severity.nullable(),
})
export type ReceiptOptions = z.infer<typeof ReceiptOptions>

export const Receipt = VerifyDocument.extend({ options: ReceiptOptions })
export type Receipt = z.infer<typeof Receipt>
