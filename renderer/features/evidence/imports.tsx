import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from 'react'
import type { Dropped, UploadOptions } from '#contract/bridge.ts'
import type { CallError } from '#contract/operation.ts'
import type { Result } from '#core/result.ts'
import { useBridge } from '../../api/call-context.ts'
import type { JobStatus } from '../../api/use-job.ts'
import { useWords } from '../../i18n/words.tsx'
import { go, hrefOf, parsePlace } from '../../router.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { type ImportJob, needsAnswer, type Preflight, type Step } from './import-flow.ts'

export interface EndedImport {
  readonly job: ImportJob
  readonly error: CallError
}

interface Imports {
  readonly step: Step
  readonly jobs: readonly ImportJob[]
  /** Imports that failed, until the reader has read why. */
  readonly failed: readonly EndedImport[]
  readonly pick: (want: 'file' | 'folder', caseId: string | null) => void
  readonly drop: (dropped: Dropped, name: string, caseId: string | null) => void
  /** Evidence the program was started with. */
  readonly take: (pickedId: string, caseId: string | null) => void
  readonly chooseCase: (caseId: string) => void
  readonly confirm: () => void
  readonly close: () => void
  readonly watch: (job: ImportJob) => void
  readonly ended: (job: ImportJob, status: JobStatus) => void
  readonly dismiss: (jobId: string) => void
}

const Context = createContext<Imports | null>(null)
export function useImports(): Imports {
  const imports = use(Context)
  if (imports === null) throw new Error('bug: useImports outside ImportsProvider')
  return imports
}

const IDLE: Step = { at: 'idle' }

export function ImportsProvider({ children }: { readonly children: ReactNode }) {
  const bridge = useBridge()
  const client = useQueryClient()
  const t = useWords()
  const announce = useAnnounce()
  const [step, setStep] = useState<Step>(IDLE)
  const [jobs, setJobs] = useState<readonly ImportJob[]>([])
  const [failed, setFailed] = useState<readonly EndedImport[]>([])
  /** Counts the reader's choices: what an older one still has under way no longer counts. */
  const turn = useRef(0)

  const refresh = useCallback(
    () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [name] }) => /^(evidence|verify|cases|requests|bundles)\./.test(String(name)),
      }),
    [client],
  )
  const watch = useCallback((job: ImportJob) => {
    setJobs((before) => (before.some(({ jobId }) => jobId === job.jobId) ? before : [...before, job]))
  }, [])

  const start = useCallback(
    async (caseId: string, pickedId: string, { name, kind }: Pick<Preflight, 'name' | 'kind'>) => {
      const started = await bridge.call('evidence.import', { caseId, pickedId })
      if (!started.ok) return setStep({ at: 'refused', error: started.error })
      setStep(IDLE)
      watch({ jobId: started.value.jobId, caseId, name, kind, own: true })
      go(hrefOf(`/case/${caseId}/evidence`))
    },
    [bridge, watch],
  )
  const look = useCallback(
    async (caseId: string, pickedId: string) => {
      const mine = turn.current
      setStep({ at: 'looking', caseId, pickedId })
      const answer = await bridge.call('evidence.preflight', { caseId, pickedId })
      if (turn.current !== mine) return
      if (!answer.ok) return setStep({ at: 'refused', error: answer.error })
      if (needsAnswer(answer.value)) return setStep({ at: 'confirm', caseId, pickedId, preflight: answer.value })
      await start(caseId, pickedId, answer.value)
    },
    [bridge, start],
  )
  const take = useCallback(
    (pickedId: string, caseId: string | null, suggestedName = '') => {
      turn.current++
      if (caseId === null) setStep({ at: 'choose-case', pickedId, suggestedName })
      else void look(caseId, pickedId)
    },
    [look],
  )

  /** Waits for the host to hand over what was picked; the web host sends the bytes meanwhile. */
  const receive = useCallback(
    async (
      from: (options: UploadOptions) => Promise<Result<string | null, CallError>>,
      name: string,
      caseId: string | null,
    ) => {
      const mine = ++turn.current
      const stop = new AbortController()
      const onProgress = (bytesDone: number, bytesTotal: number) => {
        if (turn.current === mine) setStep({ at: 'sending', bytesDone, bytesTotal, stop: () => stop.abort() })
      }
      const picked = await from({ onProgress, stop: stop.signal })
      if (turn.current !== mine) return
      if (!picked.ok) setStep({ at: 'refused', error: picked.error })
      else if (picked.value === null) setStep(IDLE)
      else take(picked.value, caseId, name)
    },
    [take],
  )

  const ended = useCallback(
    (job: ImportJob, status: JobStatus) => {
      setJobs((before) => before.filter(({ jobId }) => jobId !== job.jobId))
      void refresh()
      if (status.state === 'failed' && status.error) {
        const { error } = status
        setFailed((before) => [...before, { job, error }])
      } else if (status.state === 'cancelled') announce(t('imports.cancelled', { name: job.name }))
      else if (status.state === 'done' && status.result !== null) {
        announce(t('imports.done', { name: job.name }))
        const isWatching = parsePlace(window.location.hash).path === `/case/${job.caseId}/evidence`
        const screen = job.kind === 'bundles' ? 'bundles' : 'verify'
        if (job.own && isWatching) go(hrefOf(`/case/${job.caseId}/${screen}/${status.result}`))
      }
    },
    [announce, refresh, t],
  )

  const value = useMemo<Imports>(
    () => ({
      step,
      jobs,
      failed,
      watch,
      ended,
      take,
      pick: (want, caseId) => void receive((options) => bridge.pickEvidence({ ...options, want }), '', caseId),
      drop: (dropped, name, caseId) => void receive((options) => bridge.pickDropped(dropped, options), name, caseId),
      chooseCase: (caseId) => {
        if (step.at === 'choose-case') void look(caseId, step.pickedId)
      },
      confirm: () => {
        if (step.at === 'confirm') void start(step.caseId, step.pickedId, step.preflight)
      },
      close: () => {
        turn.current++
        if (step.at === 'sending') step.stop()
        setStep(IDLE)
      },
      dismiss: (jobId) => setFailed((before) => before.filter(({ job }) => job.jobId !== jobId)),
    }),
    [step, jobs, failed, watch, ended, take, receive, bridge, look, start],
  )
  return <Context value={value}>{children}</Context>
}
