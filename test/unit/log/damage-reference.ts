/**
 * The damage map by the words of docs/formats/log.md §5, line by line and index by index, as slowly as it likes.
 * Shares no code with the product.
 */
export interface RefLine {
  /** Hex. */
  readonly hash: string
  /** Claimed, of our own log; null where a line claims nothing, or another log. */
  readonly claim: { readonly seq: number; readonly prev: string } | null
  readonly foreign: boolean
  /** Claimed by whatever line; null = none. */
  readonly seq: number | null
}

export interface RefInput {
  readonly lines: readonly RefLine[]
  /** Proven hashes by index. */
  readonly proven: ReadonlyMap<number, string>
  readonly signed: number
}

/** `edit 5@4`: index 5 is shown, changed, at position 4; `delete 5`; `insert 5@4`: before index 5; `move 5@9>10`. */
export function referenceDamage({ lines: asShown, proven, signed }: RefInput): readonly string[] {
  const lines = renumbered(asShown)
  const all = lines.map((_, p) => p)
  const line = (p: number) => lines[p] as RefLine
  const changed: boolean[] = []
  for (const p of all) {
    const { claim, hash } = line(p)
    const before = line(p - 1)
    const isLinked = claim && before?.claim && claim.seq === before.claim.seq + 1 && claim.prev === before.hash
    const known = claim ? proven.get(claim.seq) : undefined
    changed.push(
      claim !== null && ((known !== undefined && known !== hash) || (Boolean(isLinked) && (changed[p - 1] ?? false))),
    )
  }
  const claimants = all.filter((p) => line(p).claim !== null && !changed[p])
  const seqOf = (p: number) => line(p).claim?.seq ?? -1
  const prevOf = (p: number) => line(p).claim?.prev ?? ''
  const isContradicted = (p: number) => {
    const successors = claimants.filter((q) => seqOf(q) === seqOf(p) + 1)
    return successors.length > 0 && !successors.some((q) => prevOf(q) === line(p).hash)
  }
  const claiming = (index: number) => claimants.filter((p) => seqOf(p) === index)
  const reach = (p: number): number => {
    const followers = claiming(seqOf(p) + 1).filter((q) => prevOf(q) === line(p).hash)
    return Math.max(seqOf(p), ...followers.map(reach))
  }
  const best = (candidates: readonly number[]) =>
    candidates.reduce<number | null>((most, p) => (most === null || reach(p) > reach(most) ? p : most), null)

  const expected = new Map<number, string>()
  const indexes = [...new Set(claimants.flatMap((p) => [seqOf(p), seqOf(p) - 1]))]
    .filter((i) => i >= 0)
    .sort((a, b) => a - b)
  for (const index of indexes) {
    const known = proven.get(index)
    const successor = best(claiming(index + 1).filter((p) => !isContradicted(p)))
    const before = expected.get(index - 1)
    const presumed = best(claiming(index).filter((p) => before === undefined || prevOf(p) === before))
    const hash = known ?? (successor !== null ? prevOf(successor) : presumed !== null ? line(presumed).hash : undefined)
    if (hash !== undefined) expected.set(index, hash)
  }
  const everywhere = [...new Set([...indexes, ...proven.keys()])].sort((a, b) => a - b)
  const matched = all.map((p) => {
    const { claim, hash } = line(p)
    if (claim && changed[p]) return -1
    if (claim && expected.get(claim.seq) === hash) return claim.seq
    return everywhere.find((index) => (expected.get(index) ?? proven.get(index)) === hash) ?? -1
  })
  return operations(lines, matched, signed)
}

/** A stretch that counts wrongly inside, links at both ends, and fits between its neighbours has wrong numbers only. */
function renumbered(lines: readonly RefLine[]): readonly RefLine[] {
  const follows = (p: number, numbers: boolean) => {
    const [a, b] = [lines[p - 1]?.claim, lines[p]?.claim]
    return Boolean(a && b && b.prev === lines[p - 1]?.hash && (!numbers || b.seq === a.seq + 1))
  }
  const result = [...lines]
  for (let from = 1; from < lines.length; from++) {
    if (follows(from, true) || !follows(from, false)) continue
    let to = from + 1
    while (to < lines.length && follows(to, true)) to++
    const before = lines[from - 1]?.claim
    if (!before || !follows(to, false) || lines[to]?.claim?.seq !== before.seq + 1 + to - from) continue
    for (let p = from; p < to; p++) {
      const line = lines[p] as RefLine
      const seq = before.seq + 1 + p - from
      result[p] = { ...line, seq, claim: line.claim && { ...line.claim, seq } }
    }
  }
  return result
}

function operations(lines: readonly RefLine[], matched: readonly number[], signed: number): readonly string[] {
  const stays = longestRun(matched)
  const end0 = matched.reduce((most, index, p) => (stays[p] ? Math.max(most, index + 1) : most), 0)
  const lastInPlace = stays.lastIndexOf(true)
  let end = Math.max(end0, signed)
  if (signed <= end0) {
    lines.forEach(({ claim }, p) => {
      if (p > lastInPlace && matched[p] === -1 && claim?.seq === end) end++
    })
  }
  const found: string[] = []
  const there = new Set(matched.filter((_, p) => stays[p]))
  const out: { p: number; index: number; op: string }[] = []
  matched.forEach((index, p) => {
    if (index < 0 || stays[p]) return
    const op = there.has(index) ? 'duplicate' : 'move'
    there.add(index)
    out.push({ p, index, op })
  })
  const places = [...matched.flatMap((index, p) => (stays[p] ? [{ p, index }] : [])), { p: lines.length, index: end }]
  const standing = [...places.slice(0, -1)]
  let fromP = 0
  let fromIndex = 0
  for (const { p, index } of places) {
    const free = range(fromP, p).filter((q) => matched[q] === -1)
    const missing = range(fromIndex, index).filter((i) => !there.has(i))
    const pairs = new Map<number, number>()
    if (free.length === missing.length) for (const [n, q] of free.entries()) pairs.set(q, missing[n] as number)
    else {
      const ours = free.filter((q) => !lines[q]?.foreign)
      for (const q of [...ours, ...free.filter((other) => lines[other]?.foreign)]) {
        const seq = lines[q]?.seq ?? -1
        if (missing.includes(seq) && ![...pairs.values()].includes(seq)) pairs.set(q, seq)
      }
    }
    const isTail = p === lines.length
    for (const q of free) {
      const pair = pairs.get(q)
      if (pair !== undefined) {
        found.push(`edit ${pair}@${q}`)
        standing.push({ p: q, index: pair })
      } else if (
        !(isTail && missing.length === 0 && lines[q]?.seq === null && !lines[q]?.foreign && lines[q]?.claim === null)
      ) {
        const next = free.find((r) => r > q && pairs.has(r))
        found.push(`insert ${next === undefined ? index : pairs.get(next)}@${q}`)
      }
    }
    for (const i of missing) if (![...pairs.values()].includes(i)) found.push(`delete ${i}`)
    fromP = p + 1
    fromIndex = index + 1
  }
  standing.sort((a, b) => a.p - b.p)
  for (const { p, index, op } of out) {
    const next = standing.find((place) => place.p > p)
    found.push(`${op} ${index}@${p}${op === 'move' ? `>${next?.index ?? end}` : ''}`)
  }
  return found.sort()
}

const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)

/** Longest increasing run of matches; of several the one with the lowest indexes, and of equal lines the earliest. */
function longestRun(matched: readonly number[]): boolean[] {
  const follow: number[] = new Array(matched.length).fill(0)
  for (let p = matched.length - 1; p >= 0; p--) {
    if ((matched[p] as number) < 0) continue
    let most = 0
    for (let q = p + 1; q < matched.length; q++) {
      if ((matched[q] as number) > (matched[p] as number)) most = Math.max(most, follow[q] as number)
    }
    follow[p] = most + 1
  }
  const stays = matched.map(() => false)
  let left = Math.max(0, ...follow)
  let p = -1
  let index = -1
  while (left > 0) {
    const candidates = range(p + 1, matched.length).filter((q) => follow[q] === left && (matched[q] as number) > index)
    const lowest = Math.min(...candidates.map((q) => matched[q] as number))
    p = candidates.find((q) => matched[q] === lowest) as number
    index = lowest
    stays[p] = true
    left--
  }
  return stays
}
