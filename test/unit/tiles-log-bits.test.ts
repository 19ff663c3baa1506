import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openEvidence } from '../../main/io/open-evidence.ts'
import { verifyEvidence } from '../../main/work/verify-evidence.ts'

/** A log made elsewhere (test/vectors/tessera-log), cut down to one head, the bundle that it covers and its tile. */
const VKEY = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'
const scratch = mkdtempSync(join(tmpdir(), 'tiles-log-bits-'))
afterAll(() => rmSync(scratch, { recursive: true }))

function logOf(size: number) {
  const root = join(scratch, String(size))
  for (const folder of ['tile/entries/000.p', 'tile/0/000.p']) mkdirSync(join(root, folder), { recursive: true })
  const bundle = `tile/entries/000.p/${size}`
  const tile = `tile/0/000.p/${size}`
  const read = (path: string) => readFileSync(join('test/vectors/tessera-log', path))
  const originals: Readonly<Record<string, Buffer>> = {
    checkpoint: read(`checkpoint.${size}`),
    [bundle]: read(bundle),
    [tile]: read(tile),
  }
  for (const [path, bytes] of Object.entries(originals)) writeFileSync(join(root, path), bytes)
  return { root, originals, bundle }
}

async function verify(root: string) {
  const opened = await openEvidence(root)
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  return verifyEvidence(opened.value, { vkeys: [VKEY] })
}

/** Calls `check` with the verdict on every log that differs from the good one in one bit of `path`. */
async function eachFlip(
  size: number,
  path: string,
  check: (found: Awaited<ReturnType<typeof verify>>, byte: number, bit: number) => void,
) {
  const { root, originals } = logOf(size)
  const original = originals[path] ?? Buffer.alloc(0)
  expect(original.length).toBeGreaterThan(0)
  for (let byte = 0; byte < original.length; byte++) {
    for (let bit = 0; bit < 8; bit++) {
      const changed = Buffer.from(original)
      changed[byte] = (original[byte] ?? 0) ^ (1 << bit)
      writeFileSync(join(root, path), changed)
      check(await verify(root), byte, bit)
    }
  }
  writeFileSync(join(root, path), original)
}

describe.each([1, 8])('a log of %i entries', (size) => {
  test('is good as it is', async () => {
    expect(await verify(logOf(size).root)).toMatchObject({
      ok: true,
      value: { exit: 10, integrity: { answer: 'intact' } },
    })
  })

  test('with any bit of its bundle flipped, the file is named; in an entry, the entry and its byte, restored exactly', async () => {
    const { bundle, originals } = logOf(size)
    const bytes = originals[bundle] ?? Buffer.alloc(0)
    const starts: number[] = []
    for (let at = 0; at < bytes.length; at += 2 + bytes.readUInt16BE(at)) starts.push(at + 2)
    await eachFlip(size, bundle, (found, byte, bit) => {
      const at = `byte ${byte} bit ${bit}`
      // A length may swallow all entries behind it: then the log is cut short, and the file is said to be unreadable there.
      expect(found.ok ? found.value.exit : 40, at).toBeGreaterThanOrEqual(30)
      expect(JSON.stringify(found), at).toContain(`"${bundle}"`)
      const index = starts.findLastIndex((start) => start <= byte)
      const isInEntry = index >= 0 && byte < (starts[index + 1] ?? bytes.length + 2) - 2
      if (!isInEntry) return
      expect(found.ok && found.value.damage, at).toMatchObject([
        {
          op: 'edit',
          first: index,
          last: index,
          file: bundle,
          byteOffset: starts[index],
          certain: true,
          cause: 'bit_flip',
        },
      ])
    })
  })
})

test('with any bit of its head flipped, no trusted head is left, and the head is named', async () => {
  await eachFlip(8, 'checkpoint', (found, byte, bit) => {
    const at = `byte ${byte} bit ${bit}`
    if (!found.ok) throw new Error(`${at}: ${JSON.stringify(found.error)}`)
    expect(found.value.exit, at).toBeGreaterThanOrEqual(20)
    expect(found.value.heads, at).toMatchObject([
      { source: 'checkpoint', status: expect.stringMatching(/^(bad_signature|unverified|unreadable)$/) },
    ])
  })
})
