/** The parts of the set-up and test scripts that decide something. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { withLock } from '../../scripts/lock.mjs'
import { isOlder } from '../../scripts/setup.mjs'
import { countTests } from '../../scripts/test-report.mjs'

test.each([
  ['20.18.9', true],
  ['20.19.0', false],
  ['20.19.1', false],
  ['20.20.0', false],
  ['18.99.99', true],
  ['22.0.0', false],
  ['9.19.0', true],
])('Node %s is older than 20.19.0: %s', (version, older) => {
  expect(isOlder(version, '20.19.0')).toBe(older)
})

describe('what a report counts', () => {
  const file = (status: string, ...tests: string[]) => ({
    name: 'a.test.ts',
    status,
    message: 'SyntaxError: x\nmore',
    assertionResults: tests.map((each) => ({ status: each, fullName: `a test that ${each}` })),
  })
  test('tests by what became of them; whatever neither passed nor failed was skipped', () => {
    const results = [
      file('failed', 'passed', 'passed', 'failed', 'pending', 'todo', 'skipped'),
      file('passed', 'passed'),
    ]
    const counted = countTests({ testResults: results })
    expect(counted).toEqual({ passed: 3, failed: 1, skipped: 3, names: ['a.test.ts: a test that failed'] })
  })
  test('a file that failed to load is a failure though no test of it ran', () => {
    const counted = countTests({ testResults: [file('failed'), file('failed', 'passed')] })
    expect(counted).toMatchObject({
      passed: 1,
      failed: 2,
      names: ['a.test.ts: SyntaxError: x', 'a.test.ts: SyntaxError: x'],
    })
  })
})

describe('the lock', () => {
  const place = () => join(mkdtempSync(join(tmpdir(), 'plainview-lock-')), 'deeper', 'lock')

  test('lets one in at a time', async () => {
    const path = place()
    const order: string[] = []
    const enter = (name: string) =>
      withLock(path, 5000, async () => {
        order.push(`${name} in`)
        await new Promise((resolve) => setTimeout(resolve, 50))
        order.push(`${name} out`)
      })
    await Promise.all([enter('a'), enter('b')])
    expect(order).toEqual(expect.arrayContaining(['a in', 'b out']))
    expect([order[0]?.[0], order[2]?.[0]]).toEqual([order[1]?.[0], order[3]?.[0]])
    expect(existsSync(path)).toBe(false)
  })
  test('is given back when the work fails', async () => {
    const path = place()
    await expect(withLock(path, 1000, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await withLock(path, 1000, async () => 7)).toBe(7)
  })
  test('of a process that is gone is taken over; of one that runs it is waited for', async () => {
    const path = place()
    const dead = spawnSync(process.execPath, ['-e', '']).pid
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, 'pid'), String(dead))
    expect(await withLock(path, 2000, async () => 7)).toBe(7)
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, 'pid'), String(process.ppid))
    await expect(withLock(path, 500, async () => 7)).rejects.toThrow('waited')
    rmSync(path, { recursive: true })
  })
})

test.each(readdirSync('scripts').filter((name) => name.endsWith('.mjs')))(
  '%s imports nothing that has to be installed first',
  (name) => {
    const source = readFileSync(join('scripts', name), 'utf8')
    const imports = [...source.matchAll(/^import\s[^'"]*['"]([^'"]+)['"]/gm)].map((match) => match[1] ?? '')
    expect(imports.filter((from) => !from.startsWith('node:') && !from.startsWith('./'))).toEqual([])
  },
)
