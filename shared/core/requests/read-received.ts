import { isJsonObject } from '../formats/json-value.ts'
import {
  type DataReader,
  enumeration,
  readChild,
  readChoice,
  readChoices,
  readCount,
  readInstant,
  readPeriod,
  readText,
  readUntil,
} from './data-reader.ts'
import {
  AUTHENTICITIES,
  AUTHORITY_TYPES,
  CHANNELS,
  DATA_CATEGORIES,
  EMERGENCIES,
  INSTRUMENTS,
  ORIGIN_KINDS,
  TEMPORALS,
} from './enumerations.ts'
import type { Received } from './event.ts'
import { describe } from './log-entry.ts'

const AUTHORITY = enumeration(AUTHORITY_TYPES)
const KIND = enumeration(ORIGIN_KINDS)
const INSTRUMENT = enumeration(INSTRUMENTS)
const TEMPORAL = enumeration(TEMPORALS)
const EMERGENCY = enumeration(EMERGENCIES)
const CATEGORY = enumeration(DATA_CATEGORIES)
const CHANNEL = enumeration(CHANNELS)
const AUTHENTICITY = enumeration(AUTHENTICITIES)

/** The demand as it came in. */
export function readReceived(r: DataReader): Received {
  const authority = readChild(r, 'authority')
  const origin = readChild(r, 'origin')
  return {
    authority: {
      id: readText(authority, 'id'),
      name: readText(authority, 'name'),
      unit: readText(authority, 'unit'),
      type: readChoice(authority, 'type', AUTHORITY),
    },
    origin: { code: readText(origin, 'code'), kind: readChoice(origin, 'kind', KIND) },
    assistingCountry: readText(r, 'assistingCountry'),
    instrument: readChoice(r, 'instrument', INSTRUMENT),
    instrumentLabel: readText(r, 'instrumentLabel'),
    temporal: readChoice(r, 'temporal', TEMPORAL),
    emergency: readChoice(r, 'emergency', EMERGENCY),
    matter: readText(r, 'matter'),
    reason: readText(r, 'reason'),
    dataRequested: readChoices(r, 'dataRequested', CATEGORY),
    period: readPeriod(r, 'period'),
    selectors: readCount(r, 'selectors'),
    accounts: readCount(r, 'accounts'),
    channel: readChoice(r, 'channel', CHANNEL),
    authenticity: readChoice(r, 'authenticity', AUTHENTICITY),
    secrecy: readSecrecy(r),
    sameAs: readText(r, 'sameAs'),
    follows: readText(r, 'follows'),
    receivedAtMs: readInstant(r, 'receivedAt'),
  }
}

/** A secrecy order we cannot read is still one: its end is unknown, so nobody is told by mistake. */
function readSecrecy(r: DataReader): Received['secrecy'] {
  const value = r.data.sealed
  if (value === undefined || value === null) return null
  if (!isJsonObject(value)) {
    r.notUnderstood.push({ field: `${r.path}/sealed`, got: describe(value) })
    return { basis: null, until: 'unknown' }
  }
  const sealed = readChild(r, 'sealed')
  return { basis: readText(sealed, 'basis'), until: readUntil(sealed, 'until') }
}
