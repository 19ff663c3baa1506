import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LIMITS } from '../../main/io/limits.ts'

const page = readFileSync('docs/formats/containers.md', 'utf8')

test('docs/formats/containers.md states every limit of the readers, with its value', () => {
  const { ratioFreeBytes, ...named } = LIMITS
  for (const [name, value] of Object.entries(named)) {
    expect(page).toMatch(new RegExp(`^\\| ${name} \\| ${value.toLocaleString('en-US')}[ (]`, 'm'))
  }
  expect(page).toContain(`${ratioFreeBytes.toLocaleString('en-US')} (16 MiB)`)
})
