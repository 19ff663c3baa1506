import { describe, expect, test } from 'vitest'
import { findPersonalData, mayBePersonal } from '#core/log/personal-data.ts'

const found = [
  ['Write to jo.doe+x@mail.example.org.', 'an e-mail address'],
  ['Schreiben an jürgen@münchen.example', 'an e-mail address'],
  ['login from 192.0.2.17 at noon', 'an IP address'],
  ['addresses 10.0.0.1, 10.0.0.2', 'an IP address'],
  ['from 2001:db8::8a2e:370:7334', 'an IP address'],
  ['2001:0db8:85a3:0000:0000:8a2e:0370:7334', 'an IP address'],
  ['handset 490154203237518 seized', 'an IMEI'],
  ['handset 49-015420-323751-8', 'an IMEI'],
  ['call +49 30 1234567 in office hours', 'a telephone number'],
  ['call +1 (555) 010-4477', 'a telephone number'],
  ['call (555) 010-4477', 'a telephone number'],
  ['call 555-010-4477', 'a telephone number'],
  ['Tel. 030 12345678', 'a telephone number'],
  ['Tel. 020 7946 0958', 'a telephone number'],
] as const

const clean = [
  '',
  'An order under section 2703(d), case 2026/1234.',
  'Received on 2026-03-01 at 09:30:00, answered 2026-04-02.',
  '2026-03-01T09:30:00.000Z',
  'Art. 6 Abs. 1 lit. c DSGVO; § 100j StPO',
  'Az. 12 Js 345/26, Blatt 17-19',
  'version 1.2.3 of the form',
  'reference 0123/2026',
  'EUR 1.234.567,89',
  'file no. 12345678901234 is 14 digits long',
  '1234567890123456 is 16 digits long',
  'at the price of 10@',
  '999.999.999.999 is no address',
  'a ratio of 1:2:3',
  'the name a::bcdefgh of a namespace',
] as const

describe('patterns', () => {
  test.each(found)('%s: %s', (text, kind) => {
    expect(findPersonalData(text)?.kind).toBe(kind)
  })
  test.each(clean)('"%s" is left alone', (text) => {
    expect(findPersonalData(text)).toBe(null)
  })
})

test('what can match is never sorted out beforehand', () => {
  for (const [text] of found) {
    const bytes = Buffer.from(text)
    expect(mayBePersonal(bytes, 0, bytes.length), text).toBe(true)
  }
})

test.each([
  ['many at signs', '@'.repeat(60_000)],
  ['many digits', '1 '.repeat(30_000)],
  ['one long number', '1'.repeat(60_000)],
  ['many colons', 'a:'.repeat(30_000)],
  ['many points', '1.'.repeat(30_000)],
  ['letters and points', 'a@b.'.repeat(15_000)],
  ['plus and digits', '+1-1('.repeat(12_000)],
])('%s take no time', (_name, text) => {
  const startMs = performance.now()
  findPersonalData(text)
  expect(performance.now() - startMs).toBeLessThan(2000)
})
