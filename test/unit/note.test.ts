import { readFileSync } from 'node:fs'
import { ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Verifier } from '#core/capabilities.ts'
import { parseCheckpoint } from '#core/note/checkpoint.ts'
import { splitCosignature } from '#core/note/cosignature.ts'
import { openNote, readNote } from '#core/note/note.ts'
import { noteSigner, signNote } from '#core/note/signer.ts'
import { parseVkeyFile } from '#core/note/vkey.ts'
import { publicKeyFromSeed, signEd25519FromSeed } from '../../main/io/node-crypto.ts'
import { BOTH, LOG, NOTE, TESSERA, TEXT, utf8, utf8Text, verifier, WITNESS } from './note-fixtures.ts'

describe('notes from elsewhere', () => {
  test.each(Array.from({ length: 16 }, (_, size) => size))('tessera checkpoint of size %i', (size) => {
    const bytes = readFileSync(`test/vectors/tessera-log/checkpoint.${size}`)
    const opened = openNote(bytes, [verifier(TESSERA)])
    expect(opened).toMatchObject({
      ok: true,
      value: { verified: [{ name: 'example.com/log/testdata' }], unverified: [] },
    })
    expect(opened.ok && parseCheckpoint(opened.value.text)).toMatchObject({
      value: { origin: 'example.com/log/testdata', size: BigInt(size), extensions: [] },
    })
  })

  test('a head of the Go checksum database, whose key has another name than its origin', () => {
    const vkey = parseVkeyFile(readFileSync('test/vectors/sumdb/vkey'), 'vkey')
    expect(vkey).toMatchObject({ value: { name: 'sum.golang.org', keyId: '033de0ae', algorithm: 'ed25519' } })
    const opened = openNote(readFileSync('test/vectors/sumdb/35225469.note'), [
      verifier(vkey.ok ? vkey.value.text : ''),
    ])
    expect(opened.ok && parseCheckpoint(opened.value.text)).toMatchObject({
      value: { origin: 'go.sum database tree', size: 35225469n },
    })
  })

  test.each(['tessera-log/checkpoint.7', 'sumdb/35225469.note'])('%s: no bit of it can change', (file) => {
    const bytes = readFileSync(`test/vectors/${file}`)
    const keys = [verifier(TESSERA), verifier(readFileSync('test/vectors/sumdb/vkey', 'utf8').trim())]
    expect(openNote(bytes, keys).ok).toBe(true)
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const forged = Uint8Array.from(bytes, (byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      if (openNote(forged, keys).ok) expect.fail(`bit ${bit} does not count`)
    }
  })
})

describe('what openNote answers', () => {
  test('both signatures of a note with a cosignature are good, and the witness says when', () => {
    const opened = openNote(NOTE, BOTH)
    expect(opened).toMatchObject({ value: { text: TEXT, bad: [], unverified: [] } })
    const [log, witness] = opened.ok ? opened.value.verified : []
    expect([log?.name, log?.keyId, log?.signature.length]).toEqual([LOG.name, LOG.keyId, 64])
    expect(witness && splitCosignature(witness.signature)?.timeSeconds).toBe(1_700_000_000n)
  })

  test('noble agrees with every signature', () => {
    const opened = readNote(NOTE, [])
    const [log, witness] = opened.ok ? opened.value.unverified : []
    const message = `cosignature/v1\ntime 1700000000\n${TEXT}`
    expect(log && ed25519.verify(log.signature, utf8(TEXT), ed25519.getPublicKey(LOG.seed))).toBe(true)
    expect(witness && ed25519.verify(witness.signature.slice(8), utf8(message), publicKeyFromSeed(WITNESS.seed))).toBe(
      true,
    )
  })

  test('a bad signature by a known key rejects the note, even beside a good one', () => {
    const forged = Uint8Array.from(NOTE)
    const lastSignatureByte = forged.length - 10
    forged[lastSignatureByte] = forged[lastSignatureByte] === 0x41 ? 0x42 : 0x41
    expect(openNote(forged, BOTH)).toMatchObject({
      error: { code: 'bad_signature', got: expect.stringContaining(WITNESS.name) },
    })
    expect(readNote(forged, BOTH)).toMatchObject({
      value: { verified: [{ name: LOG.name }], bad: [{ name: WITNESS.name }] },
    })
    expect(openNote(forged, BOTH.slice(0, 1))).toMatchObject({ value: { unverified: [{ name: WITNESS.name }] } })
  })

  test('signatures of unknown keys are listed; alone they do not open a note', () => {
    expect(openNote(NOTE, [BOTH[1] as Verifier])).toMatchObject({
      ok: true,
      value: { unverified: [{ name: LOG.name }] },
    })
    expect(openNote(NOTE, [])).toMatchObject({ error: { code: 'unknown_key' } })
    expect(openNote(NOTE, [verifier(TESSERA)])).toMatchObject({ error: { code: 'unknown_key' } })
  })

  test('a key that shares only its name, or only its id, is another key', () => {
    const good = BOTH[0] as Verifier
    const refusing = { ...good, verify: () => false }
    expect(openNote(NOTE, [good, { ...refusing, keyId: '00000000' }]).ok).toBe(true)
    expect(openNote(NOTE, [good, { ...refusing, name: 'other' }]).ok).toBe(true)
    expect(openNote(NOTE, [refusing])).toMatchObject({ error: { code: 'bad_signature' } })
  })

  test('two keys with the same name and id: one that verifies is enough', () => {
    const good = BOTH[0] as Verifier
    expect(openNote(NOTE, [{ ...good, verify: () => false }, good]).ok).toBe(true)
  })

  test('signature lines may stand in any order, with unknown ones between', () => {
    const lines = utf8Text(NOTE)
      .slice(TEXT.length + 1)
      .split('\n')
      .slice(0, 2)
    const unknown = `\u2014 somebody.else ${Buffer.alloc(40, 7).toString('base64')}`
    const shuffled = utf8(`${TEXT}\n${[unknown, lines[1], unknown, lines[0], unknown].join('\n')}\n`)
    expect(openNote(shuffled, BOTH)).toMatchObject({
      value: { verified: [{ name: WITNESS.name }, { name: LOG.name }], unverified: [{}, {}, {}] },
    })
  })

  test('the text ends at the last blank line, not at the first', () => {
    const text = 'a\n\n\u2014 not.a signature=\n\nb\n'
    const note = signNote(text, [noteSigner(LOG, signEd25519FromSeed)])
    expect(note.ok && openNote(note.value, BOTH)).toMatchObject({ value: { text } })
  })

  test("a good text behind somebody else's signature lines is not taken for signed", () => {
    const forged = utf8(`evil\n${utf8Text(NOTE)}`)
    expect(openNote(forged, BOTH)).toMatchObject({ error: { code: 'bad_signature' } })
  })

  test('the same good signature twice is reported twice, and a bad twin rejects the note', () => {
    const lines = utf8Text(NOTE)
      .slice(TEXT.length + 1)
      .split('\n')
    const twin = (lines[0] ?? '').replace(/.{10}$/, 'AAAAAAAAA=')
    expect(openNote(utf8(`${utf8Text(NOTE)}${lines[0]}\n`), BOTH)).toMatchObject({ value: { verified: [{}, {}, {}] } })
    expect(openNote(utf8(`${utf8Text(NOTE)}${twin}\n`), BOTH)).toMatchObject({ error: { code: 'bad_signature' } })
  })
})

describe('what is no note', () => {
  const line =
    utf8Text(NOTE)
      .slice(TEXT.length + 1)
      .split('\n')[0] ?? ''
  const base64 = line.split(' ')[2] ?? ''

  test('the parts used below make a note', () => {
    expect(openNote(utf8(`${TEXT}\n${line}\n`), BOTH).ok).toBe(true)
  })

  test.each([
    ['empty', '', 'bad_note'],
    ['no signature', TEXT, 'bad_note'],
    ['a blank line and nothing behind it', `${TEXT}\n`, 'bad_note'],
    ['no blank line', `${TEXT}${line}\n`, 'bad_note'],
    ['no line feed at the end', `${TEXT}\n${line}`, 'bad_note'],
    ['text behind the signatures', `${TEXT}\n${line}\nmore\n`, 'bad_note'],
    ['CR LF', `${TEXT}\n${line}\n`.replaceAll('\n', '\r\n'), 'bad_note'],
    ['a tab in the text', `a\tb\n\n${line}\n`, 'bad_note'],
    ['a NUL in the text', `a\0b\n\n${line}\n`, 'bad_note'],
    ['a hyphen for the dash', `${TEXT}\n${line.replace('\u2014', '-')}\n`, 'bad_note'],
    ['two spaces', `${TEXT}\n${line.replace(' ', '  ')}\n`, 'bad_note'],
    ['a space at the end', `${TEXT}\n${line} \n`, 'bad_note'],
    ['a name with a plus sign', `${TEXT}\n\u2014 a+b ${base64}\n`, 'bad_note'],
    ['a name with a no-break space', `${TEXT}\n\u2014 a\u00a0b ${base64}\n`, 'bad_note'],
    ['no name', `${TEXT}\n\u2014  ${base64}\n`, 'bad_note'],
    ['no signature behind the name', `${TEXT}\n\u2014 a\n`, 'bad_note'],
    ['only a key id', `${TEXT}\n\u2014 a AAAAAA==\n`, 'bad_note'],
    ['base64 without padding', `${TEXT}\n${line.replace(/=+$/, '')}\n`, 'bad_note'],
    ['base64 with bits that do not count', `${TEXT}\n\u2014 a AAAAAAAAAB==\n`, 'bad_note'],
    ['base64url', `${TEXT}\n\u2014 a ____\n`, 'bad_note'],
  ])('%s', (_, text, code) => {
    const opened = openNote(utf8(text), BOTH)
    expect(opened).toMatchObject({ error: { code, place: { file: 'note' } } })
    expect(readNote(utf8(text), BOTH)).toMatchObject({ error: { code } })
  })

  test('bytes that are not UTF-8', () => {
    const bytes = Uint8Array.of(...utf8('a'), 0xff, ...utf8(`\n\n${line}\n`))
    expect(openNote(bytes, BOTH)).toMatchObject({ error: { code: 'not_utf8', place: { byte: 1 } } })
  })

  test.each([
    [-1, true],
    [0, true],
    [1, false],
  ])('64 KiB %i bytes: read = %s', (difference, isRead) => {
    const rest = `\n${line}\n`
    const text = `${'x'.repeat(65_536 + difference - utf8(rest).length - 1)}\n`
    const bytes = utf8(text + rest)
    expect(bytes.length).toBe(65_536 + difference)
    expect(readNote(bytes, [])).toMatchObject(isRead ? { ok: true } : { error: { code: 'too_large' } })
  })

  test.each([
    [16, true],
    [17, true],
    [99, true],
    [100, true],
    [101, false],
  ])('%i signatures: read = %s', (count, isRead) => {
    const bytes = utf8(`${TEXT}\n${`${line}\n`.repeat(count)}`)
    expect(readNote(bytes, BOTH)).toMatchObject(isRead ? { ok: true } : { error: { code: 'bad_note' } })
    const opened = openNote(bytes, BOTH)
    expect(opened.ok && opened.value.verified.length).toBe(isRead ? count : false)
  })

  test('reading never throws and never invents a text', () => {
    const pieces = fc.constantFrom(
      '\n',
      '\n\n',
      '\u2014 ',
      'a',
      ' ',
      line,
      'AAAAAAA=',
      '\u00a0',
      '\r',
      `${line}\n`,
      TEXT,
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.array(pieces).map((all) => utf8(all.join(''))),
        ),
        (bytes) => {
          const opened = openNote(bytes, BOTH)
          if (opened.ok) expect(opened.value.text).toBe(TEXT)
          const read = readNote(bytes, [])
          if (read.ok) expect(utf8Text(bytes).startsWith(`${read.value.text}\n\u2014 `)).toBe(true)
        },
      ),
      { numRuns: 3000 },
    )
  })
})
