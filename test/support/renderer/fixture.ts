/** A believable case for the screens: a log of 4,196 entries with three places of damage. Made by hand, checked against the contract. */
import { createHash } from 'node:crypto'
import type { Output } from '#contract/contract.ts'

export const CASE_ID = 'case_00000000000000a1'
export const EVIDENCE_ID = 'ev_00000000000000b1'
export const OTHER_ID = 'ev_00000000000000b2'
export const ENTRIES = 4196
const ORIGIN = 'log.example.org/requests'
const KEY = { name: ORIGIN, keyId: '626929d8' }

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64')
const hexOf = (text: string): string => createHash('sha256').update(text).digest('hex')

export const caseSummary: Output<'cases.open'> = {
  caseId: CASE_ID,
  name: 'Annual audit 2025',
  createdAtMs: Date.UTC(2026, 2, 3, 9, 0),
  openedAtMs: Date.UTC(2026, 2, 3, 10, 0),
  evidenceCount: 2,
  entryCount: ENTRIES + 3900,
  sizeBytes: 4_120_000,
  readOnly: false,
  state: 'ready',
  detail: '',
}

export const evidence: Output<'evidence.list'>['evidence'] = [
  {
    evidenceId: EVIDENCE_ID,
    name: 'export-2026-03-03.zip',
    kind: 'zip',
    origin: ORIGIN,
    files: 4,
    sizeBytes: 1_912_331,
    entries: ENTRIES,
    importedAtMs: Date.UTC(2026, 2, 3, 9, 30),
    digest: hexOf('digest'),
    firstTime: '2025-01-01T08:00:00.000Z',
    lastTime: '2026-02-28T17:12:00.000Z',
    headline: 'One entry was changed and two were removed. Everything else is as signed.',
    exit: 40,
  },
  {
    evidenceId: OTHER_ID,
    name: 'export-2025.zip',
    kind: 'zip',
    origin: ORIGIN,
    files: 3,
    sizeBytes: 1_700_000,
    entries: 3900,
    importedAtMs: Date.UTC(2026, 2, 2, 9, 30),
    digest: hexOf('digest 2'),
    firstTime: '2025-01-01T08:00:00.000Z',
    lastTime: '2025-12-31T17:12:00.000Z',
    headline: 'Nothing was changed. Every entry is as signed.',
    exit: 0,
  },
]

type Document = NonNullable<Output<'verify.result'>['document']>
const SEGMENT = 'entries/000000.jsonl'

export const damage: Document['damage'] = [
  {
    op: 'edit',
    first: 1207,
    last: 1207,
    file: SEGMENT,
    byteOffset: 1207 * 440,
    certain: true,
    cause: 'bit_flip',
    expected: hashOf('signed 1207'),
    got: hashOf('line 1207'),
  },
  {
    op: 'delete',
    first: 2871,
    last: 2872,
    file: SEGMENT,
    byteOffset: 2871 * 440,
    certain: true,
    expected: hashOf('line 2871'),
  },
]

const SIZES = [350, 700, 1050, 1400, 1750, 2100, 2450, 2800, 3150, 3500, 3850, 4198]
export const heads: Document['heads'] = SIZES.map((size, i) => ({
  source: i === SIZES.length - 1 ? 'checkpoint' : `heads/${size}.note`,
  origin: ORIGIN,
  size,
  root: hashOf(`root ${size}`),
  status: 'verified',
  signedBy: [`${KEY.name}+${KEY.keyId}`],
  cosignatures: [
    { name: 'witness-1.example', keyId: '0a0b0c0d', time: '2026-02-22T18:04:00.000Z' },
    { name: 'witness-2.example', keyId: '1a1b1c1d', time: '2026-02-22T18:05:00.000Z' },
  ],
  agrees: 'yes',
  newest: i === SIZES.length - 1,
}))

export const document: Document = {
  tool: { name: 'plainview', version: '0.1.0' },
  input: {
    kind: 'zip',
    files: [
      { path: 'checkpoint', bytes: 412, sha256: hexOf('checkpoint') },
      { path: SEGMENT, bytes: ENTRIES * 440, sha256: hexOf('segment') },
      { path: 'log.vkey', bytes: 72, sha256: hexOf('vkey') },
      { path: 'tile/0/000', bytes: 8192, sha256: hexOf('tile') },
    ],
    entries: ENTRIES,
  },
  headline: 'One entry was changed and two were removed. Everything else is as signed.',
  exit: 40,
  integrity: {
    answer: 'damaged',
    why: '3 of 4,198 entries, in 2 places; the other 4,195 hash to the signed heads',
    entriesDamaged: 3,
    places: 2,
    headsCompared: 12,
    computedRoot: hashOf('computed'),
  },
  authenticity: {
    answer: 'pinned key',
    why: 'log.example.org/requests+626929d8, valid for sizes 0 to 4,198',
    keys: [{ ...KEY, fromSize: 0, toSize: null }],
  },
  completeness: {
    answer: 'complete to 4198',
    why: 'every head you remember (4) lies on this log; none after it',
    completeTo: 4198,
    tail: 0,
    missing: 0,
    closed: false,
  },
  freshness: {
    answer: 'stale',
    why: 'newest witness time 2026-02-22 18:04 UTC; your policy allows 7 days',
    newestCosignedAt: '2026-02-22T18:04:00.000Z',
    asOf: '2026-03-03T18:04:00.000Z',
    ageHours: 216,
    maxAgeHours: 168,
  },
  independence: {
    answer: 'quorum met',
    why: 'every two quorums share a witness: no split view without one of them',
    splitViewPossible: false,
    witnesses: [
      { name: 'witness-1.example', keyId: '0a0b0c0d', cosigned: true, time: '2026-02-22T18:04:00.000Z' },
      { name: 'witness-2.example', keyId: '1a1b1c1d', cosigned: true, time: '2026-02-22T18:05:00.000Z' },
      { name: 'witness-3.example', keyId: '2a2b2c2d', cosigned: false, time: null },
    ],
  },
  damage,
  heads,
  lints: [
    { code: 'tile_unproven', file: 'tile/0/000' },
    {
      code: 'personal_data_in_text',
      file: SEGMENT,
      index: 902,
      byteOffset: 902 * 440,
      expected: 'no e-mail address in reason',
      got: '"a***@example.com"',
    },
    { code: 'file_not_covered', file: 'README.txt' },
  ],
  findings: [
    {
      code: 'time_after_commitment',
      severity: 'high',
      first: 3012,
      last: 3012,
      text: 'Entry 3,012 is dated 2025-11-02 10:00 UTC, after a witness had already signed the head that holds it.',
      evidence: { head: 3150, cosignedAt: '2025-11-01T00:00:00.000Z' },
    },
  ],
}

export const result: Output<'verify.result'> = {
  document,
  verifiedAtMs: Date.UTC(2026, 2, 3, 9, 31),
  trustChanged: false,
  usedKeys: [`${KEY.name}+${KEY.keyId}+AQ==`],
  usedPolicy: 'witness w1 witness-1.example+0a0b0c0d+BA==\nquorum 2\n',
  usedKnownHeads: 4,
}

const TYPES = ['request.received', 'request.reviewed', 'disclosure.sealed', 'disclosure.delivered', 'notice.sent']

export const trustedKey: Output<'trust.keys'>['keys'][number] = {
  vkey: `${ORIGIN}+626929d8+AQ==`,
  name: ORIGIN,
  keyId: KEY.keyId,
  origin: ORIGIN,
  purpose: 'log',
  fromSize: 0,
  toSize: null,
  addedAtMs: Date.UTC(2025, 2, 2),
  note: 'From the letter of 2 March 2025',
}

export const offeredKeys: Output<'trust.came-with-export'>['keys'] = [
  { vkey: trustedKey.vkey, name: ORIGIN, keyId: KEY.keyId, source: 'log.vkey', trusted: true },
  { vkey: `${ORIGIN}+aabbccdd+AQ==`, name: ORIGIN, keyId: 'aabbccdd', source: 'log.opened', trusted: false },
]

export const rememberedHeads: Output<'trust.heads'>['heads'] = [
  {
    headId: 'h1',
    origin: ORIGIN,
    size: 350,
    root: hashOf('root 350'),
    rememberedAtMs: Date.UTC(2025, 2, 2),
    note: `${ORIGIN}\n350\n${hashOf('root 350')}\n\n\u2014 ${ORIGIN} YmkpAQ==\n`,
  },
]

export const policy: Output<'trust.policy'> = {
  text: 'witness w1 witness-1.example+0a0b0c0d+BA==\nwitness w2 witness-2.example+1a1b1c1d+BA==\ngroup all 2 w1 w2\nquorum all\n',
  maxAgeHours: 168,
  witnesses: [
    { name: 'witness-1.example', keyId: '0a0b0c0d', vkey: 'witness-1.example+0a0b0c0d+BA==' },
    { name: 'witness-2.example', keyId: '1a1b1c1d', vkey: 'witness-2.example+1a1b1c1d+BA==' },
  ],
  groups: [{ name: 'all', threshold: '2', members: ['w1', 'w2'] }],
  quorum: 'all',
  splitViewPossible: false,
}

export function lineOf(index: number): string {
  const seq = index < 2871 ? index : index + 2
  const type = TYPES[index % TYPES.length] ?? 'log.heartbeat'
  const court = index === 1207 ? 'Landgericht Komn' : 'Landgericht Koln'
  return JSON.stringify({
    c: { document: hashOf(`document ${index}`) },
    data: {
      accounts: 2,
      authenticity: 'verified',
      authority: { id: 'A14', name: court, type: 'court' },
      dataRequested: ['subscriber', 'ip_login'],
      instrument: 'court_order_noncontent',
      reason: index === 900 ? 'see invoice \u202egnp.exe and p\u0430ypal' : 'fraud investigation',
    },
    log: ORIGIN,
    prev: hashOf(`line ${index - 1}`),
    req: `r_${hexOf(String(Math.floor(index / 5))).slice(0, 12)}`,
    seq,
    time: timeOf(index),
    type,
    v: 1,
  })
}

const timeOf = (index: number): string =>
  new Date(Date.UTC(2025, 0, 1, 8) + index * 8_700_000).toISOString().replace(/\d{3}Z$/, '000Z')

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

export function entryOf(index: number): Output<'verify.entry'> {
  const line = lineOf(index)
  const item = index === 1207 ? damage[0] : undefined
  const next = index + 1 < ENTRIES
  return {
    index,
    file: SEGMENT,
    byteOffset: index * 440,
    bytes: Buffer.byteLength(line),
    rawBase64: base64(line),
    truncated: false,
    seq: index < 2871 ? index : index + 2,
    time: timeOf(index),
    type: TYPES[index % TYPES.length] ?? null,
    req: `r_${hexOf(String(Math.floor(index / 5))).slice(0, 12)}`,
    leafHash: hashOf(`line ${index}`),
    prev: index === 0 ? `${'A'.repeat(43)}=` : index === 1208 ? hashOf('signed 1207') : hashOf(`line ${index - 1}`),
    computedPrev: index === 0 ? null : hashOf(`line ${index - 1}`),
    nextPrev: next ? (index === 1207 ? hashOf('signed 1207') : hashOf(`line ${index}`)) : null,
    proof:
      item === undefined
        ? {
            size: 4198,
            root: hashOf('root 4198'),
            hashes: Array.from({ length: 13 }, (_, i) => hashOf(`proof ${i}`)),
            head: 'checkpoint',
            file: `c2sp.org/tlog-proof@v1\nindex ${index}\n${hashOf('proof 0')}\n\n${ORIGIN}\n4198\n`,
          }
        : null,
    whyNoProof:
      item === undefined ? null : 'the log does not give the root of any verified head that covers this entry',
    damage: item ?? null,
    restoredBase64: item === undefined ? null : base64(line.replace('Komn', 'Koln')),
    lints: index === 902 ? ['personal_data_in_text'] : [],
  }
}

export function entriesFrom(from: number, limit: number): Output<'verify.entries'> {
  const count = Math.max(0, Math.min(limit, ENTRIES - from))
  return {
    total: ENTRIES,
    rows: Array.from({ length: count }, (_, i) => {
      const { index, seq, time, type, req, bytes, file, byteOffset } = entryOf(from + i)
      return { index, seq, time, type, req, bytes, file, byteOffset }
    }),
  }
}

export function mapOf(from: number, wantedTo: number | null, wantedBins: number): Output<'verify.map'> {
  const to = Math.min(wantedTo ?? ENTRIES, ENTRIES)
  const count = Math.min(wantedBins, to - from)
  const edge = (i: number) => from + Math.round(((to - from) * i) / count)
  return {
    from,
    to,
    entries: ENTRIES,
    firstTime: timeOf(0),
    lastTime: timeOf(ENTRIES - 1),
    bins: Array.from({ length: count }, (_, i) => {
      const [first, end] = [edge(i), edge(i + 1)]
      const holds = (index: number) => index >= first && index < end
      return {
        from: first,
        to: end,
        entries: end - first,
        bytes: (end - first) * 440 + ((i * 37) % 90),
        firstTime: timeOf(first),
        lastTime: timeOf(end - 1),
        requests: Math.floor((end - first) / 5) + (i % 3) + Math.round(3 * Math.abs(Math.sin(i * 0.37))),
        damage: [...(holds(1207) ? ['edit' as const] : []), ...(holds(2871) ? ['delete' as const] : [])],
      }
    }),
    heads: heads.map(({ size, status, agrees, source }) => ({ size, status, agrees, source })),
    damage,
  }
}
