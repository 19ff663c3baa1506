import { beforeAll, expect, test } from 'vitest'
import { cancelledAndAgain, killedAndResumed, prepareRounds, type Rounds, seeded } from '../support/import-rounds.ts'
import { temporaryFolder } from './temp-folder.ts'

/** The same rounds two hundred times over: `npm run soak`. */
const ROUNDS = 10
const REQUESTS = 2500
const folder = temporaryFolder()
let rounds: Rounds

beforeAll(async () => {
  rounds = await prepareRounds(folder, REQUESTS)
}, 120_000)

test(`${ROUNDS} imports killed at random moments each end with the rows of an undisturbed one`, async () => {
  const random = seeded(1)
  let kills = 0
  for (let round = 0; round < ROUNDS; round++) {
    const result = await killedAndResumed(rounds, `killed-${round}`, random)
    expect(result, `round ${round}`).toMatchObject({ digest: rounds.undisturbed.digest, strangers: [] })
    kills += result.kills
  }
  expect(kills, 'kills that hit a running import').toBeGreaterThanOrEqual(ROUNDS / 2)
}, 300_000)

test(`${ROUNDS} imports cancelled at random moments leave the case as it was, and can be made again`, async () => {
  const random = seeded(2)
  let cancels = 0
  for (let round = 0; round < ROUNDS; round++) {
    const result = await cancelledAndAgain(rounds, `cancelled-${round}`, random)
    expect(result, `round ${round}`).toMatchObject({ digest: rounds.undisturbed.digest, strangers: [] })
    if (!result.cancelled) continue
    cancels++
    expect(result, `round ${round}`).toMatchObject({ afterCancel: rounds.emptyDigest, strangersAfterCancel: [] })
  }
  expect(cancels, 'cancels that hit a running import').toBeGreaterThanOrEqual(1)
}, 300_000)
