/** Atoms joined into the longest runs that are drawn alike. Pure: no DOM. */
import type { Atom, AtomKind } from './atoms.ts'

export interface Range {
  readonly from: number
  readonly to: number
}

export interface Run {
  readonly kind: AtomKind
  readonly from: number
  readonly to: number
  readonly shown: string
  readonly marked: boolean
  readonly code: string
  readonly like?: string
}

const joins = (kind: AtomKind): boolean => kind === 'plain' || kind === 'rtl'

/** @param marks byte ranges to set off, sorted and apart; an atom that a range touches is marked whole */
export function runsOf(atoms: readonly Atom[], marks: readonly Range[] = []): readonly Run[] {
  const groups: { readonly marked: boolean; readonly atoms: Atom[] }[] = []
  let mark = 0
  for (const atom of atoms) {
    while (mark < marks.length && (marks[mark]?.to ?? 0) <= atom.from) mark++
    const range = marks[mark]
    const marked = range !== undefined && range.from < atom.to && atom.from < range.to
    const last = groups.at(-1)
    if (joins(atom.kind) && last?.atoms[0]?.kind === atom.kind && last.marked === marked) last.atoms.push(atom)
    else groups.push({ marked, atoms: [atom] })
  }
  return groups.flatMap(({ marked, atoms: [first, ...rest] }): Run[] => {
    if (!first) return []
    const shown = first.shown + rest.map((atom) => atom.shown).join('')
    return [{ ...first, marked, to: rest.at(-1)?.to ?? first.to, shown }]
  })
}

export interface Revealed {
  readonly kind: Exclude<AtomKind, 'plain' | 'rtl'>
  readonly code: string
  readonly count: number
  /** Byte of the first one. */
  readonly firstAt: number
  readonly like?: string
}

/** What had to be revealed, each character once, in order of appearance: the account under a viewer. */
export function revealedIn(atoms: readonly Atom[]): readonly Revealed[] {
  const found = new Map<string, Revealed>()
  for (const { kind, code, from, like } of atoms) {
    if (kind === 'plain' || kind === 'rtl') continue
    const before = found.get(kind + code)
    const next = { kind, code, firstAt: from, ...(like === undefined ? {} : { like }), ...before }
    found.set(kind + code, { ...next, count: (before?.count ?? 0) + 1 })
  }
  return [...found.values()]
}
