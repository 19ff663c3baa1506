/** From the command line to everything a verdict depends on: exactly what a receipt records. */

import { basename } from 'node:path'
import type { ReceiptNote, ReceiptOptions, Severity } from '#contract/receipt.ts'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { MAX_NOTE_BYTES } from '#core/note/note.ts'
import { MAX_POLICY_BYTES } from '#core/note/policy.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { OpenedEvidence } from '../../../app/ports.ts'
import { receiptNote } from '../../../app/receipt.ts'
import { readInput } from '../../../io/read-input.ts'
import { readSource } from '../../../io/read-source.ts'
import { badOption } from '../answer.ts'
import { parseTimeOption } from '../options.ts'
import { readKeysFile } from './read-keys.ts'

export interface VerifyCliOptions {
  readonly vkey?: readonly string[]
  readonly keys?: string
  readonly policy?: string
  readonly maxAge?: string
  readonly knownHead?: readonly string[]
  readonly head?: string
  readonly asOf?: string
  readonly failOn?: Severity
}

/** The names of options that a receipt brings with it. */
export const RECEIPT_OPTIONS: readonly (readonly [keyof VerifyCliOptions, string])[] = [
  ['vkey', '--vkey'],
  ['keys', '--keys'],
  ['policy', '--policy'],
  ['maxAge', '--max-age'],
  ['knownHead', '--known-head'],
  ['head', '--head'],
  ['asOf', '--as-of'],
  ['failOn', '--fail-on'],
]

export async function gatherOptions(
  options: VerifyCliOptions,
  evidence: OpenedEvidence,
): Promise<Result<ReceiptOptions, InputError>> {
  const windows = options.keys === undefined ? ok([]) : await readKeysFile(options.keys)
  if (!windows.ok) return windows
  const policy = options.policy === undefined ? ok(null) : await policyText(options.policy)
  if (!policy.ok) return policy
  const maxAgeHours = options.maxAge === undefined ? ok(null) : parseHours(options.maxAge)
  if (!maxAgeHours.ok) return maxAgeHours
  const knownHeads = await readNotes(options.knownHead ?? [])
  if (!knownHeads.ok) return knownHeads
  const head = options.head === undefined ? ok(null) : await chosenHead(options.head, evidence)
  if (!head.ok) return head
  const asOf = options.asOf === undefined ? ok(null) : parseTimeOption(options.asOf, '--as-of')
  if (!asOf.ok) return asOf
  return ok({
    vkeys: [...(options.vkey ?? [])], // read by the verification, before anything of the input is
    keys: [...windows.value],
    policy: policy.value,
    knownHeads: [...knownHeads.value],
    head: head.value,
    asOf: asOf.value,
    maxAgeHours: maxAgeHours.value,
    failOn: options.failOn ?? null,
  })
}

async function policyText(path: string): Promise<Result<string, InputError>> {
  const bytes = await readInput(path, MAX_POLICY_BYTES)
  if (!bytes.ok) return bytes
  const text = decodeUtf8(bytes.value)
  return text === null
    ? err({ code: 'not_utf8', place: { file: path }, expected: 'UTF-8', got: 'other bytes' })
    : ok(text)
}

function parseHours(text: string): Result<number, InputError> {
  const hours = /^\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : 0
  return hours > 0 ? ok(hours) : err(badOption('--max-age', 'hours, more than 0', quote(text)))
}

async function readNotes(paths: readonly string[]): Promise<Result<readonly ReceiptNote[], InputError>> {
  const notes: ReceiptNote[] = []
  for (const path of paths) {
    const bytes = await readInput(path, MAX_NOTE_BYTES)
    if (!bytes.ok) return bytes
    notes.push(receiptNote(basename(path), bytes.value))
  }
  return ok(notes)
}

/** A file of the input by its path there, or any other file. Its place on this machine goes into no document. */
async function chosenHead(head: string, evidence: OpenedEvidence): Promise<Result<ReceiptNote, InputError>> {
  const inside = evidence.files.find(({ path }) => path === head)
  const bytes = inside
    ? await readSource(inside.source, { path: head, maxBytes: MAX_NOTE_BYTES })
    : await readInput(head, MAX_NOTE_BYTES)
  return bytes.ok ? ok(receiptNote(inside ? head : basename(head), bytes.value)) : bytes
}
