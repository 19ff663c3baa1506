import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../store/temp-folder.ts'
import { seeded } from '../support/import-rounds.ts'
import { buildWriter, noteRounds } from '../support/note-rounds.ts'

const root = temporaryFolder()

test('500 times killed while notes are written: no acknowledged note is lost, none is half-written', async () => {
  const writer = await buildWriter()
  try {
    const tally = await noteRounds(join(root, 'killed'), writer.program, 500, seeded(500))
    console.log(tally)
    expect(tally).toMatchObject({ rounds: 500, lost: 0, broken: 0 })
    // Rounds in which nothing was promised would prove nothing.
    expect(tally.acknowledged).toBeGreaterThan(500)
  } finally {
    writer.remove()
  }
}, 3_600_000)
