/** 200 kill -9 and 200 cancels at random moments of an import; about 40 minutes on two cores. PLAINVIEW_ROUNDS: another number. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cancelledAndAgain, killedAndResumed, prepareRounds, type Rounds, seeded } from '../support/import-rounds.ts'

const ROUNDS = Number(process.env.PLAINVIEW_ROUNDS ?? 200)
const folder = mkdtempSync(join(tmpdir(), 'plainview-soak-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let rounds: Rounds

beforeAll(async () => {
  rounds = await prepareRounds(folder, 6000)
})

test(`${ROUNDS} imports killed at random moments`, async () => {
  const random = seeded(20_261)
  let kills = 0
  for (let done = 0; done < ROUNDS; ) {
    const result = await killedAndResumed(rounds, `killed-${done}`, random)
    expect(result, `round ${done}`).toMatchObject({ digest: rounds.undisturbed.digest, strangers: [] })
    kills += result.kills
    // A round whose kill came too late has shown nothing.
    if (result.kills > 0) done++
  }
  console.log(`${kills} kills in ${ROUNDS} imports: every resume gave the digest of an undisturbed import`)
})

test(`${ROUNDS} imports cancelled at random moments`, async () => {
  const random = seeded(20_262)
  for (let done = 0; done < ROUNDS; ) {
    const result = await cancelledAndAgain(rounds, `cancelled-${done}`, random)
    expect(result, `round ${done}`).toMatchObject({ digest: rounds.undisturbed.digest, strangers: [] })
    if (!result.cancelled) continue
    expect(result, `round ${done}`).toMatchObject({ afterCancel: rounds.emptyDigest, strangersAfterCancel: [] })
    done++
  }
  console.log(`${ROUNDS} cancels: the case was as before, and importing again gave the digest of an undisturbed import`)
})
