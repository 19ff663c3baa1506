import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Verifier } from '#core/capabilities.ts'
import { splitCosignature } from '#core/note/cosignature.ts'
import { addSignatures, cosigner, noteKeyOfSeed, noteSigner, parsePrivateKey, signNote } from '#core/note/signer.ts'
import { formatVkey, parseVkey, parseVkeyFile, verifierOf } from '#core/note/vkey.ts'
import {
  hmacSha256,
  publicKeyFromSeed,
  sha256,
  sha256Latin1,
  signEd25519FromSeed,
  verifyEd25519,
} from '../../main/io/node-crypto.ts'
import { BOTH, LOG, NOTE, TESSERA, TEXT, utf8, WITNESS } from './note-fixtures.ts'

describe('Ed25519', () => {
  const message = utf8('message')

  test('S plus the group order is refused: a signature has one spelling', () => {
    const L = 2n ** 252n + 27742317777372353535851937790883648493n
    const signature = signEd25519FromSeed(LOG.seed, utf8(TEXT))
    const s = signature.slice(32).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n) + L
    const malleated = Uint8Array.from(signature, (byte, i) =>
      i < 32 ? byte : Number((s >> BigInt(8 * (i - 32))) & 255n),
    )
    const good = BOTH[0] as Verifier
    expect(good.verify(utf8(TEXT), signature)).toBe(true)
    expect(good.verify(utf8(TEXT), malleated)).toBe(false)
    const trusting = parseVkey(LOG.vkey)
    const lax = trusting.ok ? verifierOf(trusting.value, () => true) : null
    expect([lax?.verify(message, signature), lax?.verify(message, malleated)]).toEqual([true, false])
    expect(lax?.verify(message, signature.slice(1))).toBe(false)
    expect(lax?.verify(message, Uint8Array.of(...signature, 0))).toBe(false)
  })

  test('all keys of small order are refused, in every spelling; noble lists the points', () => {
    const p = 2n ** 255n - 19n
    const spellings = ED25519_TORSION_SUBGROUP.flatMap((text) => {
      const y =
        Uint8Array.from(Buffer.from(text, 'hex')).reduceRight((v, b) => (v << 8n) | BigInt(b), 0n) & (2n ** 255n - 1n)
      return [y, y + p].filter((value) => value < 2n ** 255n).flatMap((value) => [value, value + 2n ** 255n])
    })
    const keys = [...new Set(spellings)].map((y) =>
      Uint8Array.from({ length: 32 }, (_, i) => Number((y >> BigInt(8 * i)) & 255n)),
    )
    // 5 y-coordinates with both signs, and p and p+1 for 0 and 1 with both signs.
    expect(keys).toHaveLength(14)
    for (const publicKey of keys) {
      expect(formatVkey('a', 'ed25519', publicKey)).toBeNull()
      const keyBytes = Buffer.concat([Buffer.of(4), publicKey])
      const id = sha256(Buffer.concat([utf8('a\n'), keyBytes])).subarray(0, 4)
      const text = `a+${Buffer.from(id).toString('hex')}+${keyBytes.toString('base64')}`
      expect(parseVkey(text)).toMatchObject({ error: { code: 'bad_key', got: expect.stringContaining('small order') } })
    }
  })

  test('coordinates that are not reduced, and what is no point, are refused exactly where noble refuses them', () => {
    const decodes = (publicKey: Uint8Array): boolean => {
      try {
        ed25519.Point.fromBytes(publicKey, false)
        return true
      } catch {
        return false
      }
    }
    const unreduced = Array.from({ length: 17 }, (_, i) =>
      new Uint8Array(32)
        .fill(0xff)
        .with(0, 0xed + 2 + i)
        .with(31, 0x7f),
    )
    for (const publicKey of unreduced) {
      expect([decodes(publicKey), formatVkey('a', 'ed25519', publicKey)]).toEqual([false, null])
    }
    let points = 0
    for (let i = 0; i < 200; i++) {
      const candidate = sha256(utf8(`${i}`))
      points += decodes(candidate) ? 1 : 0
      expect(formatVkey('a', 'ed25519', candidate) !== null).toBe(decodes(candidate))
    }
    expect(points).toBeGreaterThan(70)
  })

  test('node:crypto and noble agree: keys, signatures, verification, HMAC, SHA-256', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array(), fc.nat(511), (seed, text, bit) => {
        const publicKey = publicKeyFromSeed(seed)
        const signature = signEd25519FromSeed(seed, text)
        expect(Buffer.from(publicKey).equals(ed25519.getPublicKey(seed))).toBe(true)
        expect(Buffer.from(signature).equals(ed25519.sign(text, seed))).toBe(true)
        const forged = Uint8Array.from(signature, (byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
        expect([verifyEd25519(publicKey, text, signature), verifyEd25519(publicKey, text, forged)]).toEqual([
          true,
          false,
        ])
        expect(ed25519.verify(forged, text, publicKey)).toBe(false)
        expect(Buffer.from(sha256Latin1(text), 'latin1').equals(sha256(text))).toBe(true)
      }),
      { numRuns: 100 },
    )
    // RFC 4231 §4.2
    expect(Buffer.from(hmacSha256(Buffer.alloc(20, 0x0b), utf8('Hi There'))).toString('hex')).toBe(
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    )
  })

  test('lengths that are wrong verify nothing and throw nothing', () => {
    const signature = signEd25519FromSeed(LOG.seed, message)
    expect(verifyEd25519(publicKeyFromSeed(LOG.seed), message, signature)).toBe(true)
    expect(verifyEd25519(new Uint8Array(31), message, signature)).toBe(false)
    expect(verifyEd25519(publicKeyFromSeed(LOG.seed), message, signature.subarray(1))).toBe(false)
  })
})

describe('cosignatures', () => {
  const good = BOTH[1] as Verifier
  const signatureAt = (time: bigint) => cosigner(WITNESS, time, signEd25519FromSeed).sign(utf8(TEXT))

  test('the example time of the specification, laid out by hand', () => {
    const signature = signatureAt(1679315147n)
    expect(Buffer.from(signature.slice(0, 8)).toString('hex')).toBe('000000006418' + '50cb')
    const message = utf8(`cosignature/v1\ntime 1679315147\n${TEXT}`)
    expect(ed25519.verify(signature.slice(8), message, publicKeyFromSeed(WITNESS.seed))).toBe(true)
  })

  test('every bit of time and signature counts', () => {
    const signature = signatureAt(1_700_000_000n)
    expect(good.verify(utf8(TEXT), signature)).toBe(true)
    for (let bit = 0; bit < 576; bit++) {
      const forged = Uint8Array.from(signature, (byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      if (good.verify(utf8(TEXT), forged)) expect.fail(`bit ${bit} does not count`)
    }
    expect(good.verify(utf8(TEXT), signature.slice(1))).toBe(false)
    expect(good.verify(utf8(TEXT), Uint8Array.of(...signature, 0))).toBe(false)
  })

  test.each([0n, 1n, 2n ** 53n, 2n ** 63n - 1n])('a time of %i seconds is accepted', (time) => {
    expect(good.verify(utf8(TEXT), signatureAt(time))).toBe(true)
    expect(splitCosignature(signatureAt(time))?.timeSeconds).toBe(time)
  })

  test('a time of 2^63 seconds is refused, even signed', () => {
    const message = utf8(`cosignature/v1\ntime ${2n ** 63n}\n${TEXT}`)
    const signature = Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 0, ...ed25519.sign(message, WITNESS.seed))
    expect(good.verify(utf8(TEXT), signature)).toBe(false)
    expect(() => cosigner(WITNESS, 2n ** 63n, signEd25519FromSeed)).toThrow('bug:')
    expect(() => cosigner(WITNESS, -1n, signEd25519FromSeed)).toThrow('bug:')
  })

  test('a plain signature of the same key is no cosignature', () => {
    const plain = signEd25519FromSeed(WITNESS.seed, utf8(TEXT))
    expect(good.verify(utf8(TEXT), plain)).toBe(false)
    expect(good.verify(utf8(TEXT), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, ...plain))).toBe(false)
  })
})

describe('signing', () => {
  test('a witness adds its line below and changes nothing above', () => {
    const first = signNote(TEXT, [noteSigner(LOG, signEd25519FromSeed)])
    const both = first.ok ? addSignatures(first.value, [cosigner(WITNESS, 1_700_000_000n, signEd25519FromSeed)]) : first
    expect(both.ok && Buffer.from(both.value).equals(NOTE)).toBe(true)
    expect(addSignatures(utf8('no note'), [])).toMatchObject({ error: { code: 'bad_note' } })
  })

  test.each([
    ['no line feed at the end', 'a'],
    ['a control character', 'a\tb\n'],
    ['a lone surrogate', 'a\ud800\n'],
    ['too long', `${'x'.repeat(65_536)}\n`],
  ])('refused: %s', (_, text) => {
    expect(signNote(text, [noteSigner(LOG, signEd25519FromSeed)]).ok).toBe(false)
  })

  test('a note without signers is none', () => {
    expect(signNote(TEXT, []).ok).toBe(false)
  })

  test('private keys read back; any other text is refused without repeating it', () => {
    for (const made of [LOG, WITNESS])
      expect(parsePrivateKey(made.privateKey, publicKeyFromSeed)).toEqual({ ok: true, value: made })
    const [, , name, id, secret = ''] = LOG.privateKey.split('+')
    for (const text of [
      '',
      LOG.vkey,
      `PRIVATE+KEY+${name}+00000000+${secret}`,
      `PRIVATE+KEY+${name}+${id}+${secret.slice(4)}`,
      `PRIVATE+KEY+other+${id}+${secret}`,
      `PRIVATE+KEY++${id}+${secret}`,
      `private+key+${name}+${id}+${secret}`,
    ]) {
      const parsed = parsePrivateKey(text, publicKeyFromSeed)
      expect(parsed).toMatchObject({ error: { code: 'bad_key' } })
      expect(JSON.stringify(parsed)).not.toContain(secret.slice(4, 20))
    }
    expect(noteKeyOfSeed('a', 'ed25519', new Uint8Array(31), publicKeyFromSeed).ok).toBe(false)
    expect(noteKeyOfSeed('a b', 'ed25519', new Uint8Array(32), publicKeyFromSeed).ok).toBe(false)
  })
})

describe('verifier keys', () => {
  test('one is read and written back', () => {
    const parsed = parseVkey(TESSERA)
    expect(parsed).toMatchObject({
      value: { name: 'example.com/log/testdata', keyId: '33d7b496', algorithm: 'ed25519' },
    })
    expect(parsed.ok && formatVkey(parsed.value.name, 'ed25519', parsed.value.publicKey)).toBe(TESSERA)
    expect(parseVkey(WITNESS.vkey)).toMatchObject({ value: { algorithm: 'cosignature/v1' } })
  })

  test('ML-DSA-44 is recognised and has no verifier', () => {
    const text = formatVkey('pq.example', 'ml-dsa-44', new Uint8Array(1312).fill(9))
    const parsed = parseVkey(text ?? '')
    expect(parsed).toMatchObject({ value: { algorithm: 'ml-dsa-44' } })
    expect(parsed.ok && verifierOf(parsed.value, verifyEd25519)).toBeNull()
    expect(formatVkey('pq.example', 'ml-dsa-44', new Uint8Array(1311))).toBeNull()
  })

  const [name, id, base64 = ''] = LOG.vkey.split('+')
  test.each([
    ['empty', ''],
    ['two parts', `${name}+${id}`],
    ['no name', `+${id}+${base64}`],
    ['a space in the name', `a b+${id}+${base64}`],
    ['upper-case id', `${name}+${id?.toUpperCase()}+${base64}`],
    ['a short id', `${name}+${id?.slice(1)}+${base64}`],
    ['another id', `${name}+00000000+${base64}`],
    ['another name', `${name}x+${id}+${base64}`],
    ['base64url', `${name}+${id}+${base64.replaceAll('/', '_')}`],
    ['a line end', `${LOG.vkey}\n`],
    ['a key of 31 bytes', `${name}+${id}+${Buffer.from(base64, 'base64').subarray(0, 32).toString('base64')}`],
    ['an ECDSA key (0x02)', `${name}+${id}+${Buffer.from(base64, 'base64').fill(2, 0, 1).toString('base64')}`],
    ['nothing behind the id', `${name}+${id}+`],
    ['5,000 characters', `${name}+${id}+${'A'.repeat(5000)}`],
  ])('refused: %s', (_, text) => {
    expect(parseVkey(text, 'log.vkey', 3)).toMatchObject({
      error: { code: 'bad_key', place: { file: 'log.vkey', line: 3 } },
    })
  })

  test('no bit of a key can change', () => {
    for (let bit = 0; bit < LOG.vkey.length * 8; bit++) {
      const forged = Uint8Array.from(utf8(LOG.vkey), (byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      if (parseVkeyFile(forged, 'vkey').ok) expect.fail(`bit ${bit} does not count`)
    }
  })

  test('a file of one key may end in a line feed, and in nothing else', () => {
    expect(parseVkeyFile(utf8(LOG.vkey), 'vkey').ok).toBe(true)
    expect(parseVkeyFile(utf8(`${LOG.vkey}\n`), 'vkey').ok).toBe(true)
    for (const tail of ['\n\n', '\r\n', ' ', `\n${LOG.vkey}`]) {
      expect(parseVkeyFile(utf8(LOG.vkey + tail), 'vkey').ok).toBe(false)
    }
    expect(parseVkeyFile(Uint8Array.of(0xff), 'vkey')).toMatchObject({ error: { code: 'not_utf8' } })
    expect(parseVkeyFile(new Uint8Array(20_000), 'vkey')).toMatchObject({ error: { code: 'too_large' } })
  })
})
