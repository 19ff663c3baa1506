import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { type CallFailed, settle } from '../../api/queries.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextArea } from '../../ui/Field.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Status } from '../../ui/Status.tsx'
import { Time } from '../../ui/Time.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { LogTarget } from '../requests/DerivedLog.tsx'
import type { FindingFilter } from './Findings.tsx'

type Group = Output<'findings.groups'>['groups'][number]
type Page = Output<'findings.list'>
type Finding = Page['findings'][number]

interface Props {
  readonly target: LogTarget
  readonly by: 'rule' | 'severity' | 'request'
  readonly filter: FindingFilter
  readonly group: Group
  readonly isOpen: boolean
}

/** What the view lets through, of this group. */
const filterOf = (by: Props['by'], key: string, filter: FindingFilter): FindingFilter => ({
  ...filter,
  ...((by === 'rule' ? { rule: [key] } : by === 'severity' ? { severity: [key] } : { req: key }) as FindingFilter),
})

/** One group; its findings are read when it is opened. */
export function FindingGroup({ target, by, filter, group, isOpen: initially }: Props) {
  const t = useWords()
  const [isOpen, setOpen] = useState(initially)
  return (
    <details className="FindingGroup" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Status tone={group.severity === 'high' || group.severity === 'medium' ? 'damaged' : 'unknown'}>
          {t(`findings.severity.${group.severity}`)}
        </Status>
        <span className="FindingGroup-title">
          <b>
            {group.key === '' && by === 'request'
              ? t('findings.group.log')
              : by === 'severity'
                ? t(`findings.severity.${group.severity}`)
                : group.title || group.key}
          </b>
          <span className="Requests-muted"> {group.sentence}</span>
        </span>
        <span>{t('findings.group.count', { count: group.count, acknowledged: group.acknowledged })}</span>
      </summary>
      {isOpen && <FindingList target={target} by={by} filter={filter} group={group} />}
    </details>
  )
}

function FindingList({ target, by, filter: view, group }: Omit<Props, 'isOpen'>) {
  const t = useWords()
  const call = useCall()
  const [chosen, setChosen] = useState<Finding | null>(null)
  const filter = filterOf(by, group.key, view)
  const list = useInfiniteQuery<Page, CallFailed, { pages: Page[] }, readonly unknown[], string | null>({
    queryKey: ['findings.list', target, filter],
    queryFn: ({ pageParam }) => settle(call, 'findings.list', { ...target, filter, cursor: pageParam, limit: 50 }),
    initialPageParam: null,
    getNextPageParam: (last) => last.nextCursor,
  })
  if (list.isPending) return <Loading>{t('findings.loading')}</Loading>
  if (list.isError)
    return (
      <CallErrorNotice title={t('findings.failed')} error={list.error.detail} onRetry={() => void list.refetch()} />
    )
  const findings = list.data.pages.flatMap((page) => page.findings)
  return (
    <>
      <ul className="FindingList">
        {findings.map((finding) => (
          <li key={finding.findingId}>
            <p>
              <Time at={finding.atMs} /> ·{' '}
              {finding.req === null ? (
                t('findings.log')
              ) : (
                <a href={`#/case/${target.caseId}/requests/${encodeURIComponent(finding.req)}`}>{finding.req}</a>
              )}{' '}
              ·{' '}
              {finding.entries.map((entry) =>
                entry.index === null ? (
                  <span key={entry.seq}>{t('requests.story.entry', { index: entry.seq })} </span>
                ) : (
                  <a
                    key={entry.seq}
                    href={`#/case/${target.caseId}/verify/${target.evidenceId}?tab=entries&entry=${entry.index}`}
                  >
                    {t('requests.story.entry', { index: entry.index })}{' '}
                  </a>
                ),
              )}
            </p>
            <p>
              <EvidenceText value={finding.text} />
            </p>
            {finding.acknowledged !== null ? (
              <p className="Requests-muted">{t('findings.acknowledged', { note: finding.acknowledged.note })}</p>
            ) : (
              <Button look="quiet" onClick={() => setChosen(finding)}>
                {t('findings.acknowledge')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('findings.more')}
        </Button>
      )}
      {chosen && <Acknowledge target={target} finding={chosen} onClose={() => setChosen(null)} />}
    </>
  )
}

function Acknowledge({
  target,
  finding,
  onClose,
}: {
  readonly target: LogTarget
  readonly finding: Finding
  readonly onClose: () => void
}) {
  const t = useWords()
  const [note, setNote] = useState('')
  const write = useWrite('worklog.acknowledge', ['findings.', 'worklog.', 'requests.get'])
  return (
    <Dialog
      title={t('findings.acknowledge.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('findings.cancel')}</Button>
          <Button
            look="primary"
            busy={write.isPending}
            disabled={note.trim() === ''}
            onClick={() => write.mutate({ ...target, findingIds: [finding.findingId], note }, { onSuccess: onClose })}
          >
            {t('findings.acknowledge')}
          </Button>
        </>
      }
    >
      <p>
        <EvidenceText value={finding.text} />
      </p>
      <p>{t('findings.acknowledge.text')}</p>
      <TextArea
        label={t('requests.notes.text')}
        rows={3}
        maxLength={10_000}
        value={note}
        onChange={setNote}
        data-autofocus
      />
      {write.isError && <CallErrorNotice title={t('requests.notes.failed')} error={write.error.detail} />}
    </Dialog>
  )
}
