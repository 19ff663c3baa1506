/** What a log says about its own keys, and what its heads are worth then: docs/formats/log.md §4. */
import type { CountedHead } from '#core/log/compare-heads.ts'
import { type Head, type HeadFile, type Judges, judgeHead } from '#core/log/head.ts'
import { followKeyEvents, type KeyNews, type LogEntry, type RingKey } from '#core/log/key-ring.ts'
import { keyIdentity } from '#core/note/key-name.ts'
import type { Breathe } from './breath.ts'
import { verifyEd25519 } from './verify-ed25519.ts'

export interface FollowOptions {
  readonly heads: readonly Head[]
  readonly judges: Judges
  readonly breathe: Breathe
}

/** Signatures take a tenth of a millisecond each, and a log of ten years has thousands of heads. */
export async function judgeHeads(
  files: readonly HeadFile[],
  judges: Judges,
  breathe: Breathe,
): Promise<readonly Head[]> {
  const heads: Head[] = []
  for (const file of files) {
    heads.push(judgeHead(file, judges))
    await breathe()
  }
  return heads
}

/**
 * Keys that the log introduces count at once: their notes prove them. Revocations and retirements count where a head
 * covers them, else whoever can insert a line could take the auditor's heads away.
 */
export async function followKeys(
  { heads, judges, breathe }: FollowOptions,
  events: readonly LogEntry[],
  origin: string | null,
  count: (heads: readonly Head[]) => readonly CountedHead[],
): Promise<{ readonly heads: readonly Head[]; readonly news: readonly KeyNews[] }> {
  if (origin === null) return { heads, news: [] }
  const all = followKeyEvents(events, origin, judges.ring, verifyEd25519)
  if (all.length === 0) return { heads, news: [] }
  // A key that the auditor gave is trusted for the sizes that the auditor gave, whatever the log says of it.
  const given = new Set(judges.ring.map(({ vkey }) => keyIdentity(vkey)))
  const added = all.flatMap((item) =>
    item.kind === 'added' && !given.has(keyIdentity(item.key.vkey)) ? [item.key] : [],
  )
  const ring = [...judges.ring, ...added]
  const first =
    added.length === 0
      ? heads
      : await judgeHeads(
          heads.map(({ file }) => file),
          { ...judges, ring },
          breathe,
        )
  const agreed = count(first).reduce((most, { size, agrees }) => (agrees === 'yes' ? Math.max(most, size) : most), 0)
  const news = all.filter(({ kind, position }) => (kind === 'revoked' || kind === 'retired' ? position < agreed : true))
  if (!news.some(({ kind }) => kind === 'revoked')) return { heads: first, news }
  const trusted = ring.filter((key) => !isIntroducedByRevoked(key, news))
  const last = await judgeHeads(
    heads.map(({ file }) => file),
    { ...judges, ring: trusted, news },
    breathe,
  )
  return { heads: last, news }
}

/** Whoever stole a key could have introduced another with it. */
function isIntroducedByRevoked(key: RingKey, news: readonly KeyNews[]): boolean {
  const added = news.find((item) => item.kind === 'added' && item.key === key)
  if (added?.kind !== 'added') return false
  return news.some(
    (item) => item.kind === 'revoked' && added.by.endsWith(`+${item.keyId}`) && key.fromSize >= item.sinceSize,
  )
}
