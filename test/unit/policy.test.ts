import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explain } from '#core/input-error.ts'
import type { Policy, QuorumRule } from '#core/note/policy.ts'
import { parsePolicy } from '#core/note/policy.ts'
import { everyTwoQuorumsShareAWitness, isQuorumMet } from '#core/note/quorum.ts'
import { noteKeyOfSeed } from '#core/note/signer.ts'
import { formatVkey, type Vkey } from '#core/note/vkey.ts'
import { publicKeyFromSeed } from '../../main/io/node-crypto.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const parse = (text: string) => parsePolicy(utf8(text), 'policy')

function vkey(name: string, algorithm: 'ed25519' | 'cosignature/v1', number: number): string {
  const seed = new Uint8Array(32).fill(number).with(31, number >> 8)
  const made = noteKeyOfSeed(name, algorithm, seed, publicKeyFromSeed)
  return made.ok ? made.value.vkey : ''
}
const LOG = vkey('example.org/log', 'ed25519', 1)
const [X1, X2, X3, Y1, Y2, Y3] = [11, 12, 13, 21, 22, 23].map((number) =>
  vkey(`w${number}.example`, 'cosignature/v1', number),
)
const signedBy = (...keys: (string | undefined)[]) =>
  keys.map((key = '') => ({ name: key.split('+')[0] ?? '', keyId: key.split('+')[1] ?? '' }))

/** The example of C2SP tlog-policy, with keys. */
const EXAMPLE = `
# two organisations
log ${LOG}

witness X1 ${X1}
witness X2 ${X2} https://x2.example/submit
witness\tX3  ${X3}
group X-witnesses 2 X1 X2 X3

  witness Y1 ${Y1}
witness Y2 ${Y2}
witness Y3 ${Y3}\t
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`

describe('the example of the specification', () => {
  const parsed = parse(EXAMPLE)
  const policy = parsed.ok ? parsed.value : { logs: [], witnesses: [], quorum: null }

  test('has a log, six witnesses and a rule of two levels', () => {
    expect(policy.logs.map(({ vkey }) => vkey.text)).toEqual([LOG])
    expect(policy.witnesses.map(({ name, url }) => [name, url])).toEqual([
      ['X1', null],
      ['X2', 'https://x2.example/submit'],
      ['X3', null],
      ['Y1', null],
      ['Y2', null],
      ['Y3', null],
    ])
    expect(policy.quorum).toMatchObject({
      name: 'X-and-Y',
      threshold: 2,
      members: [
        { name: 'X-witnesses', threshold: 2 },
        { name: 'Y-witnesses', threshold: 1 },
      ],
    })
  })

  test.each([
    [[X1, X2, Y1], true],
    [[X1, X3, Y3], true],
    [[X1, X2, X3, Y1, Y2, Y3], true],
    [[X1, Y1, Y2, Y3], false],
    [[X1, X2, X3], false],
    [[X1, X1, Y1], false],
    [[], false],
  ])('quorum %#', (keys, met) => {
    expect(isQuorumMet(policy, signedBy(...keys))).toBe(met)
  })

  test('a cosigner counts by name and id together', () => {
    const [x1, x2, y1] = signedBy(X1, X2, Y1)
    if (!x1 || !x2 || !y1) throw new Error('three keys')
    expect(isQuorumMet(policy, [x1, x2, y1])).toBe(true)
    expect(isQuorumMet(policy, [x1, { ...x2, name: 'other' }, y1])).toBe(false)
    expect(isQuorumMet(policy, [x1, { ...x2, keyId: '00000000' }, y1])).toBe(false)
  })

  test('any two quorums share an X: no split view. With one X being enough, a split view is possible', () => {
    expect(everyTwoQuorumsShareAWitness(policy)).toBe(true)
    const loose = parse(EXAMPLE.replace('X-witnesses 2', 'X-witnesses 1'))
    expect(loose.ok && everyTwoQuorumsShareAWitness(loose.value)).toBe(false)
  })
})

describe('small policies', () => {
  test('quorum none is always met and promises nothing', () => {
    const parsed = parse('quorum none')
    expect(parsed).toEqual({ ok: true, value: { logs: [], witnesses: [], quorum: null } })
    expect(parsed.ok && isQuorumMet(parsed.value, [])).toBe(true)
    expect(parsed.ok && everyTwoQuorumsShareAWitness(parsed.value)).toBe(false)
  })

  test('one witness is a quorum that it shares with itself', () => {
    const parsed = parse(`witness w ${X1}\nquorum w\n`)
    expect(parsed.ok && isQuorumMet(parsed.value, signedBy(X1))).toBe(true)
    expect(parsed.ok && isQuorumMet(parsed.value, signedBy(X2))).toBe(false)
    expect(parsed.ok && everyTwoQuorumsShareAWitness(parsed.value)).toBe(true)
  })

  test('names are octets: the Kelvin sign is not K, and bytes that are no UTF-8 are a name too', () => {
    const text = `witness K ${X1}\nwitness \u212a ${X2}\ngroup both all K \u212a\nquorum both\n`
    expect(parse(text)).toMatchObject({ ok: true, value: { witnesses: [{ name: 'K' }, { name: '\u212a' }] } })
    const raw = Buffer.concat([utf8('witness '), Buffer.of(0xff), utf8(` ${X1}\nquorum `), Buffer.of(0xff)])
    expect(parsePolicy(raw, 'policy')).toMatchObject({ ok: true, value: { quorum: { kind: 'witness' } } })
  })

  test('an ML-DSA-44 witness is accepted and never counts', () => {
    const key = formatVkey('pq.example', 'ml-dsa-44', new Uint8Array(1312).fill(9)) ?? ''
    const parsed = parse(`witness pq ${key}\nwitness w ${X1}\ngroup g any pq w\nquorum g\n`)
    expect(parsed.ok && isQuorumMet(parsed.value, signedBy(X1))).toBe(true)
    expect(parsed.ok && isQuorumMet(parsed.value, [])).toBe(false)
  })
})

describe('what is refused, with its line', () => {
  const W = `witness a ${X1}\nwitness b ${X2}\n`
  test.each([
    ['', 1, 'none in the whole file'],
    [W, 2, 'none in the whole file'],
    [`${W}quorum c`, 3, '"c"'],
    [`quorum a\n${W}`, 1, '"a"'],
    ['quorum none\nquorum none', 2, 'a second one, after line 1'],
    ['quorum none none', 1, 'another number of words'],
    ['quorum', 1, 'another number of words'],
    [`${W}group g 3 a b\nquorum g`, 3, '"3"'],
    [`${W}group g 0 a b\nquorum g`, 3, '"0"'],
    [`${W}group g 01 a b\nquorum g`, 3, '"01"'],
    [`${W}group g most a b\nquorum g`, 3, '"most"'],
    [`${W}group g all\nquorum g`, 3, 'fewer words'],
    [`${W}group g all a c\nquorum g`, 3, '"c"'],
    [`${W}group g all a none\nquorum g`, 3, '"none"'],
    [`${W}group g all a a\nquorum g`, 3, '"a", a member of "g"'],
    [`${W}group g all a\ngroup h all a b\nquorum g`, 4, '"a", a member of "g"'],
    [`${W}group a all b\nquorum b`, 3, '"a"'],
    [`${W}group g all g\nquorum b`, 3, '"g"'],
    [`witness none ${X1}\nquorum none`, 1, '"none"'],
    [`${W}witness a ${X3}\nquorum a`, 3, '"a"'],
    [`${W}witness c ${X1}\nquorum a`, 3, 'that of w11.example+'],
    [`witness a ${vkey('w', 'ed25519', 11)}\nquorum a`, 1, 'ed25519'],
    [`log ${vkey('w', 'cosignature/v1', 11)}\nquorum none`, 1, 'cosignature/v1'],
    [`log ${LOG}\nlog ${vkey('other', 'ed25519', 1)}\nquorum none`, 2, 'that of example.org/log+'],
    [`log ${LOG} url more\nquorum none`, 1, 'another number of words'],
    ['log\nquorum none', 1, 'another number of words'],
    ['witness a\nquorum none', 1, 'another number of words'],
    [`log ${LOG.slice(0, -1)}\nquorum none`, 1, '"'],
    ['quorum none\r\n', 1, '"\\r"'],
    ['quorum none # comment', 1, 'another number of words'],
    ['quorum none\n# a NUL: \0\n', 2, '"\\u0000"'],
    ['quorum none\n# DEL: \x7f\n', 2, '"\x7f"'],
    ['Quorum none', 1, '"Quorum"'],
    ['\uFEFFquorum none', 1, '"\uFEFFquorum"'],
  ])('%j', (text, line, got) => {
    const parsed = parse(text)
    expect(parsed).toMatchObject({ error: { place: { file: 'policy', line }, got: expect.stringContaining(got) } })
    expect(parsed.ok ? '' : explain(parsed.error)).toMatch(new RegExp(`^policy:${line}: expected `))
  })

  test('the same key under another name or id is still the same key', () => {
    const parsed = parse(`witness a ${X1}\nwitness b ${vkey('elsewhere', 'cosignature/v1', 11)}\nquorum a\n`)
    expect(parsed).toMatchObject({ error: { code: 'duplicate', place: { line: 2 } } })
  })

  test.each([
    [255, true],
    [256, true],
    [257, false],
  ])('%i witnesses: accepted = %s', (count, accepted) => {
    const lines = Array.from({ length: count }, (_, i) => `witness w${i} ${vkey(`w${i}`, 'cosignature/v1', i + 1)}`)
    const parsed = parse(`${lines.join('\n')}\ngroup g any ${lines.map((_, i) => `w${i}`).join(' ')}\nquorum g\n`)
    expect(parsed).toMatchObject(accepted ? { ok: true } : { error: { code: 'limit_exceeded', place: { line: 257 } } })
  })

  test.each([
    [0, true],
    [1, false],
  ])('1 MiB and %i bytes: read = %s', (more, isRead) => {
    const text = 'quorum none\n#'
    expect(parse(text + 'x'.repeat(1_048_576 + more - text.length)).ok).toBe(isRead)
  })

  test('never throws', () => {
    const words = fc.constantFrom(
      'log',
      'witness',
      'group',
      'quorum',
      'none',
      'all',
      'any',
      '1',
      '2',
      'a',
      'b',
      'g',
      '#',
      '\n',
      '\t',
      X1,
      X2,
      LOG,
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.array(words, { maxLength: 30 }).map((all) => utf8(all.join(' '))),
        ),
        (bytes) => {
          const parsed = parsePolicy(bytes, 'policy')
          if (parsed.ok) everyTwoQuorumsShareAWitness(parsed.value)
          else expect(parsed.error.place.line).toBeGreaterThan(0)
        },
      ),
      { numRuns: 3000 },
    )
  })
})

describe('split views, against every pair of sets', () => {
  /** Random rules over up to eight witnesses, each in one place only, and what they mean, written down a second time. */
  const shape = fc.letrec<{ rule: Shape }>((tie) => ({
    rule: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.constant<Shape>({ threshold: 0, members: [] }),
      fc
        .record({
          threshold: fc.integer({ min: 1, max: 4 }),
          members: fc.array(tie('rule'), { minLength: 1, maxLength: 4 }),
        })
        .map(({ threshold, members }) => ({ threshold: Math.min(threshold, members.length), members })),
    ),
  })).rule
  interface Shape {
    readonly threshold: number
    readonly members: readonly Shape[]
  }

  const keyOf = (number: number): Vkey => ({
    name: `w${number}`,
    keyId: number.toString(16).padStart(8, '0'),
    algorithm: 'cosignature/v1',
    publicKey: Uint8Array.of(number),
    text: '',
  })
  function build(shape: Shape, next: { number: number }): { rule: QuorumRule; met: (set: number) => boolean } {
    if (shape.members.length === 0) {
      const number = next.number++
      const witness = { name: `w${number}`, vkey: keyOf(number), url: null }
      return { rule: { kind: 'witness', witness }, met: (set) => ((set >> number) & 1) === 1 }
    }
    const members = shape.members.map((member) => build(member, next))
    return {
      rule: { kind: 'group', name: 'g', threshold: shape.threshold, members: members.map(({ rule }) => rule) },
      met: (set) => members.filter((member) => member.met(set)).length >= shape.threshold,
    }
  }

  test('a split view is possible exactly if two disjoint sets both meet the quorum', () => {
    const seen = { possible: 0, impossible: 0 }
    fc.assert(
      fc.property(shape, (shape) => {
        const next = { number: 0 }
        const { rule, met } = build(shape, next)
        fc.pre(next.number <= 8)
        const all = 2 ** next.number
        const policy: Policy = { logs: [], witnesses: [], quorum: rule }
        let possible = false
        for (let set = 0; set < all; set++) {
          // Adding witnesses never breaks a quorum, so the complement is the best partner that shares none.
          possible ||= met(set) && met(all - 1 - set)
          const cosigners = Array.from({ length: next.number }, (_, i) => i)
            .filter((i) => (set >> i) & 1)
            .map(keyOf)
          expect(isQuorumMet(policy, cosigners)).toBe(met(set))
        }
        seen[possible ? 'possible' : 'impossible'] += 1
        expect(everyTwoQuorumsShareAWitness(policy)).toBe(!possible)
      }),
      { numRuns: 2000 },
    )
    expect(Math.min(seen.possible, seen.impossible)).toBeGreaterThan(100)
  })
})

test('the sumdb key can be the log of a policy', () => {
  const key = readFileSync('test/vectors/sumdb/vkey', 'utf8').trim()
  expect(parse(`log ${key}\nquorum none\n`)).toMatchObject({
    ok: true,
    value: { logs: [{ vkey: { name: 'sum.golang.org' } }] },
  })
})
