import type { Profile, RecentCase, RememberedHead, StoredKey, StoredPolicy } from '../../main/app/ports/trust.ts'

/** A profile that leaves nothing on the disk. It passes the suite of the real one (profile.test.ts). */
export function memoryProfile(nowMs: () => number = () => 0): Profile {
  const recent = new Map<string, RecentCase>()
  const keys = new Map<string, StoredKey>()
  const heads = new Map<string, RememberedHead>()
  let policy: StoredPolicy = { text: '', maxAgeHours: null }
  return {
    label: 'memory',
    casesFolder: '/nowhere',
    recentCases: async () => [...recent.values()].sort((a, b) => b.openedAtMs - a.openedAtMs),
    rememberCase: async (row) => void recent.set(row.caseId, row),
    forgetCase: async (caseId) => void recent.delete(caseId),
    keys: async () => [...keys.values()].sort((a, b) => a.addedAtMs - b.addedAtMs),
    addKey: async (key) => void keys.set(key.vkey, key),
    removeKey: async (vkey) => keys.delete(vkey),
    policy: async () => policy,
    setPolicy: async (next) => {
      policy = next
    },
    heads: async () => [...heads.values()],
    rememberHead: async ({ origin, size, note }) => {
      const headId = `${origin}/${size}-${Buffer.from(note).toString('hex')}`
      if (heads.has(headId)) return false
      heads.set(headId, { headId, rememberedAtMs: nowMs(), note })
      return true
    },
    forgetHead: async (headId) => heads.delete(headId),
  }
}
