/**
 * What is in a sample's bundles: records of each category as CSV, now and then an anonymised table, and a letter. People
 * do not occur; addresses are those set apart for documentation (RFC 5737, RFC 3849).
 */
import type { AnonymityClaim } from '../bundle/statement.ts'
import { safeCsvLine } from '../formats/csv-write.ts'
import { formatInstant } from '../instant.ts'
import type { BundlePlan } from './bundle-maker.ts'
import type { DataCategory } from './instruments.ts'
import { NEVER_DISCLOSED } from './policy.ts'
import type { Random } from './random.ts'
import { DAY_MS, HOUR_MS } from './step.ts'

export interface SamplePayload {
  readonly name: string
  readonly mediaType: string
  readonly kind: 'table' | 'records' | 'document'
  readonly categories: readonly DataCategory[]
  readonly anonymity: AnonymityClaim | null
  readonly text: string
}

/** Tables first: the log says that they begin at `data/0002.jwe`. */
export function samplePayloads(plan: BundlePlan, log: string, random: Random): readonly SamplePayload[] {
  const [first] = plan.categories
  const tables = plan.anonymity.map((claim) => anonymousTable(claim, first === undefined ? [] : [first], random))
  const accounts = Array.from({ length: Math.min(plan.accounts, MOST_ACCOUNTS) }, () => `acct_${random.id(10)}`)
  const records = plan.categories.map((category) => recordsOf(category, accounts, plan, random))
  return [...tables, ...records, letter(plan, log, [...tables, ...records])]
}

const MOST_ACCOUNTS = 60

interface Draw {
  readonly random: Random
  /** A time in the period that was asked for. */
  readonly time: () => string
  readonly date: () => string
}

type Columns = readonly (readonly [name: string, draw: (draw: Draw) => string | number])[]

const PLATFORMS = ['Android 14', 'Android 15', 'iOS 17', 'iOS 18', 'Windows 11', 'Linux'] as const
const address = ({ random }: Draw) =>
  random.chance(0.7) ? `198.51.100.${random.below(256)}` : `2001:db8:${random.below(65_536).toString(16)}::1`
const peer = ({ random }: Draw) => `acct_${random.id(10)}`

/** Columns after the account, and how many rows an account has at most. */
const RECORDS: Readonly<Record<DataCategory, readonly [mostRows: number, columns: Columns]>> = {
  subscriber: [
    1,
    [
      ['registered', ({ date }) => date()],
      ['contact', ({ random }) => `user-${random.id(6).toLowerCase()}@mail.example`],
      ['verified', ({ random }) => (random.chance(0.8) ? 'yes' : 'no')],
    ],
  ],
  payment: [
    6,
    [
      ['paid', ({ date }) => date()],
      ['amount', ({ random }) => `${random.between(1, 40)}.${random.between(10, 99)}`],
      ['currency', ({ random }) => random.pick(['EUR', 'USD', 'GBP', 'BRL'])],
      ['method', ({ random }) => random.pick(['card', 'voucher', 'app store'])],
    ],
  ],
  device: [
    3,
    [
      ['first_seen', ({ date }) => date()],
      ['system', ({ random }) => random.pick(PLATFORMS)],
      ['model', ({ random }) => `Model ${random.between(3, 19)}`],
    ],
  ],
  ip_login: [
    24,
    [
      ['time', ({ time }) => time()],
      ['address', address],
      ['port', ({ random }) => random.between(1024, 65_535)],
    ],
  ],
  last_seen: [1, [['time', ({ time }) => time()]]],
  contacts_graph: [
    40,
    [
      ['contact', peer],
      ['since', ({ date }) => date()],
    ],
  ],
  group_membership: [
    8,
    [
      ['group', ({ random }) => `grp_${random.id(8)}`],
      ['role', ({ random }) => random.pick(['member', 'member', 'admin'])],
      ['since', ({ date }) => date()],
    ],
  ],
  traffic_metadata: [
    60,
    [
      ['time', ({ time }) => time()],
      ['peer', peer],
      ['kind', ({ random }) => random.pick(['message', 'message', 'call', 'file'])],
      ['bytes', ({ random }) => random.skewed(80, 900_000)],
    ],
  ],
  location: [
    12,
    [
      ['time', ({ time }) => time()],
      ['latitude', ({ random }) => `47.${random.between(1000, 9999)}`],
      ['longitude', ({ random }) => `8.${random.between(1000, 9999)}`],
      ['accuracy_m', ({ random }) => random.between(20, 3000)],
    ],
  ],
  push_token: [
    2,
    [
      ['service', ({ random }) => random.pick(['APNs', 'FCM'])],
      ['token', ({ random }) => random.id(40)],
    ],
  ],
  stored_content: [
    3,
    [
      ['time', ({ time }) => time()],
      ['text', () => 'See you at eight.'],
    ],
  ],
  live_content: [
    3,
    [
      ['time', ({ time }) => time()],
      ['text', () => 'On my way.'],
    ],
  ],
  encryption_key: [1, [['key', ({ random }) => random.id(43)]]],
  technical_capability: [1, [['capability', () => 'none']]],
}

function recordsOf(
  category: DataCategory,
  accounts: readonly string[],
  { period }: BundlePlan,
  random: Random,
): SamplePayload {
  const [mostRows, columns] = RECORDS[category]
  const lengthMs = Math.max(1, period.toMs - period.fromMs)
  const instant = () => formatInstant(period.fromMs + Math.floor(random.unit() * lengthMs))
  const draw: Draw = { random, time: instant, date: () => instant().slice(0, 10) }
  const rows = accounts.flatMap((account) =>
    Array.from({ length: mostRows === 1 ? 1 : 1 + random.skewed(0, mostRows) }, () => [
      account,
      ...columns.map(([, value]) => value(draw)),
    ]),
  )
  const header = ['account', ...columns.map(([name]) => name)]
  const text = [header, ...rows].map(safeCsvLine).join('')
  const name = `${category.replaceAll('_', '-')}.csv`
  return { name, mediaType: 'text/csv', kind: 'records', categories: [category], anonymity: null, text }
}

const AGES = ['18-29', '30-39', '40-49', '50-64', '65-120'] as const
const REGIONS = ['north', 'east', 'south', 'west', 'centre'] as const
/** In each class the same mixture: a class of 8 has three, two, two and one of these. */
const PLANS = ['free', 'free', 'free', 'plus', 'plus', 'family', 'family', 'business'] as const

/**
 * Rows of people, each alike in age and region with at least k - 1 others. The smallest class has exactly k rows where k is
 * below 8, else the next multiple of 8, so that the mixture of the sensitive column, and with it l and t, is nearly that
 * of the whole table.
 */
function anonymousTable(
  { k, l, t }: BundlePlan['anonymity'][number],
  categories: readonly DataCategory[],
  random: Random,
): SamplePayload {
  const least = k < PLANS.length && l === undefined && t === undefined ? k : Math.ceil(k / PLANS.length) * PLANS.length
  const rows = AGES.slice(0, random.between(3, 5)).flatMap((age, at) =>
    REGIONS.slice(0, random.between(2, 5)).flatMap((region, of) => {
      const more = at + of === 0 ? 0 : random.below(3) * PLANS.length
      return Array.from({ length: least + more }, (_, row) => [age, region, PLANS[row % PLANS.length] ?? 'free'])
    }),
  )
  const text = [['age', 'region', 'plan'], ...rows].map(safeCsvLine).join('')
  const claim: AnonymityClaim = {
    k,
    quasi: ['age', 'region'],
    sensitive: ['plan'],
    l: l ?? null,
    t: t ?? null,
    suppressed: '*',
  }
  return { name: 'accounts-by-area.csv', mediaType: 'text/csv', kind: 'table', categories, anonymity: claim, text }
}

const NO_CONTENT = 'We hold no message content: messages are end-to-end encrypted.'

function letter(
  { req, bundle, sealedAtMs, period, accounts, categories }: BundlePlan,
  log: string,
  files: readonly SamplePayload[],
): SamplePayload {
  const lines = [
    `Answer to request ${req}`,
    `Bundle ${bundle}, recorded in ${log}`,
    '',
    `Accounts: ${accounts}`,
    `Period: ${formatInstant(period.fromMs)} to ${formatInstant(period.toMs)}`,
    `Categories: ${categories.join(', ')}`,
    `Collected: ${formatInstant(sealedAtMs - 2 * HOUR_MS)}`,
    `To be deleted by: ${formatInstant(sealedAtMs + 180 * DAY_MS).slice(0, 10)}, unless a court orders otherwise`,
    '',
    'Files',
    ...files.map(({ name, kind }) => `  ${name} (${kind})`),
    ...(categories.some((category) => NEVER_DISCLOSED.includes(category)) ? [] : ['', NO_CONTENT]),
  ]
  const text = `${lines.join('\n')}\n`
  return { name: 'letter.txt', mediaType: 'text/plain', kind: 'document', categories: [], anonymity: null, text }
}
