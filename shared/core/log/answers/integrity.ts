/** Integrity: do the bytes hash to the signed heads? */
import { encodeBase64 } from '../../bytes/base64.ts'
import { type Facts, figure, plural } from './facts.ts'

export function integrity(facts: Facts) {
  const { damage, counted, hasEntries } = facts
  const compared = counted.filter(({ agrees }) => agrees !== 'beyond').length
  const entriesDamaged = damage.items.reduce((sum, { op, first, last, count }) => {
    return sum + (op === 'tail_cut' ? 0 : (count ?? last - first + 1))
  }, 0)
  return {
    answer: answerOf(facts, compared),
    why: why(facts, compared),
    entriesDamaged,
    places: damage.items.length,
    headsCompared: hasEntries ? compared : 0,
    computedRoot: encodeBase64(facts.computedRoot),
  }
}

type Answer = 'intact' | 'damaged' | 'no head to compare' | 'no entries'

function answerOf({ damage, counted, entries }: Facts, compared: number): Answer {
  const isDamaged = damage.items.some(({ op }) => op !== 'tail_cut') || counted.some(({ agrees }) => agrees === 'no')
  if (isDamaged) return 'damaged'
  if (entries === 0) return 'no entries'
  return compared === 0 ? 'no head to compare' : 'intact'
}

const linking = ({ areLinked }: Facts): string =>
  areLinked ? 'the entries link among themselves without contradiction' : 'nothing links the entries among themselves'

function why(facts: Facts, compared: number): string {
  const { damage, counted, entries, hasEntries } = facts
  const wrong = counted.filter(({ agrees }) => agrees === 'no')
  const places = damage.items.filter(({ op }) => op !== 'tail_cut')
  switch (answerOf(facts, compared)) {
    case 'no entries':
      return hasEntries ? 'The export has no entries.' : 'A signed head alone: there are no entries to hash.'
    case 'no head to compare':
      return compared < counted.length
        ? `Every verified head is larger than the ${plural(entries, 'entry', 'entries')} here; ${linking(facts)}.`
        : `No verified head says what the bytes should hash to; ${linking(facts)}.`
    case 'intact': {
      const largest = Math.max(...counted.filter(({ agrees }) => agrees === 'yes').map(({ size }) => size))
      return `The first ${plural(largest, 'entry', 'entries')}, hashed as stored, give the root of ${plural(compared, 'verified head')}.`
    }
    case 'damaged':
      break
  }
  const which = wrong.map(({ size }) => figure(size))
  const heads =
    wrong.length === 0
      ? ''
      : `The entries as they stand do not give the root of the verified head${which.length === 1 ? '' : 's'} of ${listed(which)} entries. `
  if (places.length === 0) {
    return `${heads}No place of damage was found in them: they lead to another signed head, which contradicts ${wrong.length === 1 ? 'this one' : 'these'}.`
  }
  const sure = places.every(({ certain }) => certain)
  const repaired = sure
    ? `With ${plural(places.length, 'place')} of damage undone, they give the root of the verified head of ${figure(damage.repairedTo)} entries.`
    : `${plural(places.length, 'place')} of damage found; not every hash that was there is known, so the map cannot be confirmed by a head.`
  return heads + repaired
}

/** `100, 200 and 4 more`. */
export function listed(words: readonly string[], most = 5): string {
  if (words.length <= most)
    return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
  return `${words.slice(0, most).join(', ')} and ${figure(words.length - most)} more`
}
