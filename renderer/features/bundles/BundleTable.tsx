import { useInfiniteQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import type { Input, Output } from '#contract/contract.ts'
import { CHECKS } from '#core/bundle/check.ts'
import { useCall } from '../../api/call-context.ts'
import { type CallFailed, settle } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { go, goQuery, hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Select } from '../../ui/Select.tsx'
import { Status } from '../../ui/Status.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { ANSWERS, type Answer, type BundleRow, bundlePath, type CheckName, type ImportTarget, TONES } from './types.ts'

const PAGE = 200
type Filter = NonNullable<Input<'bundles.list'>['filter']>

const answerOf = (text: string | null): Answer | undefined => ANSWERS.find((answer) => answer === text)
const checkOf = (text: string | null): CheckName | undefined => CHECKS.find((check) => check === text)

/** The filter stands in the address: a link or a reload comes back to the same bundles. */
function filterOf(query: URLSearchParams): Filter {
  const status = answerOf(query.get('status'))
  const check = checkOf(query.get('check'))
  const answer = answerOf(query.get('answer'))
  const text = query.get('q')
  return {
    ...(status === undefined ? {} : { status }),
    ...(check === undefined || answer === undefined ? {} : { check, answer }),
    ...(text === null || text === '' ? {} : { text: text.slice(0, 256) }),
  }
}

interface Props {
  readonly target: ImportTarget
  readonly query: URLSearchParams
  readonly source: string
}

/** Bundles by hundreds: pages come as they come into sight. */
export function BundleTable({ target, query, source }: Props) {
  const t = useWords()
  const call = useCall()
  const columns = useColumns(target)
  const filter = filterOf(query)
  const key = JSON.stringify(filter)
  const wanted = useDeferredValue(key)
  const input = { ...target, filter: JSON.parse(wanted) as Filter, limit: PAGE }
  const list = useInfiniteQuery<
    Output<'bundles.list'>,
    CallFailed,
    { pages: Output<'bundles.list'>[] },
    readonly unknown[],
    number
  >({
    queryKey: ['bundles.list', input],
    queryFn: ({ pageParam }) => settle(call, 'bundles.list', { ...input, from: pageParam }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const have = pages.reduce((sum, { rows }) => sum + rows.length, 0)
      return have < last.matching && last.rows.length > 0 ? have : null
    },
    placeholderData: (before) => before,
  })
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? []
  const first = list.data?.pages[0]
  if (list.isError) {
    return (
      <CallErrorNotice
        title={t('bundles.failed')}
        error={list.error.detail}
        safe={t('bundles.safe')}
        onRetry={() => list.refetch()}
      />
    )
  }
  return (
    <DataTable
      id="bundles"
      label={t('bundles.list')}
      columns={columns}
      wrap
      count={rows.length + (list.hasNextPage ? 1 : 0)}
      rowAt={(index) => rows[index]}
      rowKey={({ no }) => String(no)}
      onVisible={(_first, last) => {
        if (last >= rows.length - 40 && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
      }}
      onSelect={({ no }) => go(hrefOf(bundlePath({ ...target, no })))}
      height={36}
      toolbar={<Toolbar filter={filter} />}
      empty={list.isPending ? <Loading>{t('bundles.loading')}</Loading> : <Empty title={t('bundles.empty')} />}
      account={
        <RowAccount
          shown={rows.length}
          total={first?.account.total ?? 0}
          filter={first?.account.filter ?? ''}
          source={source}
        />
      }
    />
  )
}

function Toolbar({ filter }: { readonly filter: Filter }) {
  const t = useWords()
  const { status, check, answer, text } = filter
  return (
    <search className="Bundles-filter">
      <Select
        label={t('bundles.filter.status')}
        value={status ?? ''}
        options={[
          { value: '', label: t('bundles.filter.all') },
          ...ANSWERS.map((value) => ({ value, label: t(`bundles.filter.${value}`) })),
        ]}
        onChange={(value) => goQuery({ status: value === '' ? null : value })}
      />
      <Select
        label={t('bundles.filter.check')}
        value={check ?? ''}
        options={[
          { value: '', label: t('bundles.filter.any-check') },
          ...CHECKS.map((value) => ({ value, label: t(`bundles.check.${value}`) })),
        ]}
        onChange={(value) =>
          goQuery(value === '' ? { check: null, answer: null } : { check: value, answer: answer ?? 'fails' })
        }
      />
      {check !== undefined && (
        <Select
          label={t('bundles.filter.answer')}
          value={answer ?? 'fails'}
          options={ANSWERS.map((value) => ({ value, label: t(`bundles.answer.${value}`) }))}
          onChange={(value) => goQuery({ answer: value })}
        />
      )}
      <TextField
        type="search"
        label={t('bundles.filter.text')}
        value={text ?? ''}
        maxLength={256}
        onChange={(value) => goQuery({ q: value === '' ? null : value })}
      />
      <Button
        disabled={Object.keys(filter).length === 0}
        onClick={() => goQuery({ status: null, check: null, answer: null, q: null })}
      >
        {t('bundles.filter.clear')}
      </Button>
    </search>
  )
}

function useColumns(target: ImportTarget): readonly Column<BundleRow>[] {
  const t = useWords()
  return [
    {
      id: 'bundle',
      label: t('bundles.col.bundle'),
      min: 11,
      grow: 1,
      fixed: true,
      cell: ({ no, path, bundle }) => (
        <>
          <a href={hrefOf(bundlePath({ ...target, no }))}>
            <EvidenceText value={bundle ?? t('bundles.no-id')} />
          </a>
          {path !== '.' && (
            <div className="muted small">
              <EvidenceText value={path} />
            </div>
          )}
        </>
      ),
    },
    {
      id: 'req',
      label: t('bundles.col.req'),
      min: 8,
      grow: 1,
      cell: ({ req }) =>
        req === null ? (
          <span className="muted">{t('bundles.no-req')}</span>
        ) : (
          <a href={hrefOf(`/case/${target.caseId}/requests/${encodeURIComponent(req)}`)}>
            <EvidenceText value={req} />
          </a>
        ),
    },
    {
      id: 'status',
      label: t('bundles.col.status'),
      min: 8,
      cell: ({ status }) => <Status tone={TONES[status]}>{t(`bundles.answer.${status}`)}</Status>,
    },
    { id: 'fails', label: t('bundles.col.fails'), min: 11, grow: 2, cell: (row) => <Fails row={row} /> },
    { id: 'not_examined', label: t('bundles.col.not_examined'), min: 13, grow: 3, cell: (row) => <Open row={row} /> },
  ]
}

function Fails({ row: { checks } }: { readonly row: BundleRow }) {
  const t = useWords()
  const failing = CHECKS.filter((check) => checks[check].answer === 'fails')
  if (failing.length === 0) return <span className="muted">{t('bundles.col.nothing')}</span>
  return failing.map((check) => {
    const { first, failures } = checks[check]
    return (
      <div key={check}>
        <b>{t(`bundles.check.${check}`)}</b>
        {first !== null && (
          <>
            {': '}
            <EvidenceText value={t('bundles.first-failure', first)} />
          </>
        )}
        {failures > 1 && <span className="muted"> {t('bundles.more-failures', { n: failures - 1 })}</span>}
      </div>
    )
  })
}

/** Checks that were left for the same reason stand together. */
function Open({ row: { checks } }: { readonly row: BundleRow }) {
  const t = useWords()
  const byReason = new Map<string, CheckName[]>()
  for (const check of CHECKS) {
    const { answer, why } = checks[check]
    if (answer === 'not_examined') byReason.set(why ?? '', [...(byReason.get(why ?? '') ?? []), check])
  }
  if (byReason.size === 0) return <span className="muted">{t('bundles.col.nothing')}</span>
  return [...byReason].map(([why, open]) => (
    <div key={why}>
      <b>{open.map((check) => t(`bundles.check.${check}`)).join(', ')}</b>: <EvidenceText value={why} />
    </div>
  ))
}
