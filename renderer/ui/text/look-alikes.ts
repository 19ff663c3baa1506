/**
 * Letters that pass for others: `раypal` with a Cyrillic a. Source: Unicode TR 39 §4 (confusables), reduced to the
 * Cyrillic and Greek letters that are drawn like Latin ones, and to compatibility forms of ASCII (full width,
 * mathematical). A word in one script is nobody's disguise unless every letter of it is a look-alike.
 *
 * Pure: no DOM.
 */
const CYRILLIC = ['АВЕЅІЈКМНОРСТУХаеосрухѕіјһԁԛԝ', 'ABESIJKMHOPCTYXaeocpyxsijhdqw'] as const
const GREEK = ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανιυρ', 'ABEZHIKMNOPTYXoavivp'] as const

function table(): ReadonlyMap<string, string> {
  const pairs: [string, string][] = []
  for (const [from, to] of [CYRILLIC, GREEK]) {
    ;[...from].forEach((letter, i) => {
      pairs.push([letter, to.charAt(i)])
    })
  }
  return new Map(pairs)
}
const LATIN_LIKE = table()

/** Shorter words are common words of their own language (о, а, с, и). */
const SHORTEST_DISGUISE = 3

/** Above U+2100 lie the compatibility forms; below it, NFKC only finds superscripts and the like. */
function compatibilityForm(character: string): string | null {
  const codePoint = character.codePointAt(0) ?? 0
  if (codePoint < 0x2100) return null
  const folded = character.normalize('NFKC')
  return folded.length === 1 && folded > ' ' && folded < '\u007f' ? folded : null
}

/**
 * Positions of letters that pass for others, with what they pass for.
 * @param characters one string for each code point
 */
export function findLookAlikes(characters: readonly string[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  for (let start = 0; start < characters.length; ) {
    let end = start
    while (end < characters.length && /[\p{L}\p{M}\p{N}]/u.test(characters[end] ?? '')) end++
    if (end > start) judgeWord(characters, start, end, found)
    const form = compatibilityForm(characters[end] ?? '')
    if (form !== null) found.set(end, form)
    start = end + 1
  }
  return found
}

function judgeWord(characters: readonly string[], start: number, end: number, found: Map<number, string>): void {
  const word = characters.slice(start, end)
  const hasLatin = word.some((character) => /\p{Script=Latin}/u.test(character))
  const letters = word.filter((character) => /\p{L}/u.test(character))
  const isDisguise = letters.length >= SHORTEST_DISGUISE && letters.every((letter) => LATIN_LIKE.has(letter))
  word.forEach((character, i) => {
    const form = compatibilityForm(character)
    const latin = LATIN_LIKE.get(character)
    if (form !== null) found.set(start + i, form)
    else if (latin !== undefined && (hasLatin || isDisguise)) found.set(start + i, latin)
  })
}
