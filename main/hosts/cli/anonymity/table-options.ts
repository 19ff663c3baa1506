/** The options that measure, repair and audit-table share, as the core wants them. */
import type { MeasureOptions } from '#core/anonymity/measure-options.ts'
import type { SensitiveSpec } from '#core/anonymity/sensitive.ts'
import type { Separator } from '#core/formats/csv-columns.ts'
import type { TextEncoding } from '#core/formats/transcode.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { readInput } from '../../../io/read-input.ts'
import type { TableFormat } from '../../../io/read-table.ts'
import { badOption } from '../answer.ts'

export interface TableCliOptions {
  readonly quasi?: readonly string[]
  readonly sensitive?: readonly string[]
  readonly claim?: readonly string[]
  readonly person?: string
  readonly order?: readonly string[]
  readonly designated?: readonly string[]
  readonly missing?: readonly string[]
  readonly suppressed?: string
  readonly typed?: boolean
  readonly separator?: string
  readonly encoding?: string
  readonly json?: boolean
}

const SEPARATORS: Readonly<Record<string, Separator>> = {
  ',': ',',
  comma: ',',
  ';': ';',
  semicolon: ';',
  '\t': '\t',
  tab: '\t',
  '|': '|',
  bar: '|',
}
const ENCODINGS: readonly TextEncoding[] = ['utf-8', 'utf-16', 'windows-1252']

export function formatOf(options: { separator?: string; encoding?: string }): Result<TableFormat, InputError> {
  const separator = options.separator === undefined ? undefined : SEPARATORS[options.separator]
  if (options.separator !== undefined && separator === undefined) {
    return err(badOption('--separator', 'comma, semicolon, tab or bar', quote(options.separator)))
  }
  const encoding = ENCODINGS.find((known) => known === options.encoding)
  if (options.encoding !== undefined && encoding === undefined) {
    return err(badOption('--encoding', ENCODINGS.join(', '), quote(options.encoding)))
  }
  return ok({ ...(separator ? { separator } : {}), ...(encoding ? { encoding } : {}) })
}

/** `a,b` as two names, unless the table has a column that is called just that. */
function split(entries: readonly string[], names: readonly string[]): readonly string[] {
  return entries.flatMap((entry) => (names.includes(entry) ? [entry] : entry.split(',').map((part) => part.trim())))
}

function assignment(option: string, text: string): Result<readonly [string, string], InputError> {
  const at = text.indexOf('=')
  return at > 0 ? ok([text.slice(0, at), text.slice(at + 1)]) : err(badOption(option, 'column=value', quote(text)))
}

/** An order file holds at most this much: a million values of ordinary length. */
const MAX_ORDER_BYTES = 64 * 2 ** 20

/** @param names columns of the table */
export async function measureOptionsOf(
  options: TableCliOptions,
  names: readonly string[],
): Promise<Result<MeasureOptions, InputError>> {
  if ((options.quasi ?? []).length === 0) return err(badOption('--quasi', 'at least one column', 'nothing'))
  const orders = new Map<string, readonly string[]>()
  for (const text of options.order ?? []) {
    const pair = assignment('--order', text)
    if (!pair.ok) return pair
    const [column, file] = pair.value
    const read = await readInput(file, MAX_ORDER_BYTES)
    if (!read.ok) return read
    orders.set(
      column,
      read.value
        .toString('utf8')
        .split(/\r?\n/)
        .filter((line) => line !== ''),
    )
  }
  const designated = new Map<string, string[]>()
  for (const text of options.designated ?? []) {
    const pair = assignment('--designated', text)
    if (!pair.ok) return pair
    designated.set(pair.value[0], [...(designated.get(pair.value[0]) ?? []), pair.value[1]])
  }
  const sensitive = split(options.sensitive ?? [], names).map((entry): SensitiveSpec => {
    const match = names.includes(entry) ? null : /^(.*):(ordered|categorical)$/.exec(entry)
    const name = match?.[1] ?? entry
    const order = orders.get(name)
    const values = designated.get(name)
    return {
      name,
      ...(match ? { scale: match[2] as 'ordered' | 'categorical' } : {}),
      ...(order ? { order } : {}),
      ...(values ? { designated: values } : {}),
    }
  })
  for (const [option, columns] of [
    ['--order', orders],
    ['--designated', designated],
  ] as const) {
    const stray = [...columns.keys()].find((column) => !sensitive.some(({ name }) => name === column))
    if (stray !== undefined) return err(badOption(option, 'a column named by --sensitive', quote(stray)))
  }
  return ok({
    quasi: split(options.quasi ?? [], names),
    sensitive,
    claims: (options.claim ?? []).flatMap((entry) => entry.split(',')).filter((claim) => claim.trim() !== ''),
    ...(options.person === undefined ? {} : { person: options.person }),
    ...(options.missing === undefined ? {} : { missing: options.missing }),
    ...(options.suppressed === undefined ? {} : { suppressed: options.suppressed }),
    ...(options.typed ? { typed: true } : {}),
  })
}
