import { describe, expect, test } from 'vitest'
import { checkLine } from '#core/log/check-line.ts'
import { parsePolicy } from '#core/note/policy.ts'
import * as lists from '#core/requests/enumerations.ts'
import { DEFAULT_PARAMETERS } from '#core/requests/rules/parameters.ts'
import { parsePolicyFile } from '#core/requests/rules/policy-file.ts'
import { RULE_IDS } from '#core/requests/rules/rule-table.ts'
import { PROMISES } from '#core/sample/policy.ts'
import { evaluate, sampleLines } from './evaluate.ts'
import { leaf, rootOfPath, sha256, splitNote, treeHash, verifies } from './reference.ts'
import { makeSample } from './tools.ts'

const small = makeSample({ requests: 600, segmentLines: 1000 })
const lines = sampleLines(small)
const entries = lines.map((line) => JSON.parse(line.toString('utf8')))
const file = (path: string) => Buffer.from(small.files.get(path) ?? '')
const keyFile = (path: string) => Buffer.from(small.summary.keyFiles.find((each) => each.path === path)?.bytes ?? '')
const leaves = lines.map(leaf)

const digestOf = (sample: ReturnType<typeof makeSample>) =>
  sha256(...[...sample.files].sort(([a], [b]) => (a < b ? -1 : 1)).flat()).toString('hex')

describe('a sample export, read from outside', () => {
  test('is a chain: seq counts, prev is the hash of the line before, time never runs backwards', () => {
    entries.forEach((entry, i) => {
      expect(entry.seq).toBe(i)
      expect(entry.prev).toBe((i === 0 ? Buffer.alloc(32) : leaves[i - 1])?.toString('base64'))
      expect(entry.time >= (entries[i - 1]?.time ?? '')).toBe(true)
      expect(entry.log).toBe(entries[0].log)
    })
    expect([...small.files.keys()].filter((path) => path.startsWith('entries/')).length).toBe(
      Math.ceil(lines.length / 1000),
    )
  })

  test('has heads whose roots are those of its entries, each signed by the key in force and a majority of witnesses', () => {
    const windows = JSON.parse(keyFile('keys.json').toString())
    const witnesses = [1, 2, 3].map((i) => keyFile(`witness-${i}.vkey`).toString())
    const heads = [...small.files].filter(([path]) => path.startsWith('heads/'))
    expect(heads.length).toBe(small.summary.heads)
    for (const [path, note] of heads) {
      const { text, signatures } = splitNote(note)
      const [origin, size, root] = text.split('\n')
      expect(path).toBe(`heads/${size}.note`)
      expect(origin).toBe(entries[0].log)
      expect(root).toBe(treeHash(leaves.slice(0, Number(size))).toString('base64'))
      const inForce = windows.filter(
        (each: { fromSize: number; toSize: number | null }) =>
          Number(size) >= each.fromSize && Number(size) <= (each.toSize ?? 1e9),
      )
      expect(inForce.length).toBe(1)
      expect(verifies(inForce[0].vkey, text, signatures[0] as never)).toBe(true)
      const cosigned = signatures.slice(1).filter((one) => witnesses.some((vkey) => verifies(vkey, text, one)))
      expect(cosigned.length).toBe(signatures.length - 1)
      expect(cosigned.length).toBeGreaterThanOrEqual(2)
    }
    expect(file('checkpoint').equals(file(`heads/${lines.length}.note`))).toBe(true)
  }, 120_000)

  test('has tiles, proofs and openings that agree with its entries', () => {
    const { tiles, proofs } = { tiles: 0, proofs: 0 }
    let seen = tiles
    for (const [path, bytes] of small.files) {
      const tile = /^tile\/0\/(\d{3})(?:\.p\/(\d+))?$/.exec(path)
      if (tile === null) continue
      const from = Number(tile[1]) * 256
      expect(Buffer.from(bytes).equals(Buffer.concat(leaves.slice(from, from + Number(tile[2] ?? 256))))).toBe(true)
      seen += bytes.length / 32
    }
    expect(seen).toBe(lines.length)

    let proved = proofs
    for (const [path, bytes] of small.files) {
      if (!path.startsWith('proofs/')) continue
      const text = Buffer.from(bytes).toString('utf8')
      const [first, index, ...rest] = text.split('\n')
      const path64 = rest.slice(0, rest.indexOf(''))
      expect([first, index, path]).toEqual(['c2sp.org/tlog-proof@v1', `index ${/\d+/.exec(path)?.[0]}`, path])
      const i = Number(index?.slice(6))
      const root = rootOfPath(
        i,
        lines.length,
        leaves[i] as Buffer,
        path64.map((each) => Buffer.from(each, 'base64')),
      )
      expect(root.equals(treeHash(leaves))).toBe(true)
      expect(text.endsWith(file('checkpoint').toString())).toBe(true)
      proved++
    }
    expect(proved).toBe(3)

    const openings = file('openings.jsonl')
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(openings.length).toBeGreaterThan(2)
    for (const { seq, name, salt, value } of openings) {
      const hashed = sha256(`disclosure-log/commit/v1\n${name}\n`, Buffer.from(salt, 'base64'), value)
      expect(entries[seq].c[name]).toBe(hashed.toString('base64'))
    }
    const erased = entries.filter((entry) => entry.type === 'correction' && entry.data.field.startsWith('/c/'))
    const open = new Set(openings.map(({ seq, name }) => `${seq} ${name}`))
    expect(erased.some(({ data }) => open.has(`${data.seq} ${data.field.slice(3)}`))).toBe(false)
  })

  test('draws no lint on any line, and no text looks like personal data', () => {
    const found: string[] = []
    for (const line of lines)
      checkLine(
        line,
        0,
        line.length,
        (code, byte, expected, got) => void found.push(`${code} ${byte} ${expected} ${got}`),
      )
    expect(found).toEqual([])
  })

  test('holds no private key; the keys beside it do', () => {
    const seeds = small.summary.keyFiles
      .filter(({ isSecret }) => isSecret)
      .map(({ bytes }) =>
        Buffer.from(Buffer.from(bytes).toString().trim().split('+').slice(4).join('+'), 'base64').subarray(1),
      )
    expect(seeds.length).toBeGreaterThan(8)
    const forms = seeds.flatMap((seed) => [
      seed,
      Buffer.from(seed.toString('base64').slice(0, 42)),
      Buffer.from(seed.toString('hex')),
    ])
    for (const [path, bytes] of small.files) {
      expect(
        forms.some((form) => Buffer.from(bytes).includes(form)),
        path,
      ).toBe(false)
      expect(Buffer.from(bytes).includes('PRIVATE'), path).toBe(false)
    }
  })

  test('comes with a policy and rules that their own parsers take, and names the rules by their hash', () => {
    const policy = parsePolicy(keyFile('policy.txt'), 'policy.txt')
    expect(policy.ok && [policy.value.logs.length, policy.value.witnesses.length]).toEqual([4, 3])
    const rules = parsePolicyFile(keyFile('rules.json'), 'rules.json')
    expect(rules.ok && rules.value).toEqual(PROMISES)
    expect(entries[0].data.policySha256).toBe(sha256(keyFile('rules.json')).toString('base64'))
  })
})

describe('the same seed', () => {
  const options = { requests: 200, years: 1, seed: 'twice' }
  test('gives the same bytes, whichever sample was made in between', () => {
    const first = digestOf(makeSample(options))
    expect(digestOf(makeSample({ ...options, seed: 'other' }))).not.toBe(first)
    expect(digestOf(makeSample(options))).toBe(first)
  })
})

const large = makeSample({ requests: 5000 })

describe('a believable log', () => {
  const sample = large
  const judged = evaluate(sample)
  const count = <T>(values: readonly T[]) =>
    values.reduce((all, value) => all.set(value, (all.get(value) ?? 0) + 1), new Map<T, number>())

  test('of 5,000 requests has 5,000 rows and 6 to 7 entries a request of about 450 bytes', () => {
    expect(judged.rows.length).toBe(5000)
    expect(judged.entries.length / 5000).toBeGreaterThan(6)
    expect(judged.entries.length / 5000).toBeLessThan(7)
    const bytes = sampleLines(sample).reduce((sum, line) => sum + line.length + 1, 0)
    expect(bytes / judged.entries.length).toBeGreaterThan(420)
    expect(bytes / judged.entries.length).toBeLessThan(480)
  })

  test('breaks no rule, at its own parameters and at the defaults, and nothing is overdue at its end', () => {
    expect(judged.findings).toEqual([])
    expect(judged.notEvaluated.map(({ rule }) => rule)).toEqual(['bundle-logged-once'])
    expect(judged.due.filter(({ dueMs }) => dueMs !== null && dueMs < judged.asOfMs)).toEqual([])
    expect(evaluate(sample, DEFAULT_PARAMETERS).findings).toEqual([])
  })

  test('has most outcomes where most outcomes are', () => {
    const outcomes = count(judged.rows.map(({ outcome }) => outcome))
    const share = (outcome: lists.Outcome) => (outcomes.get(outcome) ?? 0) / 5000
    expect(share('disclosed_full') + share('disclosed_partial')).toBeGreaterThan(0.5)
    expect(share('disclosed_full') + share('disclosed_partial')).toBeLessThan(0.72)
    for (const outcome of ['rejected', 'no_data'] as const) expect(share(outcome)).toBeGreaterThan(0.08)
    for (const outcome of ['withdrawn', 'suspended', 'pending'] as const) {
      expect(share(outcome)).toBeGreaterThan(0.005)
      expect(share(outcome)).toBeLessThan(0.06)
    }
    const notices = new Set(judged.rows.map(({ notice }) => notice))
    expect(lists.NOTICE_STATES.filter((state) => state !== 'not_notified' && !notices.has(state))).toEqual([])
  })

  test('comes from dozens of authorities in thirty countries, in many scripts', () => {
    const received = sampleLines(sample)
      .map((line) => JSON.parse(line.toString()))
      .filter(({ type }) => type === 'request.received')
    expect(new Set(received.map(({ data }) => data.authority.id)).size).toBeGreaterThan(60)
    expect(new Set(received.map(({ data }) => data.origin.code.slice(0, 2))).size).toBeGreaterThan(30)
    const words = received.map(({ data }) => `${data.instrumentLabel} ${data.reason} ${data.authority.name}`).join(' ')
    for (const script of ['Hebrew', 'Arabic', 'Devanagari', 'Han', 'Hiragana', 'Hangul', 'Thai', 'Cyrillic', 'Greek']) {
      expect(new RegExp(`\\p{Script=${script}}`, 'u').test(words), script).toBe(true)
    }
    expect(new Set(received.map(({ data }) => data.reason)).size).toBeGreaterThan(300)
  })

  test('grows over the years and rests at weekends', () => {
    const years = count(
      judged.rows.map(({ receivedAtMs }) =>
        Math.floor((receivedAtMs - (judged.rows[0]?.receivedAtMs ?? 0)) / (365.25 * 86_400_000)),
      ),
    )
    expect((years.get(2) ?? 0) / (years.get(0) ?? 1)).toBeGreaterThan(1.3)
    const weekdays = count(judged.rows.map(({ receivedAtMs }) => new Date(receivedAtMs).getUTCDay()))
    expect((weekdays.get(0) ?? 0) / (weekdays.get(3) ?? 1)).toBeLessThan(0.4)
  })
})

describe.each([600, 5000])('a sample of %i requests', (requests) => {
  const sample = requests === 600 ? small : large
  const all = sampleLines(sample).map((line) => JSON.parse(line.toString('utf8')))
  const of = (type: string) => all.filter((entry) => entry.type === type).map(({ data }) => data)
  const missing = (known: readonly string[], values: readonly unknown[]) =>
    known.filter((value) => !values.includes(value))

  test('has every event type', () => {
    expect(
      missing(
        lists.EVENT_TYPES,
        all.map(({ type }) => type),
      ),
    ).toEqual([])
  })

  test.each([
    ['authority types', lists.AUTHORITY_TYPES, () => of('request.received').map(({ authority }) => authority.type)],
    ['kinds of origin', lists.ORIGIN_KINDS, () => of('request.received').map(({ origin }) => origin.kind)],
    ['instruments', lists.INSTRUMENTS, () => of('request.received').map(({ instrument }) => instrument)],
    ['temporal scopes', lists.TEMPORALS, () => of('request.received').map(({ temporal }) => temporal)],
    ['emergencies', lists.EMERGENCIES, () => of('request.received').map(({ emergency }) => emergency)],
    [
      'data categories',
      lists.DATA_CATEGORIES,
      () => of('request.received').flatMap(({ dataRequested }) => dataRequested),
    ],
    ['channels', lists.CHANNELS, () => of('request.received').map(({ channel }) => channel)],
    ['authenticities', lists.AUTHENTICITIES, () => of('request.received').map(({ authenticity }) => authenticity)],
    ['decisions', lists.REVIEW_DECISIONS, () => of('request.reviewed').map(({ decision }) => decision)],
    ['forums', lists.CHALLENGE_FORUMS, () => of('request.challenged').map(({ forum }) => forum)],
    ['results of challenges', lists.CHALLENGE_RESULTS, () => of('challenge.resolved').map(({ result }) => result)],
    ['reasons to reject', lists.REJECT_REASONS, () => of('request.rejected').flatMap(({ reasons }) => reasons)],
    ['reasons for no data', lists.NO_DATA_REASONS, () => of('request.no_data').map(({ why }) => why)],
    ['timings of notices', lists.NOTICE_TIMINGS, () => of('notice.sent').map(({ timing }) => timing)],
    ['bases of deferral', lists.DEFERRAL_BASES, () => of('notice.deferred').map(({ basis }) => basis)],
    ['results of seal reviews', lists.SEAL_RESULTS, () => of('seal.reviewed').map(({ result }) => result)],
    ['answers to flags', lists.FLAG_ACTIONS, () => of('flag.resolved').map(({ action }) => action)],
  ])('has all %s', (_, known, values) => {
    expect(missing(known, values())).toEqual([])
  })

  test('has papers served twice, follow-ups, unknown counts, and demands for keys that were never met', () => {
    const received = of('request.received')
    expect(received.some(({ sameAs }) => sameAs)).toBe(true)
    expect(received.some(({ follows }) => follows)).toBe(true)
    expect(received.some(({ accounts }) => accounts === null)).toBe(true)
    const disclosed = of('disclosure.sealed').flatMap(({ dataDisclosed }) => dataDisclosed)
    for (const never of ['encryption_key', 'technical_capability', 'stored_content', 'live_content']) {
      expect(disclosed.includes(never)).toBe(false)
    }
  })
})

describe('a sample with planted breaches', () => {
  test.each([
    [200, 'a'],
    [600, 'b'],
    [3000, 'c'],
  ])('of %i requests breaks each rule exactly once, where the truth says', (requests, seed) => {
    const sample = makeSample({ requests, seed, findings: true })
    const { findings, rows, due, asOfMs } = evaluate(sample)
    const planted = sample.summary.truth.planted
    const told = (each: { readonly rule: string; readonly req: string | null; readonly entries: readonly number[] }) =>
      `${each.rule} ${each.req} ${each.entries}`
    expect(findings.map(told).sort()).toEqual(planted.map(told).sort())
    expect(planted.map(({ rule }) => rule).sort()).toEqual(
      RULE_IDS.filter((rule) => rule !== 'bundle-logged-once').sort(),
    )
    expect(rows.length).toBe(requests)
    const overdue = due.filter(({ dueMs }) => dueMs !== null && dueMs < asOfMs).map(({ rule }) => rule)
    expect(overdue.filter((rule) => !planted.some((each) => each.rule === rule))).toEqual([])
  })
})

describe('whatever is asked for', () => {
  test.each([
    { requests: 1 },
    { requests: 10, years: 0.5 },
    { requests: 40, years: 6, headEveryHours: 168 },
    { requests: 300, years: 1, witnesses: 0, tiles: false },
    { requests: 300, years: 2, closed: false, seed: 'open', endMs: Date.UTC(2024, 1, 29, 13) },
    { requests: 1500, years: 1.5, headEveryHours: 24, seed: '7' },
  ])('%o breaks no rule', (options) => {
    const { findings, rows, entries: all } = evaluate(makeSample(options))
    expect(findings).toEqual([])
    expect(rows.length).toBe(options.requests)
    expect(all.at(-1)?.typeText === 'log.closed').toBe(options.closed !== false)
  })
})
