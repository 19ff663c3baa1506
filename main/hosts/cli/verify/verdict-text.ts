/** What `verify` prints for people: the same document as `--json`, set to be read. */
import type { VerifyDocument } from '#contract/verdict.ts'
import type { CliIo } from '../io.ts'
import { columns, counted, figure, hanging, styled } from '../text-layout.ts'
import { visible } from '../visible.ts'

type Frame = Pick<CliIo, 'columns' | 'isStyled'>

/** Rows of a table before it is cut off, with the number of those left out. `--json` has them all. */
const ROWS = 50
/** Of heads, by size: the smallest that fails says how early. */
const HEAD_ROWS = 12
const INDENT = 19

export function verdictText(document: VerifyDocument, name: string, frame: Frame): string {
  return [
    inputLine(document, name, frame),
    `\n${styled(visible(document.headline), 'bold', frame.isStyled)}\n\n`,
    answers(document, frame),
    damageTable(document, frame),
    headTable(document, frame),
    findingList(document, frame),
    lintTable(document, frame),
    `\n${hanging(`Exit ${document.exit}`, EXIT_MEANING[document.exit], 9, frame.columns)}`,
  ].join('')
}

export const EXIT_MEANING: Readonly<Record<VerifyDocument['exit'], string>> = {
  0: 'The bytes hash to a head signed by a key you gave, and the witnesses you asked for have seen it.',
  10: 'The bytes hash to a head signed by a key you gave. No witnesses were asked for: others may have been shown another log.',
  11: 'The bytes hash to a head signed by a key you gave, but the witnesses that the policy asks for have not all seen it.',
  20: 'Nothing shows whose entries these are: no head was verified by a key that you gave, or there are no entries.',
  30: 'A signed head contradicts this export: entries are missing at the end, it is older than a head you know, or the log was forked.',
  40: 'The bytes are not what was signed.',
  50: 'A finding is at least as severe as --fail-on asks for.',
}

function inputLine({ tool, input }: VerifyDocument, name: string, { isStyled }: Frame): string {
  const bytes = input.files.reduce((sum, file) => sum + file.bytes, 0)
  const facts = [
    input.kind,
    counted(input.files.length, 'file'),
    size(bytes),
    counted(input.entries, 'entry', 'entries'),
  ]
  return styled(`${tool.name} ${tool.version}  ${visible(name)}  (${facts.join(', ')})\n`, 'dim', isStyled)
}

/** SI prefixes: 1 MB = 1,000,000 bytes. */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000
  return unit === 0 ? `${bytes} bytes` : `${value.toFixed(1)} ${units[unit]}`
}

type Mark = '✓' | '✗' | '!' | '–'

const MARKS: Readonly<Record<string, Mark>> = {
  intact: '✓',
  damaged: '✗',
  'pinned key': '✓',
  'key first seen now': '!',
  'key came with the export': '!',
  unsigned: '!',
  'bad signature': '✗',
  fresh: '✓',
  stale: '!',
  'quorum met': '✓',
  'not met': '✗',
}

function completenessMark(answer: string): Mark {
  if (answer.startsWith('complete to')) return '✓'
  if (answer.startsWith('tail of')) return '!'
  return /truncated|rolled back|forked/.test(answer) ? '✗' : '–'
}

/** Five answers, each with what it rests on. */
function answers(document: VerifyDocument, frame: Frame): string {
  const { integrity, authenticity, completeness, freshness, independence } = document
  const rows: readonly (readonly [string, Mark, { readonly answer: string; readonly why: string }])[] = [
    ['Integrity', MARKS[integrity.answer] ?? '–', integrity],
    ['Authenticity', MARKS[authenticity.answer] ?? '–', authenticity],
    ['Completeness', completenessMark(completeness.answer), completeness],
    ['Freshness', MARKS[freshness.answer] ?? '–', freshness],
    ['Independence', MARKS[independence.answer] ?? '–', independence],
  ]
  return rows
    .map(([label, mark, { answer, why }]) => {
      const head = `  ${mark} ${label}`
      const first = hanging(head, styled(visible(answer), 'bold', frame.isStyled), INDENT, frame.columns)
      return first + (why === '' ? '' : hanging('', visible(why), INDENT, frame.columns))
    })
    .join('')
}

function title(text: string, { isStyled }: Frame): string {
  return `\n${styled(text, 'bold', isStyled)}\n`
}

function cut(total: number, rows = ROWS): string {
  return total > rows ? `  … and ${figure(total - rows)} more: --json has them all\n` : ''
}

function range(first: number, last: number): string {
  return first === last ? figure(first) : `${figure(first)}–${figure(last)}`
}

function damageTable({ damage }: VerifyDocument, frame: Frame): string {
  if (damage.length === 0) return ''
  const rows = damage
    .slice(0, ROWS)
    .map((item) => [
      item.op,
      range(item.first, item.last),
      `${visible(item.file)} @ ${figure(item.byteOffset)}`,
      item.certain ? 'certain' : 'likely',
      visible(damageDetail(item)),
    ])
  const heads = [
    { title: 'operation' },
    { title: 'entries', align: 'right' as const },
    { title: 'file @ byte' },
    { title: '' },
    { title: '' },
  ]
  return `${title(`Damage: ${counted(damage.length, 'place')}`, frame)}${columns(heads, rows, 2)}${cut(damage.length)}`
}

const CAUSES: Readonly<Record<string, string>> = {
  bit_flip: 'restored exactly by flipping one bit back',
  crlf: 'restored exactly by removing carriage returns',
  bom: 'restored exactly by removing a byte order mark',
  trailing_space: 'restored exactly by removing trailing space',
  reserialised: 'restored exactly by writing the JSON canonically',
  unicode_form: 'restored exactly by another Unicode normalisation',
}

function damageDetail(item: VerifyDocument['damage'][number]): string {
  const parts: string[] = []
  if (item.count !== undefined) parts.push(`${counted(item.count, 'line')} that the log does not have`)
  if (item.to !== undefined) parts.push(`now before ${figure(item.to)}`)
  if (item.cause) parts.push(CAUSES[item.cause] ?? item.cause)
  else if (item.op === 'edit') parts.push('content replaced')
  if (item.alternatives && item.alternatives.length > 0) parts.push(`or: ${item.alternatives.join(', ')}`)
  return parts.join('; ')
}

const AGREES = {
  yes: 'the log gives this root',
  no: 'the log gives ANOTHER root',
  beyond: 'larger than the log',
  not_compared: 'not compared',
}

/** The newest head, the remembered ones, and every one that is not plainly in order; the others in one line. */
function headTable({ heads }: VerifyDocument, frame: Frame): string {
  if (heads.length === 0) return ''
  const isPlain = (head: HeadRow) =>
    !head.newest && !head.source.startsWith('known:') && head.status === 'verified' && head.agrees === 'yes'
  const listed = heads
    .filter((head) => !isPlain(head))
    .sort((a, b) => Number(b.newest) - Number(a.newest) || a.size - b.size)
  const rows = listed
    .slice(0, HEAD_ROWS)
    .map((head) => [
      `${visible(head.source)}${head.newest ? ' (newest)' : ''}`,
      figure(head.size),
      head.status.replace('_', ' '),
      AGREES[head.agrees],
      visible(by(head)),
    ])
  const columnHeads = [
    { title: 'head' },
    { title: 'size', align: 'right' as const },
    { title: 'signature' },
    { title: 'root' },
    { title: 'by' },
  ]
  const plain = heads.length - listed.length
  const others = plain === 0 ? '' : `  ${counted(plain, 'other head')}: verified, and the log gives the root of each\n`
  return `${title(`Heads: ${figure(heads.length)}`, frame)}${columns(columnHeads, rows, 2)}${cut(listed.length, HEAD_ROWS)}${others}`
}

type HeadRow = VerifyDocument['heads'][number]

/** Whose signature, and how many witnesses, the last of them when. */
function by({ signedBy, cosignatures }: HeadRow): string {
  const keys = [...new Set(signedBy)].join(', ')
  if (cosignatures.length === 0) return keys
  const last = cosignatures
    .map(({ time }) => time)
    .sort()
    .at(-1)
  return `${keys}${keys === '' ? '' : '; '}${counted(cosignatures.length, 'witness', 'witnesses')}, the last at ${last}`
}

function findingList({ findings }: VerifyDocument, frame: Frame): string {
  if (findings.length === 0) return ''
  const rows = findings.slice(0, ROWS).map(({ code, severity, first, last, text }) => {
    const at =
      first === undefined
        ? ''
        : ` (${first === last || last === undefined ? 'entry' : 'entries'} ${range(first, last ?? first)})`
    return hanging(`  ${severity}`, `${visible(text)}${at} [${code}]`, 10, frame.columns)
  })
  return `${title(`Findings: ${figure(findings.length)}`, frame)}${rows.join('')}${cut(findings.length)}`
}

/** One row a code: how often, and where first. */
function lintTable({ lints }: VerifyDocument, frame: Frame): string {
  if (lints.length === 0) return ''
  const byCode = new Map<string, { count: number; where: string }>()
  for (const { code, file, byteOffset, more = 0 } of lints) {
    const seen = byCode.get(code)
    if (seen) seen.count += 1 + more
    else
      byCode.set(code, { count: 1 + more, where: byteOffset === undefined ? file : `${file} @ ${figure(byteOffset)}` })
  }
  const rows = [...byCode].map(([code, { count, where }]) => [figure(count), code, visible(where)])
  const total = [...byCode.values()].reduce((sum, { count }) => sum + count, 0)
  const heads = [{ title: 'times', align: 'right' as const }, { title: 'lint' }, { title: 'first at' }]
  return `${title(`Lints: ${figure(total)} (form, not damage)`, frame)}${columns(heads, rows, 2)}`
}
