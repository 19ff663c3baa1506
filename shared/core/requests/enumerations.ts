/**
 * The closed enumerations of a disclosure log: docs/formats/events.md §1-2.
 *
 * The order of EVENT_TYPES is used as a code in case files: append only, never reorder.
 */
export const EVENT_TYPES = [
  'log.opened',
  'log.heartbeat',
  'log.closed',
  'key.added',
  'key.retired',
  'key.revoked',
  'request.received',
  'request.reviewed',
  'request.clarification_asked',
  'request.clarified',
  'request.narrowed',
  'request.challenged',
  'challenge.resolved',
  'request.rejected',
  'request.suspended',
  'request.resumed',
  'request.withdrawn',
  'request.no_data',
  'disclosure.sealed',
  'disclosure.delivered',
  'notice.sent',
  'notice.deferred',
  'seal.reviewed',
  'user.flagged',
  'flag.resolved',
  'commitment.opened',
  'childsafety.reported',
  'audit.performed',
  'retention.erased',
  'key.rotated',
  'correction',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

export const AUTHORITY_TYPES = [
  'court',
  'prosecutor',
  'police',
  'intelligence',
  'regulator_admin',
  'tax_customs',
  'military',
  'legislature',
  'other',
  'unverified',
] as const
export type AuthorityType = (typeof AUTHORITY_TYPES)[number]
export const ORIGIN_KINDS = [
  'state',
  'subnational',
  'supranational',
  'intergovernmental',
  'disputed_territory',
  'unknown',
] as const
export type OriginKind = (typeof ORIGIN_KINDS)[number]
export const INSTRUMENTS = [
  'search_warrant',
  'court_order_content',
  'court_order_noncontent',
  'pen_register_trap_trace',
  'wiretap_intercept',
  'subpoena_criminal',
  'subpoena_civil',
  'administrative_order',
  'production_order_domestic',
  'epoc',
  'epoc_pr',
  'dsa_art9_order',
  'dsa_art10_order',
  'cloud_agreement_order',
  'mlat_letter_rogatory',
  'emergency_request',
  'preservation_request',
  'nsl',
  'fisa_content',
  'fisa_noncontent',
  'uk_ipa',
  'informal_no_process',
  'other',
] as const
export type Instrument = (typeof INSTRUMENTS)[number]
export const TEMPORALS = ['stored', 'prospective', 'both'] as const
export type Temporal = (typeof TEMPORALS)[number]
export const EMERGENCIES = ['threat_to_life', 'child_safety', 'suicide', 'other'] as const
export type Emergency = (typeof EMERGENCIES)[number]
export const DATA_CATEGORIES = [
  'subscriber',
  'payment',
  'device',
  'ip_login',
  'last_seen',
  'contacts_graph',
  'group_membership',
  'traffic_metadata',
  'location',
  'push_token',
  'stored_content',
  'live_content',
  'encryption_key',
  'technical_capability',
] as const
export type DataCategory = (typeof DATA_CATEGORIES)[number]
export const CONTENT_CATEGORIES = ['stored_content', 'live_content'] as const
export const REVIEW_DECISIONS = ['approve', 'approve_narrowed', 'challenge', 'reject', 'clarify', 'suspend'] as const
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number]
export const CHALLENGE_FORUMS = ['authority', 'court', 'treaty_body'] as const
export type ChallengeForum = (typeof CHALLENGE_FORUMS)[number]
export const CHALLENGE_RESULTS = ['withdrawn', 'narrowed', 'upheld', 'quashed'] as const
export type ChallengeResult = (typeof CHALLENGE_RESULTS)[number]
export const REJECT_REASONS = [
  'no_legal_basis',
  'not_lawful_here',
  'authority_unverified',
  'not_relevant',
  'overbroad_not_minimised',
  'defective_form',
  'wrong_entity',
  'human_rights_risk',
  'suspected_fraud',
  'clarification_not_answered',
] as const
export type RejectReason = (typeof REJECT_REASONS)[number]
export const NO_DATA_REASONS = ['no_such_account', 'past_retention', 'never_collected', 'e2ee_no_access'] as const
export type NoDataReason = (typeof NO_DATA_REASONS)[number]
export const CHANNELS = ['official_portal', 'treaty', 'email', 'in_person', 'unknown'] as const
export type Channel = (typeof CHANNELS)[number]
export const AUTHENTICITIES = ['verified', 'unverified', 'fraudulent'] as const
export type Authenticity = (typeof AUTHENTICITIES)[number]
export const NOTICE_TIMINGS = ['before', 'after'] as const
export type NoticeTiming = (typeof NOTICE_TIMINGS)[number]
export const DEFERRAL_BASES = ['court_order', 'statute', 'emergency', 'no_contact', 'risk_to_person', 'other'] as const
export type DeferralBasis = (typeof DEFERRAL_BASES)[number]
export const SEAL_RESULTS = ['kept', 'lifted', 'shortened'] as const
export type SealResult = (typeof SEAL_RESULTS)[number]
export const FLAG_ACTIONS = ['information_given', 'clarification_asked', 'suspended', 'rejected', 'dismissed'] as const
export type FlagAction = (typeof FLAG_ACTIONS)[number]

/** events.md §3, in the order the rules are tried. */
export const OUTCOMES = [
  'disclosed_full',
  'disclosed_partial',
  'rejected',
  'no_data',
  'withdrawn',
  'suspended',
  'pending',
] as const
export type Outcome = (typeof OUTCOMES)[number]
export const NOTICE_STATES = [
  'notified_before',
  'notified_after',
  'sealed_by_law',
  'not_applicable_no_account',
  'not_applicable_nothing_disclosed',
  'not_notified_no_contact',
  'not_notified_emergency',
  'delayed_pending',
  'not_notified',
] as const
export type NoticeState = (typeof NOTICE_STATES)[number]

/** Counted apart from the outcome, never stacked with it. */
export const OVERLAYS = ['clarification_asked', 'narrowed', 'user_flagged', 'challenged'] as const
export type Overlay = (typeof OVERLAYS)[number]

/**
 * Where a request is counted. Only `request` is in request totals; each of the others has its own section of a
 * report, so that orders to act, preservation and bands never mix with demands for data.
 */
export const SECTIONS = ['request', 'preservation', 'order_to_act', 'national_security', 'uk_ipa'] as const
export type Section = (typeof SECTIONS)[number]

/** A value as the log has it, or `other` where the enumeration does not list it. */
export type Listed<T extends string> = T | 'other'
