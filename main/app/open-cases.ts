/** The cases that are open in this program. A case on the recent list opens by itself when something is asked of it. */
import type { CaseSummary } from '#contract/areas/cases.ts'
import type { CallError } from '#contract/operation.ts'
import { refusal } from '#contract/refusal.ts'
import { assertNever } from '#core/input-error.ts'
import type { CaseInfo, CaseLibrary, OpenCase, WhyNot } from './ports/case.ts'
import type { Profile, RecentCase } from './ports/trust.ts'

export interface OpenCases {
  /** Throws a refusal where the case is unknown or cannot be opened. */
  readonly get: (caseId: string) => Promise<OpenCase>
  /** Opens the case in a folder that the host named, or makes it. Throws a refusal where it can do neither. */
  readonly openFolder: (folder: string, create?: { readonly name: string }) => Promise<CaseSummary>
  readonly summary: (caseId: string) => Promise<CaseSummary>
  /** Newest first. */
  readonly recent: () => Promise<readonly CaseSummary[]>
  readonly forget: (caseId: string) => Promise<boolean>
  readonly close: () => Promise<void>
}

interface Deps {
  readonly library: CaseLibrary
  readonly profile: Profile
  readonly nowMs: () => number
  readonly caseIdOf: (folder: string) => Promise<string>
  /** Told when a case is closed: what is held for it in memory goes. */
  readonly onClosed?: (caseId: string) => void
}

export function createOpenCases({ library, profile, nowMs, caseIdOf, onClosed }: Deps): OpenCases {
  const open = new Map<string, Promise<OpenCase>>()

  async function openOrCreate(folder: string, create?: { readonly name: string }): Promise<OpenCase> {
    const result = await library.open(folder)
    if (result.ok) return result.value
    if (create !== undefined && result.error.state === 'missing') return library.create(folder, create.name, nowMs())
    throw refusal(cannotOpen(result.error))
  }

  function keep(caseId: string, opening: Promise<OpenCase>): Promise<OpenCase> {
    open.set(caseId, opening)
    opening.catch(() => open.delete(caseId))
    return opening
  }

  async function get(caseId: string): Promise<OpenCase> {
    const known = open.get(caseId)
    if (known) return known
    const recent = (await profile.recentCases()).find((each) => each.caseId === caseId)
    if (!recent) throw refusal({ code: 'not_found', message: 'no case of this id was opened here' })
    return open.get(caseId) ?? keep(caseId, openOrCreate(recent.folder))
  }

  async function remember(caseId: string, theCase: OpenCase): Promise<CaseSummary> {
    const info = await theCase.info()
    const openedAtMs = nowMs()
    const { name, createdAtMs } = info
    await profile.rememberCase({ caseId, folder: theCase.folder, openedAtMs, name, createdAtMs })
    return summaryOf(caseId, openedAtMs, info)
  }

  async function look(recent: RecentCase): Promise<CaseSummary> {
    const running = open.get(recent.caseId)
    if (running) return summaryOf(recent.caseId, recent.openedAtMs, await (await running).info())
    const inspected = await library.inspect(recent.folder)
    if (inspected.ok) return summaryOf(recent.caseId, recent.openedAtMs, inspected.value)
    const { caseId, name, createdAtMs, openedAtMs } = recent
    const empty = { evidenceCount: 0, entryCount: 0, sizeBytes: 0, readOnly: false }
    return { caseId, name, createdAtMs, openedAtMs, ...empty, ...inspected.error }
  }

  return {
    get,
    openFolder: async (folder, create) => {
      const caseId = await caseIdOf(folder)
      return remember(caseId, await (open.get(caseId) ?? keep(caseId, openOrCreate(folder, create))))
    },
    summary: async (caseId) => remember(caseId, await get(caseId)),
    recent: async () => Promise.all((await profile.recentCases()).map(look)),
    forget: async (caseId) => {
      const known = (await profile.recentCases()).some((each) => each.caseId === caseId)
      const running = open.get(caseId)
      open.delete(caseId)
      onClosed?.(caseId)
      await (await running?.catch(() => undefined))?.close()
      await profile.forgetCase(caseId)
      return known || running !== undefined
    },
    close: async () => {
      const all = await Promise.allSettled(open.values())
      for (const caseId of open.keys()) onClosed?.(caseId)
      open.clear()
      await Promise.all(all.map((end) => (end.status === 'fulfilled' ? end.value.close() : undefined)))
    },
  }
}

function summaryOf(caseId: string, openedAtMs: number, info: CaseInfo): CaseSummary {
  return { caseId, openedAtMs, ...info, state: 'ready', detail: '' }
}

function cannotOpen({ state, detail }: WhyNot): CallError {
  switch (state) {
    case 'missing':
      return { code: 'not_found', message: `this case cannot be opened: ${detail}` }
    case 'newer_schema':
    case 'foreign':
    case 'damaged':
      return {
        code: 'schema',
        message: `this case cannot be opened: ${detail}`,
        expected: 'a case that this program can open',
        got: `${state}: ${detail}`,
      }
    default:
      return assertNever(state)
  }
}
