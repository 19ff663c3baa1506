/** What every part of a story draws from: one stream of random numbers, and the dealers that keep rare things from being missing. */
import { encodeBase64Url } from '../bytes/base64.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Hash } from '../capabilities.ts'
import {
  CHALLENGE_FORUMS,
  CHALLENGE_RESULTS,
  EMERGENCIES,
  FLAG_ACTIONS,
  NO_DATA_REASONS,
  SEAL_RESULTS,
} from '../requests/enumerations.ts'
import type { BundlePlan, MadeBundle } from './bundle-maker.ts'
import type { Commitments } from './commitments.ts'
import { createDealer, evenly } from './dealer.ts'
import type { Random } from './random.ts'
import type { EntryStep } from './step.ts'

export interface Kit {
  readonly random: Random
  readonly commitments: Commitments
  /** The key id of a recipient, in the shape of an RFC 7638 thumbprint; the same for the same holder. */
  readonly kidOf: (holder: string) => string
  readonly deal: Deals
  /** Steps at or after the end of the log are lost: it ends in the middle of its stories, as any log does. */
  readonly push: (step: EntryStep) => void
  readonly endMs: number
  readonly makeBundle: (plan: BundlePlan) => MadeBundle
}

/** What becomes of a demand. */
export type Fate = 'disclose' | 'no_data' | 'reject' | 'withdraw' | 'challenge' | 'suspend'
/** How the person concerned is told, where nothing in the demand forbids it. */
export type Telling = 'before' | 'after' | 'deferred' | 'no_contact'

export type Deals = ReturnType<typeof createDeals>

export function createDeals(random: Random) {
  const deal = <T>(options: Parameters<typeof createDealer<T>>[0]) => createDealer(options, random)
  return {
    fate: deal<Fate>([
      ['disclose', 68],
      ['no_data', 12],
      ['reject', 12],
      ['withdraw', 3],
      ['challenge', 3.5],
      ['suspend', 1.5],
    ]),
    emergencyFate: deal<Fate>([
      ['disclose', 78],
      ['no_data', 12],
      ['reject', 8],
      ['withdraw', 2],
    ]),
    securityFate: deal<Fate>([
      ['disclose', 74],
      ['challenge', 18],
      ['no_data', 8],
    ]),
    emergency: deal(EMERGENCIES.map((kind, i) => [kind, [55, 20, 20, 5][i] ?? 1] as const)),
    channel: deal([
      ['official_portal', 78],
      ['email', 13],
      ['in_person', 5],
      ['unknown', 1.5],
    ] as const),
    authenticity: deal([
      ['verified', 965],
      ['unverified', 20],
      ['fraudulent', 15],
    ] as const),
    noDataWhy: deal(NO_DATA_REASONS.slice(0, 3).map((why, i) => [why, [55, 30, 15][i] ?? 1] as const)),
    rejectReason: deal([
      ['no_legal_basis', 14],
      ['not_lawful_here', 10],
      ['not_relevant', 11],
      ['overbroad_not_minimised', 24],
      ['defective_form', 26],
      ['wrong_entity', 9],
      ['human_rights_risk', 6],
    ] as const),
    challengeResult: deal(CHALLENGE_RESULTS.map((result, i) => [result, [25, 35, 20, 20][i] ?? 1] as const)),
    forum: deal(CHALLENGE_FORUMS.map((forum, i) => [forum, [50, 42, 8][i] ?? 1] as const)),
    telling: deal<Telling>([
      ['before', 30],
      ['after', 40],
      ['deferred', 26],
      ['no_contact', 4],
    ]),
    deferral: deal([
      ['court_order', 45],
      ['statute', 22],
      ['risk_to_person', 20],
      ['other', 8],
    ] as const),
    sealResult: deal(SEAL_RESULTS.map((result, i) => [result, [68, 22, 10][i] ?? 1] as const)),
    objects: deal([
      [true, 14],
      [false, 86],
    ]),
    flagBefore: deal(evenly(FLAG_ACTIONS)),
    flagAfter: deal([
      ['information_given', 3],
      ['dismissed', 2],
    ] as const),
  }
}

/** Remembers: there are some hundred holders. */
export function createKidOf(hash: Hash): Kit['kidOf'] {
  const known = new Map<string, string>()
  return (holder) => {
    const kid = known.get(holder) ?? encodeBase64Url(hash(encodeUtf8(`plainview sample kid\n${holder}`)))
    known.set(holder, kid)
    return kid
  }
}
