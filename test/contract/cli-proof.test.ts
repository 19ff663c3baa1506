import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { checkProof } from '../../main/hosts/cli/proof/check-proof.ts'
import { parseVkey } from '../../shared/core/note/vkey.ts'
import { builtCli } from './run-cli.ts'

const VKEY = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'
/** sum.golang.org's key: a good one, of another log. */
const OTHER = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'
const cwd = 'test/evidence/proof'

const run = builtCli()

describe('plainview proof check', () => {
  test.each([
    ['entry-3-of-15.tlog-proof', 'entry-3.line', 0, 'in the tree'],
    ['entry-3-of-15.tlog-proof', 'entry-3-lf.line', 0, 'in the tree'],
    ['with-extra.tlog-proof', 'entry-3.line', 0, 'in the tree'],
    ['entry-0-of-1.tlog-proof', 'entry-0.line', 0, 'in the tree'],
    ['entry-3-of-15.tlog-proof', 'entry-3-two-lf.line', 40, 'not in the tree'],
    ['entry-3-of-15.tlog-proof', 'entry-4.line', 40, 'not in the tree'],
    ['entry-0-of-1.tlog-proof', 'entry-3.line', 40, 'not in the tree'],
    ['other-index.tlog-proof', 'entry-3.line', 40, 'not in the tree'],
    ['index-beyond.tlog-proof', 'entry-3.line', 40, 'not in the tree'],
    ['bad-signature.tlog-proof', 'entry-3.line', 40, 'in the tree'],
  ])('%s with %s exits %i', async (proof, line, exit, inclusion) => {
    const json = await run(['proof', 'check', proof, line, '--vkey', VKEY, '--json'], { cwd })
    expect(JSON.parse(json.stdout)).toMatchObject({
      tool: { name: 'plainview' },
      exit,
      inclusion: { answer: inclusion },
    })
    expect([json.exit, json.stderr]).toEqual([exit, ''])
    const text = await run(['proof', 'check', proof, line, '--vkey', VKEY], { cwd })
    expect([text.exit, text.stderr]).toEqual([exit, ''])
    expect(text.stdout).toContain(`Exit ${exit}.`)
  })

  test.each([
    ['no key', []],
    ["another log's key", ['--vkey', OTHER]],
  ])('with %s it says that the hashes fit and that nobody trusted signed them', async (_, keys) => {
    const { exit, stdout } = await run(
      ['proof', 'check', 'entry-3-of-15.tlog-proof', 'entry-3.line', '--json', ...keys],
      { cwd },
    )
    expect(JSON.parse(stdout)).toMatchObject({
      exit: 20,
      inclusion: { answer: 'in the tree' },
      authenticity: { answer: 'unknown key', signedBy: [] },
    })
    expect(exit).toBe(20)
  })

  test('one of several keys is enough', async () => {
    const { exit } = await run(
      ['proof', 'check', 'entry-3-of-15.tlog-proof', 'entry-3.line', '--vkey', OTHER, '--vkey', VKEY],
      { cwd },
    )
    expect(exit).toBe(0)
  })

  test.each([
    ['cut.tlog-proof', 'entry-3.line', 'bad_proof', 'cut.tlog-proof'],
    ['other-version.tlog-proof', 'entry-3.line', 'bad_proof', 'other-version.tlog-proof'],
    ['gone.tlog-proof', 'entry-3.line', 'unreadable', 'gone.tlog-proof'],
    ['entry-3-of-15.tlog-proof', 'gone.line', 'unreadable', 'gone.line'],
    ['.', 'entry-3.line', 'unreadable', '.'],
  ])('%s with %s is refused as %s', async (proof, line, code, file) => {
    const json = await run(['proof', 'check', proof, line, '--vkey', VKEY, '--json'], { cwd })
    expect(json.exit).toBe(2)
    expect(JSON.parse(json.stdout)).toEqual({
      error: { code, place: expect.objectContaining({ file }), expected: expect.any(String), got: expect.any(String) },
    })
    const text = await run(['proof', 'check', proof, line, '--vkey', VKEY], { cwd })
    expect([text.exit, text.stdout]).toEqual([2, ''])
    expect(text.stderr).toMatch(new RegExp(`^plainview: ${file}.*: expected .*, got .*\\n$`))
  })

  test.each([
    ['not a key', 'x', 'bad_key'],
    ['a key with a small-order point', 'a+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'bad_key'],
  ])('%s is refused', async (_, vkey, code) => {
    const { exit, stdout } = await run(
      ['proof', 'check', 'entry-3-of-15.tlog-proof', 'entry-3.line', '--vkey', vkey, '--json'],
      { cwd },
    )
    expect(exit).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } })
  })
})

describe('witnesses', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-proof-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  /** A key by C2SP signed-note, and how it signs, straight from node:crypto. */
  function key(name: string, algorithm: number) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(12)
    const typed = Buffer.concat([Buffer.from([algorithm]), raw])
    const id = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4)
    const line = (signature: Buffer) => `\u2014 ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`
    return {
      vkey: `${name}+${id.toString('hex')}+${typed.toString('base64')}`,
      line,
      sign: (text: string) => sign(null, Buffer.from(text), privateKey),
    }
  }
  const log = key('log.example', 1)
  const [w1, w2] = [key('w1.example', 4), key('w2.example', 4)]
  const entry = '{"seq":0}'
  const root = createHash('sha256').update(`\0${entry}`).digest('base64')
  const text = `log.example\n1\n${root}\n`
  /** C2SP tlog-cosignature: time 1772357400 = 2026-03-01T09:30:00Z. */
  const cosign = (witness: typeof w1) => {
    const time = Buffer.alloc(8)
    time.writeBigUInt64BE(1_772_357_400n)
    return witness.line(Buffer.concat([time, witness.sign(`cosignature/v1\ntime 1772357400\n${text}`)]))
  }
  const proofWith = (lines: string) => `c2sp.org/tlog-proof@v1\nindex 0\n\n${text}\n${log.line(log.sign(text))}${lines}`
  const policy = (quorum: string) =>
    `log ${log.vkey}\nwitness w1 ${w1.vkey}\nwitness w2 ${w2.vkey}\ngroup both all w1 w2\nquorum ${quorum}\n`

  test.each([
    ['both', cosign(w1) + cosign(w2), 0, 'quorum met'],
    ['both', cosign(w1), 11, 'not met'],
    ['none', '', 0, 'not asked for'],
  ])('quorum %s', async (quorum, lines, exit, independence) => {
    writeFileSync(join(folder, 'policy'), policy(quorum))
    writeFileSync(join(folder, 'proof'), proofWith(lines))
    writeFileSync(join(folder, 'line'), entry)
    const checked = await run(['proof', 'check', 'proof', 'line', '--policy', 'policy', '--json'], { cwd: folder })
    expect(JSON.parse(checked.stdout)).toMatchObject({ exit, independence: { answer: independence } })
    expect(checked.exit).toBe(exit)
  })

  test('the time of a cosignature is shown, and a witness alone is not the log', async () => {
    writeFileSync(join(folder, 'policy'), `witness w1 ${w1.vkey}\nquorum w1\n`)
    writeFileSync(join(folder, 'proof'), proofWith(cosign(w1)))
    const checked = await run(['proof', 'check', 'proof', 'line', '--policy', 'policy', '--json'], { cwd: folder })
    expect(JSON.parse(checked.stdout)).toMatchObject({
      exit: 20,
      independence: { cosignatures: [{ name: 'w1.example', time: '2026-03-01T09:30:00.000Z' }] },
    })
  })

  test("a witness's key is refused as --vkey, and a policy that is none as such", async () => {
    const witness = await run(['proof', 'check', 'proof', 'line', '--vkey', w1.vkey, '--json'], { cwd: folder })
    expect(JSON.parse(witness.stdout)).toMatchObject({ error: { code: 'bad_key', got: 'cosignature/v1' } })
    writeFileSync(join(folder, 'policy'), 'quorum nobody\n')
    const bad = await run(['proof', 'check', 'proof', 'line', '--policy', 'policy', '--json'], { cwd: folder })
    expect(JSON.parse(bad.stdout)).toMatchObject({ error: { code: 'bad_policy', place: { file: 'policy', line: 1 } } })
  })
})

describe('what a proof says', () => {
  const vkey = parseVkey(VKEY)
  const logKeys = vkey.ok ? [vkey.value] : []
  const proof = readFileSync(`${cwd}/entry-3-of-15.tlog-proof`)
  const line = { name: 'line', bytes: readFileSync(`${cwd}/entry-3.line`) }

  test('no bit of it can be flipped and still hold', () => {
    for (let at = 0; at < proof.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const bytes = Uint8Array.from(proof)
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
        const checked = checkProof({ proof: { name: 'p', bytes }, line, logKeys, policy: null })
        expect(checked.ok && checked.value.exit, `byte ${at} bit ${bit}`).not.toBe(0)
      }
    }
  })

  test('every bit of the line counts', () => {
    for (let bit = 0; bit < line.bytes.length * 8; bit++) {
      const bytes = Uint8Array.from(line.bytes)
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(
        checkProof({ proof: { name: 'p', bytes: proof }, line: { name: 'l', bytes }, logKeys, policy: null }),
      ).toMatchObject({
        ok: true,
        value: { exit: 40 },
      })
    }
  })
})
