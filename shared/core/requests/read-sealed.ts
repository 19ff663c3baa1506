import { isJsonObject, type JsonValue } from '../formats/json-value.ts'
import {
  type DataReader,
  enumeration,
  readChild,
  readChoices,
  readCount,
  readInstant,
  readPeriod,
  readText,
} from './data-reader.ts'
import { DATA_CATEGORIES } from './enumerations.ts'
import type { Sealed } from './event.ts'
import { describe } from './log-entry.ts'

const CATEGORY = enumeration(DATA_CATEGORIES)

/** A bundle as it was closed for handing over. */
export function readSealed(r: DataReader): Sealed {
  const bundle = readChild(r, 'bundle')
  const claims = r.data.anonymity
  return {
    bundle: readText(bundle, 'id'),
    note: readText(bundle, 'note'),
    dataDisclosed: readChoices(r, 'dataDisclosed', CATEGORY),
    period: readPeriod(r, 'period'),
    accountsDisclosed: readCount(r, 'accountsDisclosed'),
    oldestDataAt: readOldest(r),
    enc: readText(r, 'enc'),
    tables: readCount(r, 'tables'),
    claimedK: Array.isArray(claims) ? claims.map(claimedK) : null,
  }
}

/** k as a JSON integer or as a decimal string, as decimals are written in a log. */
function claimedK(claim: JsonValue): number | null {
  const k = isJsonObject(claim) ? claim.k : undefined
  if (typeof k === 'number') return Number.isSafeInteger(k) && k >= 0 ? k : null
  return typeof k === 'string' && /^(0|[1-9]\d{0,14})$/.test(k) ? Number(k) : null
}

function readOldest(r: DataReader): Sealed['oldestDataAt'] {
  const value = r.data.oldestDataAt
  if (!isJsonObject(value)) return null
  const oldest = readChild(r, 'oldestDataAt')
  return Object.keys(value).map((name) => {
    const known = CATEGORY.get(name)
    if (known === undefined) r.notUnderstood.push({ field: `${oldest.path}/${name}`, got: describe(name) })
    return [known ?? name, readInstant(oldest, name)] as const
  })
}
