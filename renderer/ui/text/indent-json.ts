/**
 * Breaks one line of JSON into several for reading. Purely lexical: it looks only at strings, brackets and commas, adds
 * line breaks and depth, and keeps every atom in its order, so a line that is no JSON is still shown whole.
 *
 * Pure: no DOM.
 */
import type { Atom } from './atoms.ts'

export interface IndentedLine {
  readonly depth: number
  readonly atoms: readonly Atom[]
}

/** Deeper than this is shown at this depth: the indent must not push the text off the screen. */
const MAX_DEPTH = 24

export function indentJson(atoms: readonly Atom[]): readonly IndentedLine[] {
  const lines: { depth: number; atoms: Atom[] }[] = []
  let line: Atom[] = []
  let depth = 0
  let lineDepth = 0
  let inString = false
  let escaped = false
  const flush = (nextDepth: number) => {
    if (line.length > 0) lines.push({ depth: Math.min(lineDepth, MAX_DEPTH), atoms: line })
    line = []
    lineDepth = nextDepth
  }
  atoms.forEach((atom, i) => {
    const character = atom.kind === 'plain' ? atom.shown : ''
    if (inString) {
      line.push(atom)
      inString = escaped || character !== '"'
      escaped = !escaped && character === '\\'
      return
    }
    const isEmptyPair = /[{[]/.test(line.at(-1)?.shown ?? '') && /[}\]]/.test(character)
    if (/[}\]]/.test(character)) {
      depth = Math.max(0, depth - 1)
      if (!isEmptyPair) flush(depth)
    }
    line.push(atom)
    inString = character === '"'
    const next = atoms[i + 1]?.shown ?? ''
    if (/[{[]/.test(character)) {
      depth++
      if (!/[}\]]/.test(next)) flush(depth)
    } else if (character === ',') flush(depth)
  })
  flush(0)
  return lines
}
