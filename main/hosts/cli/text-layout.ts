/** Plain text set for a terminal: paragraphs, and columns that line up. */

export type Style = 'plain' | 'bold' | 'dim'

/** ECMA-48 §8.3.117 SGR: bold, faint, and back. */
export function styled(text: string, style: Style, isStyled: boolean): string {
  if (!isStyled || style === 'plain' || text === '') return text
  return style === 'bold' ? `\u001b[1m${text}\u001b[22m` : `\u001b[2m${text}\u001b[22m`
}

/** Cells a terminal gives a text: wide East Asian characters take two, combining marks none (Unicode UAX #11, roughly). */
export function cells(text: string): number {
  let count = 0
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue
    count +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}(?<![\u0023-\u2BFF])/u.test(
        character,
      )
        ? 2
        : 1
  }
  return count
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cells(text)))
}

function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - cells(text))) + text
}

/** Words broken into lines of at most `width` cells; a longer word has a line to itself and is never cut: it may be a hash. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && cells(line) + 1 + cells(word) > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}

/** A paragraph behind a first column: `label` on the first line, the rest indented under the text. */
export function hanging(label: string, text: string, indent: number, width: number): string {
  const [first = '', ...rest] = wrap(text, Math.max(20, width - indent))
  const lines = [padEnd(label, indent) + first, ...rest.map((line) => ' '.repeat(indent) + line)]
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Columns as wide as what is in them, two spaces apart. The last one is not padded. */
export function columns(heads: readonly Column[], rows: readonly (readonly string[])[], indent: number): string {
  const widths = heads.map((head, i) => Math.max(cells(head.title), ...rows.map((row) => cells(row[i] ?? ''))))
  const line = (values: readonly string[]) => {
    const set = heads.map(({ align }, i) => (align === 'right' ? padStart : padEnd)(values[i] ?? '', widths[i] ?? 0))
    return `${' '.repeat(indent)}${set.join('  ')}`.trimEnd()
  }
  return `${[heads.map(({ title }) => title), ...rows].map(line).join('\n')}\n`
}

/** `1,048,576`: the same in every locale, so that a pipe gets the same bytes everywhere. */
export function figure(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 entry`, `2 entries`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${figure(count)} ${count === 1 ? one : many}`
}
