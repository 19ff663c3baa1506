/**
 * Which paper is served by whom, how often, and what it asks for. The shares follow the shape of published
 * transparency reports of large platforms (most are subpoenas, warrants and production orders); the figures are ours.
 */
import type { DATA_CATEGORIES, INSTRUMENTS, TEMPORALS } from '../requests/enumerations.ts'
import type { AuthorityType, Region } from './authorities.ts'
import type { Phrases } from './words/phrases.ts'

export type Instrument = (typeof INSTRUMENTS)[number]
export type DataCategory = (typeof DATA_CATEGORIES)[number]
export type Temporal = (typeof TEMPORALS)[number]

export interface Paper {
  readonly instrument: Instrument
  readonly region: Region
  /** Parts in a thousand of all requests. */
  readonly weight: number
  readonly by: readonly AuthorityType[]
  /** What it asks for: one of these. */
  readonly asks: readonly (readonly DataCategory[])[]
  readonly temporal: Temporal
  /** Where the authority has no words of its own for it. */
  readonly label: keyof Phrases | { readonly verbatim: string }
  /** Chance of a secrecy order in it, 0 to 1. */
  readonly sealed: number
  /** A secrecy order in it has no end. */
  readonly sealedForever?: true
}

const LAW: readonly AuthorityType[] = ['police', 'prosecutor']
const LAW_COURT: readonly AuthorityType[] = ['police', 'prosecutor', 'court']
const ADMIN: readonly AuthorityType[] = ['regulator_admin', 'tax_customs']

const WHO: Paper['asks'] = [
  ['subscriber'],
  ['subscriber', 'ip_login'],
  ['subscriber', 'payment'],
  ['subscriber', 'ip_login', 'device'],
  ['subscriber', 'last_seen', 'ip_login'],
]
const TRAFFIC: Paper['asks'] = [
  ['subscriber', 'traffic_metadata', 'ip_login'],
  ['traffic_metadata', 'contacts_graph'],
  ['subscriber', 'traffic_metadata', 'group_membership'],
  ['ip_login', 'location'],
  ['subscriber', 'device', 'push_token', 'ip_login'],
]
const EVERYTHING: Paper['asks'] = [
  ['subscriber', 'stored_content', 'ip_login'],
  ['subscriber', 'stored_content', 'contacts_graph', 'location', 'device'],
  ['subscriber', 'ip_login', 'payment', 'group_membership', 'stored_content'],
  ['stored_content'],
]
const LIVE: Paper['asks'] = [
  ['live_content', 'traffic_metadata'],
  ['live_content', 'location'],
]
const SEARCH: Paper['asks'] = [
  ...EVERYTHING,
  ['subscriber', 'location', 'device'],
  ['subscriber', 'payment', 'ip_login'],
]
const DANGER: Paper['asks'] = [
  ['subscriber', 'ip_login', 'location'],
  ['ip_login', 'last_seen', 'location'],
  ['subscriber', 'device', 'last_seen'],
]

function paper(
  instrument: Instrument,
  label: Paper['label'],
  weights: Partial<Record<Region, number>>,
  by: readonly AuthorityType[],
  asks: Paper['asks'],
  more: { readonly temporal?: Temporal; readonly sealed?: number; readonly sealedForever?: true } = {},
): readonly Paper[] {
  return Object.entries(weights).map(([region, weight]) => ({
    instrument,
    region: region as Region,
    weight,
    by,
    asks,
    temporal: more.temporal ?? 'stored',
    label,
    sealed: more.sealed ?? 0.05,
    ...(more.sealedForever ? { sealedForever: true as const } : {}),
  }))
}
const verbatim = (text: string) => ({ verbatim: text })

export const PAPERS: readonly Paper[] = [
  ...paper('search_warrant', verbatim('Search Warrant'), { us: 125 }, LAW, SEARCH, { sealed: 0.35 }),
  ...paper('search_warrant', 'warrant', { eu: 10, asia: 16, commonwealth: 6 }, LAW_COURT, SEARCH, { sealed: 0.2 }),
  ...paper('court_order_content', 'order', { us: 8, commonwealth: 6, latin: 8 }, LAW_COURT, EVERYTHING, {
    sealed: 0.4,
  }),
  ...paper('court_order_noncontent', verbatim('Order under 18 U.S.C. § 2703(d)'), { us: 50 }, LAW, TRAFFIC, {
    sealed: 0.45,
  }),
  ...paper(
    'court_order_noncontent',
    'order',
    { eu: 30, latin: 45, mena: 10, europe: 10, beyond: 6 },
    LAW_COURT,
    TRAFFIC,
    {
      sealed: 0.2,
    },
  ),
  ...paper(
    'pen_register_trap_trace',
    verbatim('Pen Register and Trap and Trace Order'),
    { us: 18 },
    LAW,
    [['traffic_metadata', 'ip_login'], ['traffic_metadata']],
    { temporal: 'prospective', sealed: 0.9 },
  ),
  ...paper('wiretap_intercept', 'intercept', { us: 4, eu: 4, commonwealth: 3 }, LAW, LIVE, {
    temporal: 'prospective',
    sealed: 0.8,
  }),
  ...paper('subpoena_criminal', verbatim('Grand Jury Subpoena'), { us: 100 }, LAW, WHO, { sealed: 0.2 }),
  ...paper('subpoena_criminal', verbatim('Trial Subpoena'), { us: 30 }, LAW_COURT, WHO),
  ...paper('subpoena_civil', verbatim('Civil Subpoena Duces Tecum'), { us: 14 }, ['court', 'other'], WHO),
  ...paper('administrative_order', verbatim('Administrative Subpoena'), { us: 20 }, ADMIN, WHO),
  ...paper('administrative_order', 'administrative', { eu: 25, uk: 10, commonwealth: 6 }, ADMIN, WHO),
  ...paper(
    'production_order_domestic',
    'production',
    { eu: 105, uk: 40, europe: 30, commonwealth: 35, latin: 18, asia: 40, mena: 12 },
    LAW_COURT,
    [...WHO, ...TRAFFIC],
    { sealed: 0.12 },
  ),
  ...paper('epoc', 'epoc', { eu: 36, beyond: 4 }, LAW_COURT, [...WHO, ...TRAFFIC, ...EVERYTHING], { sealed: 0.3 }),
  ...paper('epoc_pr', 'epocPr', { eu: 10 }, LAW_COURT, [...TRAFFIC, ...EVERYTHING]),
  ...paper('dsa_art9_order', 'dsa9', { eu: 12 }, ['regulator_admin', 'court'], [['subscriber']]),
  ...paper('dsa_art10_order', 'dsa10', { eu: 14 }, ['regulator_admin', 'court', 'prosecutor'], WHO),
  ...paper(
    'cloud_agreement_order',
    verbatim('Order under the data access agreement'),
    { uk: 14, commonwealth: 5 },
    LAW,
    [...TRAFFIC, ...EVERYTHING],
    { sealed: 0.3 },
  ),
  ...paper(
    'mlat_letter_rogatory',
    'treaty',
    { eu: 16, europe: 9, uk: 4, commonwealth: 8, latin: 8, asia: 5, mena: 4, beyond: 6 },
    LAW_COURT,
    [...TRAFFIC, ...EVERYTHING],
    { sealed: 0.4 },
  ),
  ...paper(
    'emergency_request',
    'emergency',
    { us: 36, uk: 16, eu: 34, europe: 5, commonwealth: 18, latin: 6, asia: 8, mena: 3 },
    LAW,
    DANGER,
    { sealed: 0 },
  ),
  ...paper('preservation_request', 'preservation', { us: 36, uk: 8, eu: 14, commonwealth: 8, latin: 4, asia: 3 }, LAW, [
    ...TRAFFIC,
    ...EVERYTHING,
  ]),
  ...paper(
    'nsl',
    verbatim('National Security Letter'),
    { us: 6 },
    ['intelligence'],
    [['subscriber'], ['subscriber', 'ip_login']],
    { sealed: 1, sealedForever: true },
  ),
  ...paper(
    'fisa_content',
    verbatim('Order of the surveillance court (content)'),
    { us: 3 },
    ['intelligence'],
    EVERYTHING,
    { temporal: 'both', sealed: 1, sealedForever: true },
  ),
  ...paper(
    'fisa_noncontent',
    verbatim('Order of the surveillance court (non-content)'),
    { us: 4 },
    ['intelligence'],
    TRAFFIC,
    { temporal: 'both', sealed: 1, sealedForever: true },
  ),
  ...paper(
    'uk_ipa',
    verbatim('Notice under the Investigatory Powers Act'),
    { uk: 5 },
    ['intelligence'],
    [...TRAFFIC, ['traffic_metadata', 'encryption_key']],
    { sealed: 1, sealedForever: true },
  ),
  ...paper(
    'uk_ipa',
    verbatim('Technical capability notice'),
    { uk: 3 },
    ['intelligence'],
    [['technical_capability', 'live_content']],
    { sealed: 1, sealedForever: true },
  ),
  ...paper(
    'informal_no_process',
    'informal',
    { us: 4, europe: 3, mena: 5, commonwealth: 4, latin: 2, beyond: 3 },
    ['police', 'prosecutor', 'court'],
    WHO,
  ),
  ...paper('informal_no_process', 'informal', { beyond: 4 }, ['unverified'], WHO),
  ...paper('other', verbatim('Committee request for documents'), { us: 3 }, ['legislature'], WHO),
  ...paper('other', 'order', { us: 3, latin: 3 }, ['military'], WHO),
  ...paper('other', 'order', { eu: 4 }, ['military'], [['encryption_key', 'stored_content']]),
]

/** Counted apart, without an outcome: an order to keep, or to act, is no demand for data. */
export const isWithoutDisclosure = (instrument: Instrument) =>
  instrument === 'preservation_request' || instrument === 'epoc_pr' || instrument === 'dsa_art9_order'

export const isNationalSecurity = (instrument: Instrument) =>
  instrument === 'nsl' || instrument === 'fisa_content' || instrument === 'fisa_noncontent' || instrument === 'uk_ipa'
