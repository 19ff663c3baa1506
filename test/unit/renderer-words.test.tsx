// @vitest-environment jsdom
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { en } from '../../renderer/i18n/en.ts'
import { makeIntl, useFigures, useWords, WordsProvider } from '../../renderer/i18n/words.tsx'
import { readPreferences } from '../../renderer/ui/preferences.tsx'
import { formatTime } from '../../renderer/ui/Time.tsx'

afterEach(cleanup)

function Sample() {
  const t = useWords()
  const { bytes } = useFigures()
  return (
    <p>
      {t('ui.progress.entries', { n: 4_196_000 })}, {bytes(1_912_331)}
    </p>
  )
}
function Sizes() {
  const { bytes } = useFigures()
  return <p>{[0, 999, 1000, 99_949, 99_950, 999_499, 999_500, 2 ** 53].map(bytes).join(' ')}</p>
}

describe('words and numbers', () => {
  test.each([
    ['en-GB', '4,196,000 entries', '1.9 MB'],
    ['de-DE', '4.196.000 entries', '1,9 MB'],
    ['fr-FR', '4\u202f196\u202f000 entries', '1,9 MB'],
    ['de-CH', '4’196’000 entries', '1.9 MB'],
    ['ar-EG', '4,196,000 entries', '1.9 MB'],
  ])('numbers as %s writes them, in English words', (locale, entries, size) => {
    const { container } = render(
      <WordsProvider readerLocale={locale}>
        <Sample />
      </WordsProvider>,
    )
    const text = container.textContent?.replaceAll('\u00a0', ' ').replaceAll("'", '’')
    expect(text).toBe(`${entries}, ${size}`)
  })
  test('one is one and not many, in any locale', () => {
    for (const locale of ['en-GB', 'zh-CN', 'ar-EG'])
      expect(makeIntl(locale).intl.formatMessage({ id: 'ui.progress.entries' }, { n: 1 })).toBe('1 entry')
  })
  test('sizes keep three figures at most and never round up into a wrong unit', () => {
    const { container } = render(
      <WordsProvider readerLocale="en-GB">
        <Sizes />
      </WordsProvider>,
    )
    expect(container.textContent?.replaceAll('\u00a0', '')).toBe('0B 999B 1kB 99.9kB 100kB 999kB 1MB 9,007TB')
  })
})

describe('the list of messages', () => {
  const sources = readdirSync('renderer', { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('i18n'))
    .map((path) => readFileSync(join('renderer', path), 'utf8'))
    .join('\n')
  /** `t(`verify.op.${op}`)` uses every message that begins like this. */
  const prefixes = [...sources.matchAll(/`([a-z-]+(?:\.[a-z-]+)*\.)\$\{/g)].map(([, prefix]) => prefix ?? '')

  test('each one is said somewhere', () => {
    const quoted = (id: string) => sources.includes(`'${id}'`) || sources.includes(`"${id}"`)
    const unused = Object.keys(en).filter((id) => !quoted(id) && !prefixes.some((prefix) => id.startsWith(prefix)))
    expect(unused).toEqual([])
  })
  test('every message can be read by the formatter', () => {
    const { intl } = makeIntl('en-GB')
    for (const id of Object.keys(en)) {
      const values = Object.fromEntries(
        [...en[id as keyof typeof en].matchAll(/\{(\w+)/g)].map(([, name]) => [name, 2]),
      )
      expect(() => intl.formatMessage({ id }, { ...values, a: (chunks) => String(chunks) })).not.toThrow()
    }
  })
})

describe('times', () => {
  const at = Date.UTC(2026, 2, 1, 9, 30, 5, 7)
  test('UTC, in ISO order', () => {
    expect(formatTime(at, 'utc')).toBe('2026-03-01 09:30 UTC')
    expect(formatTime(at, 'utc', 'ms')).toBe('2026-03-01 09:30:05.007 UTC')
    expect(formatTime(at, 'utc', 'day')).toBe('2026-03-01')
  })
  test('local times carry their offset, east and west', () => {
    const zone = process.env.TZ
    try {
      process.env.TZ = 'Asia/Kolkata'
      expect(formatTime(at, 'local')).toBe('2026-03-01 15:00 +05:30')
      process.env.TZ = 'America/New_York'
      expect(formatTime(at, 'local')).toBe('2026-03-01 04:30 -05:00')
    } finally {
      process.env.TZ = zone
    }
  })
  test('what is no time gives no text', () => expect(formatTime(Number.NaN, 'utc')).toBe(''))
})

test.each([
  [null, { theme: 'system', contrast: 'system', zone: 'utc', letterKeys: true }],
  [
    '{"theme":"dark","zone":"local","letterKeys":false,"contrast":"more"}',
    { theme: 'dark', contrast: 'more', zone: 'local', letterKeys: false },
  ],
  ['{"theme":"pink","zone":7}', { theme: 'system', contrast: 'system', zone: 'utc', letterKeys: true }],
  ['not json', { theme: 'system', contrast: 'system', zone: 'utc', letterKeys: true }],
  ['[1]', { theme: 'system', contrast: 'system', zone: 'utc', letterKeys: true }],
])('stored preferences %j are read as far as they make sense', (stored, expected) => {
  expect(readPreferences(stored)).toEqual(expected)
})
