import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NOTHING_PROVEN } from '#core/log/damage/atom.ts'
import { cutRuns } from '#core/log/damage/cut-runs.ts'
import { expectHashes } from '#core/log/damage/expect.ts'
import { mapDamage } from '#core/log/damage/map-damage.ts'
import { type Alignment, align } from '#core/log/damage/raw-damage.ts'
import { sha256 } from '../../../main/io/node-crypto.ts'
import { hashInto } from '../../../main/work/hash-into.ts'
import { buildLog, provenOf, refLine, sourceOf } from './damage-lines.ts'
import { referenceDamage } from './damage-reference.ts'
import { leafOf, lineOf, makeLines, ORIGIN, rootOfLines } from './fixtures.ts'

/** What somebody did to a log, as a list of wilful acts; they may overlap and undo each other. */
type Act =
  | { readonly do: 'edit' | 'prev' | 'garbage' | 'foreign'; readonly at: number }
  | { readonly do: 'seq'; readonly at: number; readonly to: number }
  | { readonly do: 'delete'; readonly at: number; readonly count: number }
  | { readonly do: 'insert'; readonly at: number; readonly count: number; readonly linked: boolean }
  | { readonly do: 'copy' | 'move'; readonly at: number; readonly count: number; readonly to: number }
  | { readonly do: 'rechain'; readonly at: number }

const small = fc.nat({ max: 14 })
const few = fc.integer({ min: 1, max: 3 })
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    do: fc.constantFrom('edit' as const, 'prev' as const, 'garbage' as const, 'foreign' as const),
    at: small,
  }),
  fc.record({ do: fc.constant('seq' as const), at: small, to: fc.nat({ max: 30 }) }),
  fc.record({ do: fc.constant('delete' as const), at: small, count: few }),
  fc.record({ do: fc.constant('insert' as const), at: small, count: few, linked: fc.boolean() }),
  fc.record({ do: fc.constantFrom('copy' as const, 'move' as const), at: small, count: few, to: small }),
  fc.record({ do: fc.constant('rechain' as const), at: small }),
)

function changed(line: Buffer, change: (value: Record<string, unknown>) => void): Buffer {
  try {
    const value = JSON.parse(line.toString('utf8'))
    change(value)
    return Buffer.from(JSON.stringify(value))
  } catch {
    return Buffer.concat([line, Buffer.from('!')])
  }
}

const edited = (line: Buffer, what: string) =>
  changed(line, (value) => {
    value.data = { reason: what }
  })

function perform(lines: readonly Buffer[], one: Act, n: number): readonly Buffer[] {
  const at = lines.length === 0 ? 0 : one.at % lines.length
  const replace = (line: Buffer) => lines.with(at, line)
  const current = lines[at]
  if (current === undefined) return lines
  switch (one.do) {
    case 'edit':
      return replace(edited(current, `edit ${n}`))
    case 'prev':
      return replace(changed(current, (value) => (value.prev = Buffer.alloc(32, n + 1).toString('base64'))))
    case 'seq':
      return replace(changed(current, (value) => (value.seq = one.to)))
    case 'garbage':
      return replace(Buffer.from(`garbage ${n}`))
    case 'foreign':
      return replace(changed(current, (value) => (value.log = 'other.example')))
    case 'delete':
      return lines.toSpliced(at, one.count)
    case 'insert': {
      const before = lines[at - 1]
      const forged = makeLines(one.count, {}, one.linked && before ? leafOf(before) : Buffer.alloc(32, n + 7), at)
      return lines.toSpliced(at, 0, ...forged.map((line) => edited(line, `forged ${n}`)))
    }
    case 'copy':
      return lines.toSpliced(one.to % (lines.length + 1), 0, ...lines.slice(at, at + one.count))
    case 'move': {
      const rest = lines.toSpliced(at, one.count)
      return rest.toSpliced(one.to % (rest.length + 1), 0, ...lines.slice(at, at + one.count))
    }
    case 'rechain': {
      let prev = lines[at - 1] ? leafOf(lines[at - 1] as Buffer) : Buffer.alloc(32)
      return lines.map((line, i) => {
        if (i < at) return line
        const again = changed(
          i === at ? edited(line, `rechained ${n}`) : line,
          (value) => (value.prev = prev.toString('base64')),
        )
        prev = leafOf(again)
        return again
      })
    }
  }
}

function expanded({ damage }: Alignment): readonly string[] {
  return damage
    .flatMap(({ op, index, len, pos, to }) =>
      Array.from({ length: len }, (_, i) => {
        if (op === 'delete') return `delete ${index + i}`
        if (op === 'insert') return `insert ${index}@${pos + i}`
        return `${op} ${index + i}@${pos + i}${op === 'move' ? `>${to}` : ''}`
      }),
    )
    .sort()
}

/** Both, for the same shown lines. */
async function compare(shown: readonly Buffer[], truth: readonly Buffer[], known: readonly number[], signed: number) {
  const { runs } = buildLog(shown)
  const source = sourceOf(shown)
  const proven = known.length === 0 ? NOTHING_PROVEN : provenOf(truth.map(leafOf), known)
  const atoms = await cutRuns({ runs, source, proven, origin: ORIGIN, agreed: 0, isPositional: false, maxAtoms: 1000 })
  if (atoms === null) throw new Error('too many atoms')
  const belief = { contradicted: false, latest: false, trustLast: true }
  const { matched } = await expectHashes({ atoms, source, proven, agreed: 0, belief })
  const alignment = align({ atoms, matched, agreed: 0, lines: shown.length, signed })
  const reference = referenceDamage({
    lines: shown.map(refLine),
    proven: new Map(known.map((index) => [index, leafOf(truth[index] as Buffer).toString('hex')])),
    signed,
  })
  return { found: expanded(alignment), reference, atoms: atoms.length }
}

const TRUTH = makeLines(24)
/** Each run is a log: `npm run soak` makes twenty times as many. */
const RUNS = process.env.PLAINVIEW_SOAK ? 6000 : 300

describe('what was done to a log is found as the definition says, line by line', () => {
  test('without proven hashes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 24 }),
        fc.array(act, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (size, acts, isSigned) => {
          const truth = TRUTH.slice(0, size)
          const shown = acts.reduce<readonly Buffer[]>(perform, truth)
          const { found, reference } = await compare(shown, truth, [], isSigned ? size : 0)
          expect(found).toEqual(reference)
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('with all hashes proven', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 24 }),
        fc.array(act, { minLength: 1, maxLength: 4 }),
        async (size, acts) => {
          const truth = TRUTH.slice(0, size)
          const shown = acts.reduce<readonly Buffer[]>(perform, truth)
          const { found, reference } = await compare(shown, truth, [...truth.keys()], size)
          expect(found).toEqual(reference)
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('with hashes proven here and there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 24 }),
        fc.array(act, { minLength: 1, maxLength: 3 }),
        fc.uniqueArray(fc.nat({ max: 23 }), { minLength: 1, maxLength: 8 }),
        async (size, acts, indexes) => {
          const truth = TRUTH.slice(0, size)
          const known = indexes.filter((index) => index < size).sort((a, b) => a - b)
          const shown = acts.reduce<readonly Buffer[]>(perform, truth)
          const { found, reference } = await compare(shown, truth, known, size)
          expect(found).toEqual(reference)
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('a long log with little damage is a handful of atoms', async () => {
    const truth = makeLines(400)
    const shown = truth.with(200, edited(truth[200] as Buffer, 'x')).toSpliced(300, 1)
    const { found, reference, atoms } = await compare(shown, truth, [], 400)
    expect(found).toEqual(reference)
    expect(found).toEqual(['delete 300', 'edit 200@200'])
    expect(atoms).toBeLessThan(20)
  })
})

/** The whole map, with heads. */
async function mapOf(
  shown: readonly Buffer[],
  truth: readonly Buffer[],
  sizes: readonly number[],
  tiles = false,
  maxAtoms?: number,
) {
  const built = buildLog(shown, sizes)
  const heads = sizes.map((size) => ({ size, root: rootOfLines(truth.slice(0, size)) }))
  const agreed = sizes.filter(
    (size) => size <= shown.length && rootOfLines(shown.slice(0, size)).equals(rootOfLines(truth.slice(0, size))),
  )
  return mapDamage({
    runs: built.runs,
    source: sourceOf(shown),
    tree: built.tree,
    proven: tiles ? provenOf(truth.map(leafOf), [...truth.keys()]) : NOTHING_PROVEN,
    origin: ORIGIN,
    isPositional: false,
    agreed: Math.max(0, ...agreed),
    signed: Math.max(0, ...sizes),
    heads: heads.filter(({ size }) => size > Math.max(0, ...agreed)),
    hash: sha256,
    hashInto,
    ...(maxAtoms === undefined ? {} : { maxAtoms }),
  })
}

const brief = async (...args: Parameters<typeof mapOf>) => {
  const { items } = await mapOf(...args)
  return items.map(
    ({ file: _file, byteOffset: _at, expected: _expected, got: _got, alternatives: _alternatives, ...item }) => item,
  )
}
const flip = (line: Buffer, byte: number, bit: number) => line.with(byte, (line[byte] as number) ^ (1 << bit)) as Buffer
const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes)

describe('each operation alone', () => {
  const truth = makeLines(40)
  const heads = [10, 40]
  const line = (index: number) => truth[index] as Buffer
  const foreign = (index: number) => lineOf(index, Buffer.alloc(32, 9), { log: 'other.example' })
  const sure = { certain: true }

  test.each([
    { name: 'nothing', shown: truth, items: [] },
    {
      name: 'edit',
      shown: truth.with(20, edited(line(20), 'x')),
      items: [{ op: 'edit', first: 20, last: 20, ...sure }],
    },
    {
      name: 'edit of the first entry',
      shown: truth.with(0, edited(line(0), 'x')),
      items: [{ op: 'edit', first: 0, last: 0, ...sure }],
    },
    {
      name: 'bit flip',
      shown: truth.with(20, asBuffer(flip(line(20), 30, 2))),
      items: [{ op: 'edit', first: 20, last: 20, ...sure, cause: 'bit_flip' }],
    },
    {
      name: 'bit flip in the last entry, which nothing follows',
      shown: truth.with(39, asBuffer(flip(line(39), 30, 2))),
      items: [{ op: 'edit', first: 39, last: 39, ...sure, cause: 'bit_flip' }],
    },
    {
      name: 'CR before every LF',
      shown: truth.map((each) => Buffer.concat([each, Buffer.from('\r')])),
      items: [{ op: 'edit', first: 0, last: 39, ...sure, cause: 'crlf' }],
    },
    {
      name: 'byte order mark',
      shown: truth.with(0, Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), line(0)])),
      items: [{ op: 'edit', first: 0, last: 0, ...sure, cause: 'bom' }],
    },
    {
      name: 'trailing space',
      shown: truth.with(7, Buffer.concat([line(7), Buffer.from(' \t')])),
      items: [{ op: 'edit', first: 7, last: 7, ...sure, cause: 'trailing_space' }],
    },
    {
      name: 'reserialised',
      shown: truth.map((each) =>
        Buffer.from(JSON.stringify(JSON.parse(each.toString()), null, 1).replaceAll('\n', ' ')),
      ),
      items: [{ op: 'edit', first: 0, last: 39, ...sure, cause: 'reserialised' }],
    },
    { name: 'delete', shown: truth.toSpliced(20, 1), items: [{ op: 'delete', first: 20, last: 20, ...sure }] },
    {
      name: 'delete of two: one hash is unknown',
      shown: truth.toSpliced(20, 2),
      items: [{ op: 'delete', first: 20, last: 21, certain: false }],
    },
    {
      name: 'insert',
      shown: truth.toSpliced(20, 0, lineOf(20, leafOf(line(19)), { data: { reason: 'forged' } })),
      items: [{ op: 'insert', first: 20, last: 20, count: 1, ...sure }],
    },
    {
      name: 'insert of three that link among themselves',
      shown: truth.toSpliced(20, 0, ...makeLines(3, {}, leafOf(line(19)), 20).map((each) => edited(each, 'forged'))),
      items: [{ op: 'insert', first: 20, last: 20, count: 3, ...sure }],
    },
    {
      name: 'duplicate next to the original',
      shown: truth.toSpliced(21, 0, line(20)),
      items: [{ op: 'duplicate', first: 20, last: 20, ...sure }],
    },
    {
      name: 'duplicate far away',
      shown: truth.toSpliced(31, 0, line(20), line(21)),
      items: [{ op: 'duplicate', first: 20, last: 21, ...sure }],
    },
    {
      name: 'duplicate of an agreed entry',
      shown: truth.toSpliced(31, 0, line(2)),
      items: [{ op: 'duplicate', first: 2, last: 2, ...sure }],
    },
    {
      name: 'move forwards',
      shown: truth.toSpliced(31, 0, line(20)).toSpliced(20, 1),
      items: [{ op: 'move', first: 20, last: 20, to: 31, ...sure }],
    },
    {
      name: 'move backwards',
      shown: truth.toSpliced(30, 2).toSpliced(15, 0, line(30), line(31)),
      items: [{ op: 'move', first: 30, last: 31, to: 15, ...sure }],
    },
    { name: 'head cut', shown: truth.slice(1), items: [{ op: 'head_cut', first: 0, last: 0, ...sure }] },
    { name: 'tail cut', shown: truth.slice(0, 37), items: [{ op: 'tail_cut', first: 37, last: 39, certain: false }] },
    { name: 'all cut', shown: [], items: [{ op: 'tail_cut', first: 0, last: 39, certain: false }] },
    {
      name: 'spliced in place of our own',
      shown: truth.with(20, foreign(20)),
      items: [{ op: 'spliced', first: 20, last: 20, ...sure }],
    },
    {
      name: 'spliced between our own',
      shown: truth.toSpliced(20, 0, foreign(20), foreign(21)),
      items: [{ op: 'spliced', first: 20, last: 20, count: 2, ...sure }],
    },
    {
      name: 'rechained: seen from the last head that still agrees',
      shown: perform(truth, { do: 'rechain', at: 20 }, 1) as Buffer[],
      items: [{ op: 'rechained', first: 10, last: 39, certain: false }],
    },
  ])('$name', async ({ shown, items }) => {
    expect(await brief(shown, truth, heads)).toEqual(items)
  })

  test.each([
    {
      name: 'rechained',
      shown: perform(truth, { do: 'rechain', at: 20 }, 1),
      items: [{ op: 'rechained', first: 20, last: 39, ...sure }],
    },
    {
      name: 'rechained in its last two',
      shown: perform(truth, { do: 'rechain', at: 38 }, 1),
      items: [{ op: 'rechained', first: 38, last: 39, ...sure }],
    },
    {
      name: 'changed in its last one: no chain to speak of',
      shown: perform(truth, { do: 'rechain', at: 39 }, 1),
      items: [{ op: 'edit', first: 39, last: 39, ...sure }],
    },
    { name: 'two removed', shown: truth.toSpliced(20, 2), items: [{ op: 'delete', first: 20, last: 21, ...sure }] },
    { name: 'cut at the end', shown: truth.slice(0, 37), items: [{ op: 'tail_cut', first: 37, last: 39, ...sure }] },
  ])('with tiles: $name', async ({ shown, items }) => {
    expect(await brief(shown as Buffer[], truth, heads, true)).toEqual(items)
  })

  test('all of them at once, three entries apart, are told apart', async () => {
    const shown = truth
      .with(36, edited(line(36), 'x'))
      .with(32, asBuffer(flip(line(32), 25, 0)))
      .toSpliced(28, 1)
      .toSpliced(24, 0, lineOf(24, leafOf(line(23)), { data: { reason: 'forged' } }))
      .toSpliced(20, 0, line(16))
      .with(12, foreign(12))
    expect(await brief(shown, truth, heads)).toEqual([
      { op: 'spliced', first: 12, last: 12, ...sure },
      { op: 'duplicate', first: 16, last: 16, ...sure },
      { op: 'insert', first: 24, last: 24, count: 1, ...sure },
      { op: 'delete', first: 28, last: 28, ...sure },
      { op: 'edit', first: 32, last: 32, ...sure, cause: 'bit_flip' },
      { op: 'edit', first: 36, last: 36, ...sure },
    ])
  })

  test('two neighbours that were both edited: the head decides what the chain leaves open', async () => {
    const shown = truth.with(20, edited(line(20), 'x')).with(21, edited(line(21), 'y'))
    expect(await brief(shown, truth, heads)).toEqual([{ op: 'edit', first: 20, last: 21, certain: true }])
  })

  test('without any head damage is located by the chain, and nothing is certain', async () => {
    expect(await brief(truth.with(20, edited(line(20), 'x')), truth, [])).toEqual([
      { op: 'edit', first: 20, last: 20, certain: false },
    ])
  })

  test('lines without claims behind the last signed entry are entries that break a rule, not damage', async () => {
    expect(await brief([...truth, Buffer.from('not json')], truth, heads)).toEqual([])
  })

  test('a wrong number in a line that its successor vouches for is a lint, not damage', async () => {
    const odd = makeLines(12, { 5: { seq: 99 } })
    expect(await brief(odd, odd, [])).toEqual([])
  })

  test('hashes and place of an edit are those of the line shown', async () => {
    const shown = truth.with(20, edited(line(20), 'x'))
    const { items } = await mapOf(shown, truth, heads)
    const byteOffset = truth.slice(0, 20).reduce((sum, { length }) => sum + length + 1, 0)
    const expected = leafOf(line(20)).toString('base64')
    const got = leafOf(shown[20] as Buffer).toString('base64')
    expect(items).toEqual([
      { op: 'edit', first: 20, last: 20, file: 'entries/000000.jsonl', byteOffset, certain: true, expected, got },
    ])
  })

  test('three lines in a row that got a CR, and no head that decides: the hashes do', async () => {
    const shown = truth.map((each, i) => (i >= 20 && i < 23 ? Buffer.concat([each, Buffer.from('\r')]) : each))
    expect(await brief(shown, truth, [])).toEqual([{ op: 'edit', first: 20, last: 22, certain: false, cause: 'crlf' }])
  })

  test('two neighbours with a line between them that does not belong there are two items', async () => {
    const shown = truth
      .with(20, edited(line(20), 'x'))
      .with(21, edited(line(21), 'y'))
      .toSpliced(21, 0, lineOf(21, leafOf(line(20)), { log: 'other.example' }))
    expect(await brief(shown, truth, heads, true)).toEqual([
      { op: 'edit', first: 20, last: 20, ...sure },
      { op: 'edit', first: 21, last: 21, ...sure },
      { op: 'spliced', first: 21, last: 21, count: 1, ...sure },
    ])
  })

  test.each([
    ['crlf', (each: Buffer) => Buffer.concat([each, Buffer.from('\r')])],
    ['trailing_space', (each: Buffer) => Buffer.concat([each, Buffer.from(' ')])],
    [
      'reserialised',
      (each: Buffer) => Buffer.from(JSON.stringify(JSON.parse(each.toString()), null, 1).replaceAll('\n', ' ')),
    ],
  ])('an accident to a whole log (%s) is one item, and lines that it spared are not in it', async (cause, harm) => {
    const shown = truth.map((each, i) => (i < 5 || i === 30 ? each : harm(each)))
    expect(await brief(shown, truth, heads)).toEqual([
      { op: 'edit', first: 5, last: 29, ...sure, cause },
      { op: 'edit', first: 31, last: 39, ...sure, cause },
    ])
  })

  test('an accident to a whole log, and an edit besides: both are told', async () => {
    const shown = truth.map((each, i) => Buffer.concat([i === 20 ? edited(each, 'x') : each, Buffer.from('\r')]))
    expect(await brief(shown, truth, heads)).toEqual([
      { op: 'edit', first: 0, last: 19, ...sure, cause: 'crlf' },
      { op: 'edit', first: 20, last: 20, ...sure },
      { op: 'edit', first: 21, last: 39, ...sure, cause: 'crlf' },
    ])
  })

  test('more places than are told apart are one uncertain stretch', async () => {
    const shown = truth.map((each) => edited(each, 'x'))
    const { items } = await mapOf(shown, truth, heads, false, 10)
    expect(items).toMatchObject([{ op: 'edit', first: 0, last: 39, certain: false }])
    expect(items[0]?.alternatives?.length).toBe(1)
  })

  test('it never throws, whatever the lines are', async () => {
    const anyLine = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 10))),
      fc.constantFrom(...truth),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyLine, { maxLength: 12 }),
        fc.nat({ max: 14 }),
        fc.boolean(),
        async (shown, size, tiles) => {
          const items = await brief(shown, truth.slice(0, Math.max(1, size)), [Math.max(1, size)], tiles)
          expect(Array.isArray(items)).toBe(true)
        },
      ),
      { numRuns: RUNS / 2 },
    )
  })
})
