import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePointer, valueAt, withValueAt } from '#core/requests/json-pointer.ts'
import { DEFAULT_PARAMETERS, DEFAULT_POLICY, MAX_WHOLE, policyFileText } from '#core/requests/rules/parameters.ts'
import { parsePolicyFile } from '#core/requests/rules/policy-file.ts'
import { matchesSearch } from '#core/requests/search-match.ts'
import { parseSearch } from '#core/requests/search-query.ts'

const parse = (value: unknown) =>
  parsePolicyFile(new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)), 'rules.json')
const policy = (parameters: unknown, sentences: unknown = {}) => ({
  format: 'plainview-rules/v1',
  parameters,
  sentences,
})

describe('the policy file', () => {
  test('what it leaves out keeps its default, null says nothing is promised', () => {
    const parsed = parse(
      policy({ noticeDays: 14, policyK: null, retentionDays: { location: 90 } }, { 'flag-answered': 'We answer.' }),
    )
    expect(parsed).toEqual({
      ok: true,
      value: {
        parameters: { ...DEFAULT_PARAMETERS, noticeDays: 14, policyK: null, retentionDays: { location: 90 } },
        sentences: { 'flag-answered': 'We answer.' },
      },
    })
    expect(parse({ format: 'plainview-rules/v1' })).toEqual({ ok: true, value: DEFAULT_POLICY })
  })

  test('written out and read back it is the same', () => {
    const full = {
      parameters: { ...DEFAULT_PARAMETERS, keyPurposes: ['storage'], retentionDays: { payment: 1 } },
      sentences: { 'aes-256-only': 'x' },
    }
    expect(parse(policyFileText(full))).toEqual({ ok: true, value: full })
  })

  test.each([
    ['format', { parameters: {} }, 'unknown_format', 'format'],
    ['another version', { format: 'plainview-rules/v2' }, 'unknown_format', 'format'],
    ['no object', '[]', 'bad_field', ''],
    ['not JSON', '{', 'not_json', undefined],
    ['a repeated name', '{"format":"plainview-rules/v1","format":"plainview-rules/v1"}', 'not_ijson', undefined],
    ['an unknown member', { ...policy({}), rules: {} }, 'unknown_field', 'rules'],
    ['a misspelt parameter', policy({ noticedays: 7 }), 'unknown_field', 'parameters.noticedays'],
    ['days below zero', policy({ noticeDays: -1 }), 'bad_field', 'parameters.noticeDays'],
    ['too many days', policy({ answerDays: MAX_WHOLE + 1 }), 'bad_field', 'parameters.answerDays'],
    ['days as text', policy({ flagDays: '14' }), 'bad_field', 'parameters.flagDays'],
    ['parameters that are no object', policy([]), 'bad_field', 'parameters'],
    ['sentences that are no object', policy({}, 'x'), 'bad_field', 'sentences'],
    ['e2ee as text', policy({ endToEndEncrypted: 'yes' }), 'bad_field', 'parameters.endToEndEncrypted'],
    [
      'retention of an unknown category',
      policy({ retentionDays: { moods: 1 } }),
      'unknown_field',
      'parameters.retentionDays.moods',
    ],
    [
      'retention without days',
      policy({ retentionDays: { location: null } }),
      'bad_field',
      'parameters.retentionDays.location',
    ],
    ['retention that is no object', policy({ retentionDays: 5 }), 'bad_field', 'parameters.retentionDays'],
    ['purposes that are no list', policy({ keyPurposes: 'storage' }), 'bad_field', 'parameters.keyPurposes'],
    ['a purpose without a name', policy({ keyPurposes: ['storage', ''] }), 'bad_field', 'parameters.keyPurposes.1'],
    ['a sentence for no rule', policy({}, { 'be-nice': 'x' }), 'unknown_field', 'sentences.be-nice'],
    ['a sentence that is no text', policy({}, { 'flag-answered': 5 }), 'bad_field', 'sentences.flag-answered'],
    ['a file that is too long', ' '.repeat(65_537), 'too_large', undefined],
  ])('%s is refused with its place', (_what, value, code, field) => {
    const parsed = parse(value)
    expect(parsed.ok ? parsed.value : [parsed.error.code, parsed.error.place.field]).toEqual([code, field])
  })

  test('a century in days is the most, and fits', () => {
    expect(parse(policy({ answerDays: MAX_WHOLE })).ok).toBe(true)
  })

  test('never throws', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        (value) => typeof parse(policy(value, value)).ok === 'boolean' && typeof parse(value).ok === 'boolean',
      ),
    )
  })
})

describe('JSON pointers', () => {
  // RFC 6901 §5, its document and every pointer of it.
  const document = {
    foo: ['bar', 'baz'],
    '': 0,
    'a/b': 1,
    'c%d': 2,
    'e^f': 3,
    'g|h': 4,
    'i\\j': 5,
    'k"l': 6,
    ' ': 7,
    'm~n': 8,
  }
  test.each([
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
  ])('%j of RFC 6901 §5', (pointer, value) => {
    expect(valueAt(document, parsePointer(pointer) ?? ['?'])).toEqual(value)
  })

  test('~01 is ~1, not /', () => {
    expect(parsePointer('/~01')).toEqual(['~1'])
  })

  test.each(['foo', '/~', '/~2', '/a~', `${'/a'.repeat(17)}`])('%j is no pointer', (pointer) => {
    expect(parsePointer(pointer)).toBeNull()
  })

  test.each([
    ['/foo/2', { foo: ['bar', 'baz', 'X'] }],
    ['/foo/-', { foo: ['bar', 'baz', 'X'] }],
    ['/foo/1', { foo: ['bar', 'X'] }],
    ['/new', { foo: ['bar', 'baz'], new: 'X' }],
    ['/foo/3', undefined],
    ['/foo/01', undefined],
    ['/foo/-/x', undefined],
    ['/foo/0/x', undefined],
    ['/no/where', undefined],
    ['/toString/x', undefined],
  ])('setting %s', (pointer, expected) => {
    expect(withValueAt({ foo: ['bar', 'baz'] }, parsePointer(pointer) ?? [], 'X')).toEqual(expected)
  })

  test('a member named __proto__ is a member like any other', () => {
    const set = withValueAt({}, ['__proto__'], { polluted: true }) as object
    expect(Object.hasOwn(set, '__proto__')).toBe(true)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(valueAt({}, ['toString'])).toBeUndefined()
  })
})

describe('search', () => {
  const fields = {
    id: 'R-2025-0042\ncase 17',
    reason: 'Betrug im Münchner Online-Handel',
    authority: 'Landeskriminalamt Bayern\nde-lka-9',
    label: 'Beschluss 12 Gs 34/25\nsearch_warrant\nDE',
  }
  const matches = (text: string) => {
    const parsed = parseSearch(text)
    if (!parsed.ok) throw new Error(parsed.error.expected)
    return parsed.value === null || matchesSearch(fields, parsed.value)
  }

  test.each([
    ['', true],
    ['betrug', true],
    ['BETRUG handel', true],
    ['betr', true],
    ['trug', false],
    ['münchner', true],
    ['R-2025-0042', true],
    ['R-2025-00', true],
    ['2025-0042-9', false],
    ['"online-handel"', true],
    ['"handel online"', false],
    ['"online han"', false],
    ['online-han', true],
    ['betrug wurst', false],
    ['betrug OR wurst', true],
    ['wurst OR käse', false],
    ['betrug AND bayern', true],
    ['betrug NOT bayern', false],
    ['betrug -wurst', true],
    ['-wurst', true],
    ['-betrug', false],
    ['(wurst OR betrug) bayern', true],
    ['wurst OR betrug bayern', true],
    ['NOT (wurst OR betrug)', false],
    ['authority:bayern', true],
    ['reason:bayern', false],
    ['label:"12 Gs 34/25"', true],
    ['id:17', true],
    ['-reason:bayern', true],
    ['12 gs', true],
    ['search_warrant', true],
    ['"AND"', false],
    ['...', true],
  ])('%j: %s', (text, expected) => {
    expect(matches(text)).toBe(expected)
  })

  test.each(['"open', '(a', 'a)', 'NOT', 'a NOT', 'NOT OR b', '('.repeat(30), 'x'.repeat(1001)])(
    '%j is refused',
    (text) => {
      expect(parseSearch(text).ok).toBe(false)
    },
  )

  test('no text makes it throw', () => {
    const piece = fc.constantFrom('a', '"', '(', ')', '-', 'NOT', 'OR', 'AND', 'id:', ' ', 'é', '*', '\u0000', ':')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const parsed = parseSearch(pieces.join(''))
        if (parsed.ok && parsed.value !== null) expect(typeof matchesSearch(fields, parsed.value)).toBe('boolean')
      }),
      { numRuns: 3000 },
    )
  })
})
