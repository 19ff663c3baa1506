/**
 * Lints: what is not as docs/formats/log.md wants it, and is no damage for that. Never changes the exit code.
 * Codes are stable; wording may change. Add a code here, nowhere else.
 */
import type { IJsonBreachCode } from '../formats/json-scanner.ts'

export type LintCode =
  /** The line as bytes. */
  | 'line_too_long'
  | 'empty_line'
  | 'bom'
  | 'cr'
  | 'nul'
  | 'no_final_lf'
  /** The line as I-JSON; `not_canonical` where it is, but not in the form of RFC 8785. */
  | IJsonBreachCode
  | 'not_canonical'
  /** The line as an entry. */
  | 'missing_member'
  | 'extra_member'
  | 'bad_member'
  | 'not_understood'
  | 'personal_data_in_text'
  /** The line among its neighbours. */
  | 'seq_mismatch'
  | 'prev_mismatch'
  | 'log_mismatch'
  | 'time_decreasing'
  | 'not_opened'
  | 'after_close'
  | 'closed_mismatch'
  /** Files. */
  | 'segment_length'
  | 'gz_members'
  | 'gz_trailing'
  | 'file_not_covered'
  | 'information_only'
  | 'bad_information'
  | 'note_unreadable'
  | 'note_unverified'
  | 'head_name'
  | 'head_extension'
  | 'head_origin'
  | 'key_unusable'
  | 'signature_not_checked'
  | 'tile_unproven'
  | 'bundle_unreadable'
  | 'bundle_not_prefix'

export interface LintAt {
  readonly code: LintCode
  readonly file: string
  /** Position of the line among the lines of the export. */
  readonly index?: number
  /** Into the uncompressed bytes of `file`, from 0. */
  readonly byteOffset?: number
  readonly expected?: string
  readonly got?: string
  /** On the last one listed: how many more of this code in this file were found. */
  readonly more?: number
}

/** Lints of one code in one file that are listed; the rest is counted. */
export const LINTS_LISTED = 100

/** Gathers lints in the order they are found, file by file. */
export interface LintSink {
  readonly add: (lint: LintAt) => void
  /** Those of another sink, which came later, with what it had counted beyond its list. */
  readonly merge: (lints: readonly LintAt[]) => void
  readonly list: () => readonly LintAt[]
}

export function createLintSink(): LintSink {
  const kept = new Map<string, LintAt[]>()
  const more = new Map<string, number>()
  const add = (lint: LintAt): void => {
    const key = `${lint.file}\0${lint.code}`
    const list = kept.get(key)
    if (list === undefined) kept.set(key, [lint])
    else if (list.length < LINTS_LISTED) list.push(lint)
    else more.set(key, (more.get(key) ?? 0) + 1)
  }
  return {
    add,
    merge: (lints) => {
      for (const { more: counted = 0, ...lint } of lints) {
        add(lint)
        const key = `${lint.file}\0${lint.code}`
        if (counted > 0) more.set(key, (more.get(key) ?? 0) + counted)
      }
    },
    list: () => {
      return [...kept].flatMap(([key, list]) => {
        const counted = more.get(key) ?? 0
        return list.map((lint, i) => (counted > 0 && i === list.length - 1 ? { ...lint, more: counted } : lint))
      })
    },
  }
}
