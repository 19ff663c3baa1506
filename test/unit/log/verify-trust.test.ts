import { describe, expect, test } from 'vitest'
import {
  brief,
  exportOf,
  type Files,
  headOf,
  headText,
  LOG_KEY,
  makeKey,
  makeLines,
  ORIGIN,
  rootOfLines,
  START_MS,
  signNote,
  verified,
} from './fixtures.ts'

const VKEY = LOG_KEY.vkey
const lines = makeLines(20)
const clean = (more: Files = {}) => exportOf(lines, { checkpoint: headOf(lines), ...more })
const other = makeKey('other.example', 'other')
const witnesses = ['a', 'b', 'c'].map((name) => makeKey(`witness-${name}.example`, name, 4))
const [wa, wb, wc] = witnesses as [(typeof witnesses)[0], (typeof witnesses)[0], (typeof witnesses)[0]]
const policyOf = (threshold: number | 'none') =>
  `${witnesses.map(({ vkey }, i) => `witness w${i} ${vkey}\n`).join('')}${threshold === 'none' ? '' : `group g ${threshold} w0 w1 w2\n`}quorum ${threshold === 'none' ? 'none' : 'g'}\n`

describe('whose signature', () => {
  test('the key that came with the export: exit 20', async () => {
    const document = await verified(clean({ 'log.vkey': `${VKEY}\n` }), {})
    expect(brief(document)).toMatchObject({ exit: 20, integrity: 'intact', authenticity: 'key came with the export' })
  })
  test('no key at all: heads are not verified, and take no part', async () => {
    const document = await verified(clean(), {})
    expect(brief(document)).toMatchObject({ exit: 20, integrity: 'no head to compare', authenticity: 'unsigned' })
    expect(document.heads[0]).toMatchObject({ status: 'unverified', agrees: 'not_compared' })
  })
  test('a key that the auditor gave counts, log.vkey does not', async () => {
    const document = await verified(clean({ 'log.vkey': `${VKEY}\n` }), { vkeys: [other.vkey] })
    expect(brief(document)).toMatchObject({ exit: 20, authenticity: 'unsigned' })
  })
  test('a key seen for the first time is named as such', async () => {
    const document = await verified(clean(), { vkeys: [VKEY], firstSeen: [VKEY] })
    expect(brief(document)).toMatchObject({ exit: 10, authenticity: 'key first seen now' })
  })
  test('a key of the policy counts for the log of its name only', async () => {
    const quorum = policyOf('none')
    expect(brief(await verified(clean(), { policy: `log ${VKEY}\n${quorum}` }))).toMatchObject({
      exit: 10,
      authenticity: 'pinned key',
    })
    const renamed = makeKey('somebody.example', 'log')
    const signed = clean({ checkpoint: headOf(lines, 20, [renamed]) })
    expect(brief(await verified(signed, { policy: `log ${renamed.vkey}\n${quorum}` }))).toMatchObject({
      exit: 20,
      authenticity: 'unsigned',
    })
    expect(brief(await verified(signed, { vkeys: [renamed.vkey] }))).toMatchObject({
      exit: 10,
      authenticity: 'pinned key',
    })
  })
  test('a bad signature by a known key is 40, in the checkpoint and in heads/', async () => {
    const bad = headOf(lines).replace(/.{4}\n$/, (end) =>
      end.startsWith('A') ? `B${end.slice(1)}` : `A${end.slice(1)}`,
    )
    expect(brief(await verified(clean({ checkpoint: bad })))).toMatchObject({ exit: 40, authenticity: 'bad signature' })
    const document = await verified(clean({ 'heads/20.note': bad }))
    expect(document.exit).toBe(40)
    expect(document.authenticity.why).toContain('heads/20.note')
  })
  test('a note that is none is a lint', async () => {
    const document = await verified(clean({ 'heads/5.note': 'hello' }))
    expect(document.exit).toBe(10)
    expect(document.lints.map(({ code, file }) => `${code} ${file}`)).toEqual(['note_unreadable heads/5.note'])
  })
  test('a head of another log says nothing about this one', async () => {
    const foreign = signNote(headText(20, rootOfLines(lines), 'foreign.example'), [LOG_KEY])
    const document = await verified(clean({ checkpoint: foreign }))
    expect(brief(document)).toMatchObject({ exit: 20, integrity: 'no head to compare', authenticity: 'unsigned' })
    expect(document.findings.map(({ code }) => code)).toEqual(['head_of_other_origin'])
  })
})

describe('key windows', () => {
  const keys = (fromSize: number, toSize: number | null) => ({ keys: [{ vkey: VKEY, fromSize, toSize }] })
  test.each([
    [19, 21, 10],
    [20, 20, 10],
    [20, null, 10],
    [0, 20, 10],
    [21, null, 20],
    [0, 19, 20],
  ])('from %s to %s: exit %i', async (fromSize, toSize, exit) => {
    const document = await verified(clean(), keys(fromSize, toSize))
    expect(document.exit).toBe(exit)
    if (exit === 20) expect(document.findings.map(({ code }) => code)).toEqual(['head_outside_window'])
  })
})

describe('keys that the log changes', () => {
  const second = makeKey(ORIGIN, 'second')
  const third = makeKey(ORIGIN, 'third')
  const addition = (vkey: string, fromSize: number, signers: readonly (typeof second)[], origin = ORIGIN) =>
    ({
      type: 'key.added',
      data: { vkey, fromSize, note: signNote(`disclosure-log/key/v1\n${origin}\n${vkey}\n${fromSize}\n`, signers) },
    }) as const
  const rotated = (parts: Parameters<typeof makeLines>[1], signer = second) => {
    const log = makeLines(20, parts)
    return exportOf(log, { checkpoint: headOf(log, 20, [signer]), 'heads/9.note': headOf(log, 9) })
  }
  const codesOf = async (files: Files, options = {}) => {
    const document = await verified(files, { vkeys: [VKEY], ...options })
    return { exit: document.exit, codes: document.findings.map(({ code }) => code) }
  }

  test('the old key and the new one introduce the new one', async () => {
    const files = rotated({ 10: addition(second.vkey, 11, [LOG_KEY, second]) })
    const document = await verified(files)
    expect(brief(document)).toMatchObject({ exit: 10, authenticity: 'pinned key', integrity: 'intact' })
    expect(document.findings.map(({ code }) => code)).toEqual(['key_added'])
    expect(document.authenticity.keys.map(({ keyId, fromSize }) => [keyId, fromSize])).toContainEqual([
      second.keyId.toString('hex'),
      11,
    ])
  })
  test.each([
    ['the old key did not sign', [second], 11, ORIGIN],
    ['the new key did not sign', [LOG_KEY], 11, ORIGIN],
    ['another log', [LOG_KEY, second], 11, 'foreign.example'],
  ] as const)('refused: %s', async (_why, signers, fromSize, origin) => {
    const { exit, codes } = await codesOf(rotated({ 10: addition(second.vkey, fromSize, signers, origin) }))
    expect({ exit, codes }).toEqual({ exit: 10, codes: ['key_addition_refused'] }) // the head of 9 still counts; the tail does not
  })
  test('a new key does not count before its size', async () => {
    const files = rotated({ 10: addition(second.vkey, 21, [LOG_KEY, second]) })
    const document = await verified(files)
    expect(document.completeness.answer).toBe('tail of 11 entries beyond the last head')
  })
  test('a chain of three keys', async () => {
    const files = rotated(
      { 5: addition(second.vkey, 6, [LOG_KEY, second]), 12: addition(third.vkey, 13, [second, third]) },
      third,
    )
    expect(await codesOf(files)).toEqual({ exit: 10, codes: ['key_added', 'key_added'] })
  })
  test.each([
    [19, 20],
    [20, 20],
    [21, 10],
  ])('revoked since %i: a head of 20 entries alone gives exit %i', async (since, exit) => {
    const log = makeLines(25, {
      3: {
        type: 'key.revoked',
        data: { keyId: LOG_KEY.keyId.toString('hex'), compromisedSinceSize: since, why: 'stolen' },
      },
    })
    const document = await verified(exportOf(log, { checkpoint: headOf(log, 20) }))
    expect(document.exit).toBe(exit)
    expect(document.findings.map(({ code }) => code)).toEqual(
      exit === 20 ? ['key_revoked', 'head_by_revoked_key'] : ['key_revoked'],
    )
  })
  test('a quorum of witnesses vouches for a head by a revoked key', async () => {
    const log = makeLines(20, {
      3: {
        type: 'key.revoked',
        data: { keyId: LOG_KEY.keyId.toString('hex'), compromisedSinceSize: 5, why: 'stolen' },
      },
    })
    const head = headOf(
      log,
      20,
      [LOG_KEY],
      [
        [wa, 1_800_000_000],
        [wb, 1_800_000_000],
      ],
    )
    expect((await verified(exportOf(log, { checkpoint: head }), { vkeys: [VKEY], policy: policyOf(2) })).exit).toBe(0)
  })
  test('a revocation that no head covers cannot take a head away', async () => {
    const log = makeLines(20, {
      19: { type: 'key.revoked', data: { keyId: LOG_KEY.keyId.toString('hex'), compromisedSinceSize: 0, why: 'x' } },
    })
    const document = await verified(exportOf(log, { checkpoint: headOf(log, 19) }))
    expect({ exit: document.exit, findings: document.findings.length }).toEqual({ exit: 10, findings: 0 })
  })
  test('a head after the key was retired', async () => {
    const log = makeLines(20, {
      3: { type: 'key.retired', data: { keyId: LOG_KEY.keyId.toString('hex'), toSize: 19 } },
    })
    expect(await codesOf(exportOf(log, { checkpoint: headOf(log, 20) }))).toEqual({
      exit: 10,
      codes: ['key_retired', 'head_after_retirement'],
    })
    expect(await codesOf(exportOf(log, { checkpoint: headOf(log, 19) }))).toEqual({ exit: 10, codes: ['key_retired'] })
  })
})

describe('witnesses', () => {
  const at = Math.floor(START_MS / 1000) + 7 * 86_400
  const cosigned = (...by: (readonly [typeof wa, number])[]) => clean({ checkpoint: headOf(lines, 20, [LOG_KEY], by) })
  test.each([
    [2, [wa, wb], 0],
    [2, [wa], 11],
    [3, [wa, wb], 11],
    [3, [wa, wb, wc], 0],
    [1, [wc], 0],
    [1, [], 11],
    ['none', [], 10],
  ] as const)('a quorum of %s with %o: exit', async (threshold, by, exit) => {
    const document = await verified(cosigned(...by.map((witness) => [witness, at] as const)), {
      vkeys: [VKEY],
      policy: policyOf(threshold),
    })
    expect(document.exit).toBe(exit)
    expect(document.independence.splitViewPossible).toBe(threshold === 'none' || threshold === 1)
  })
  test('cosignatures of the same head in another note count together', async () => {
    const files = { ...cosigned([wa, at]), 'heads/20.note': headOf(lines, 20, [LOG_KEY], [[wb, at]]) }
    expect((await verified(files, { vkeys: [VKEY], policy: policyOf(2) })).exit).toBe(0)
  })
  test('a bad cosignature by a known witness spoils the note', async () => {
    const [text, rest] = headOf(lines, 20, [LOG_KEY], [[wa, at]]).split('\n\n') as [string, string]
    const forged = `${text}\n\n${rest.replace(/.{10}\n$/, 'AAAAAAAAAA\n')}`
    expect((await verified(clean({ checkpoint: forged }), { vkeys: [VKEY], policy: policyOf(1) })).exit).toBe(40)
  })

  const asOf = (seconds: number, ms = 0) => new Date(seconds * 1000 + ms).toISOString()
  test.each([
    [-1, 'fresh'],
    [0, 'fresh'],
    [1, 'stale'],
  ])('48 hours allowed, %i ms more: %s', async (ms, answer) => {
    const options = { vkeys: [VKEY], policy: policyOf(1), maxAgeHours: 48, asOf: asOf(at + 48 * 3600, ms) }
    const document = await verified(cosigned([wa, at]), options)
    expect(document.freshness).toMatchObject({ answer, maxAgeHours: 48, newestCosignedAt: asOf(at) })
    expect(document.exit).toBe(0)
  })
  test('without a maximum age the log is held to its own longest interval, of 24 hours', async () => {
    const judged = async (seconds: number) =>
      (await verified(cosigned([wa, at]), { vkeys: [VKEY], policy: policyOf(1), asOf: asOf(at + seconds) })).freshness
        .answer
    expect(await judged(24 * 3600)).toBe('fresh')
    expect(await judged(24 * 3600 + 1)).toBe('stale')
  })
  test.each([
    ['no judging time', { policy: policyOf(1), maxAgeHours: 1 }],
    ['no witness that is trusted', { asOf: asOf(at), maxAgeHours: 1 }],
  ])('not judged: %s', async (_why, options) => {
    expect((await verified(cosigned([wa, at]), { vkeys: [VKEY], ...options })).freshness.answer).toBe('not judged')
  })

  test('an entry claims a time after a head that covers it was cosigned', async () => {
    const seconds = Math.floor(START_MS / 1000) + 19 * 60 // entry 19 says exactly this
    const document = await verified(cosigned([wa, seconds]), { vkeys: [VKEY], policy: policyOf(1) })
    expect(document.findings).toEqual([])
    const earlier = await verified(cosigned([wa, seconds - 1]), { vkeys: [VKEY], policy: policyOf(1) })
    expect(earlier.findings).toMatchObject([{ code: 'time_after_commitment', first: 19, last: 19 }])
    expect(earlier.exit).toBe(0)
  })
  test('entries claim a time long before a head without them was cosigned', async () => {
    const day = 86_400
    const seconds = Math.floor(START_MS / 1000) + 10 * 60 + day // 24 hours after what entry 10 says
    const files = clean({ 'heads/10.note': headOf(lines, 10, [LOG_KEY], [[wa, seconds]]) })
    expect((await verified(files, { vkeys: [VKEY], policy: policyOf('none') })).findings).toEqual([])
    const later = clean({ 'heads/10.note': headOf(lines, 10, [LOG_KEY], [[wa, seconds + 61]]) })
    expect((await verified(later, { vkeys: [VKEY], policy: policyOf('none') })).findings).toMatchObject([
      { code: 'late_or_backdated', first: 10, last: 11 },
    ])
  })
})
