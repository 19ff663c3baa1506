import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead, Section } from '../../ui/Screen.tsx'
import { Status, type Tone } from '../../ui/Status.tsx'
import { formatTime, Time } from '../../ui/Time.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { BundlesOfRequest } from '../bundles/BundlesOfRequest.tsx'
import type { LogTarget } from './DerivedLog.tsx'
import { labelOf } from './labels.ts'
import { MatterDialog } from './MatterDialog.tsx'
import { RequestDue } from './RequestDue.tsx'
import { RequestNotes } from './RequestNotes.tsx'

type Request = Output<'requests.get'>
type Scope = Request['scope']['asked']
type Answer = Request['rules'][number]['answer']

const TONES: Readonly<Record<Answer, Tone>> = {
  met: 'intact',
  broken: 'damaged',
  open: 'neutral',
  not_evaluated: 'unknown',
}
/** What was broken comes first. */
const ORDER: readonly Answer[] = ['broken', 'open', 'not_evaluated', 'met']

interface Props {
  readonly target: LogTarget
  readonly req: string
  readonly crumb: ReactNode
}

interface EntryProps {
  readonly target: LogTarget
  readonly entry: { readonly seq: number; readonly index: number | null }
}

/** To the raw entry, its hash and its proof. */
function EntryAnchor({ target, entry }: EntryProps) {
  const t = useWords()
  if (entry.index === null) return <>{t('requests.story.entry', { index: entry.seq })}</>
  return (
    <a href={`#/case/${target.caseId}/verify/${target.evidenceId}?tab=entries&entry=${entry.index}`}>
      {t('requests.story.entry', { index: entry.index })}
    </a>
  )
}

/** One request: its story as a timeline, what was asked, approved and disclosed, and the rules it met or broke. */
export function RequestPage({ target, req, crumb }: Props) {
  const t = useWords()
  const [isMatter, setMatter] = useState(false)
  const query = useQuery(readQuery(useCall(), 'requests.get', { ...target, req }))
  const trail = (
    <>
      {crumb} / <a href={`#/case/${target.caseId}/requests`}>{t('requests.back')}</a>
    </>
  )
  if (query.isPending) return <Loading>{t('requests.loading')}</Loading>
  if (query.isError) {
    return (
      <>
        <ScreenHead crumb={trail} title={<EvidenceText value={req} />} />
        <CallErrorNotice title={t('requests.one.failed')} error={query.error.detail} onRetry={() => query.refetch()} />
      </>
    )
  }
  const { row, story, scope, rules, links } = query.data
  const linked = [
    ...(links.follows === null ? [] : [[t('requests.links.follows'), [links.follows]] as const]),
    ...(links.followers.length === 0 ? [] : [[t('requests.links.followers'), links.followers] as const]),
    ...(links.duplicates.length === 0 ? [] : [[t('requests.links.duplicates'), links.duplicates] as const]),
  ]
  return (
    <>
      <ScreenHead
        crumb={trail}
        title={t('requests.one', { req: row.req })}
        actions={<Button onClick={() => setMatter(true)}>{t('matter.open')}</Button>}
        lead={t('requests.one.lead', {
          outcome: row.outcome === null ? labelOf('section', row.section) : labelOf('outcome', row.outcome),
          received: formatTime(row.receivedAtMs, 'utc'),
          authority: row.authority.name ?? labelOf('authorityType', row.authority.type),
        })}
      />
      {isMatter && <MatterDialog target={target} what={{ reqs: [row.req] }} onClose={() => setMatter(false)} />}
      {row.reason !== null && (
        <p className="RequestPage-reason">
          <EvidenceText value={row.reason} />
        </p>
      )}
      <Section title={t('requests.scope')}>
        <ScopeTable scope={scope} target={target} />
      </Section>
      <Section title={t('requests.story')}>
        <ol className="Story">
          {story.map((step) => (
            <li key={step.entry.seq} className={step.breach === null ? undefined : 'Story-breach'}>
              <p className="Story-when">
                <Time at={step.timeMs} />
              </p>
              <div>
                <p className="Story-what">
                  <b>{labelOf('type', step.type.replace('.', ' '))}</b> ·{' '}
                  <EntryAnchor target={target} entry={step.entry} /> ·{' '}
                  <Hash value={step.leafHash} of={`${step.type} ${step.entry.seq}`} />
                </p>
                {step.breach !== null && (
                  <p>
                    <Status tone="damaged">{step.breach}</Status>
                  </p>
                )}
                {step.corrections.map((one) => (
                  <p key={`${one.by.seq}${one.field}`} className="Requests-muted">
                    {t('requests.story.corrected', {
                      by: one.by.seq,
                      field: one.field,
                      from: one.fromJson,
                      to: one.toJson,
                      why: one.why ?? '',
                    })}
                  </p>
                ))}
                {step.dataJson !== null && step.dataJson !== '{}' && (
                  <details>
                    <summary>{t('requests.story.data')}</summary>
                    <pre className="Story-data">
                      <EvidenceText value={pretty(step.dataJson)} />
                    </pre>
                  </details>
                )}
              </div>
            </li>
          ))}
        </ol>
      </Section>
      <RequestDue due={query.data.due} asOfMs={query.data.derivation.asOfMs} />
      <Section title={t('requests.rules')}>
        <ul className="Rules">
          {[...rules]
            .sort((a, b) => ORDER.indexOf(a.answer) - ORDER.indexOf(b.answer))
            .map((rule) => (
              <li key={rule.rule}>
                <Status tone={TONES[rule.answer]}>{t(`requests.rules.${rule.answer}`)}</Status>
                <div>
                  <p>
                    <b>{rule.title}</b>
                    {rule.answer === 'broken' && ` · ${t(`findings.severity.${rule.severity}`)}`}
                    {rule.answer === 'open' &&
                      rule.dueMs !== null &&
                      ` · ${t('requests.rules.due', { when: formatTime(rule.dueMs, 'utc') })}`}
                  </p>
                  {rule.text !== '' && (
                    <p>
                      <EvidenceText value={rule.text} />
                    </p>
                  )}
                  <p className="Requests-muted">
                    {rule.sentence}{' '}
                    {rule.entries.map((entry) => (
                      <span key={entry.seq}>
                        <EntryAnchor target={target} entry={entry} />{' '}
                      </span>
                    ))}
                  </p>
                </div>
              </li>
            ))}
        </ul>
      </Section>
      <BundlesOfRequest caseId={target.caseId} req={row.req} />
      <RequestNotes target={target} req={row.req} notes={query.data.notes} tags={row.tags} />
      {linked.length > 0 && (
        <Section title={t('requests.links')}>
          {linked.map(([label, ids]) => (
            <p key={label}>
              {label}:{' '}
              {ids.map((id) => (
                <a key={id} href={`#/case/${target.caseId}/requests/${encodeURIComponent(id)}`}>
                  {id}{' '}
                </a>
              ))}
            </p>
          ))}
        </Section>
      )}
    </>
  )
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}

function ScopeTable({ scope, target }: { readonly scope: Request['scope']; readonly target: LogTarget }) {
  const t = useWords()
  const day = (ms: number | null) => (ms === null ? t('requests.unknown') : formatTime(ms, 'utc', 'day'))
  const row = (key: string, label: ReactNode, one: Scope) => (
    <tr key={key}>
      <th scope="row">
        {label} {one.entry && <EntryAnchor target={target} entry={one.entry} />}
      </th>
      <td>
        {one.categories === null
          ? t('requests.unknown')
          : one.categories.map((code) => labelOf('category', code)).join(', ')}
      </td>
      <td>
        {day(one.fromMs)} – {day(one.toMs)}
      </td>
      <td className="Scope-number">{one.accounts ?? t('requests.unknown')}</td>
    </tr>
  )
  return (
    <div className="Scope">
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('requests.scope.categories')}</th>
            <th scope="col">{t('requests.scope.period')}</th>
            <th scope="col" className="Scope-number">
              {t('requests.scope.accounts')}
            </th>
          </tr>
        </thead>
        <tbody>
          {row('asked', t('requests.scope.asked'), scope.asked)}
          {scope.approved && row('approved', t('requests.scope.approved'), scope.approved)}
          {scope.disclosed.map((one) =>
            row(
              `bundle ${one.bundle ?? one.entry?.seq}`,
              <>
                {t('requests.scope.disclosed', { bundle: one.bundle ?? '' })}
                {one.delivered === null && ` (${t('requests.scope.not-delivered')})`}
              </>,
              one,
            ),
          )}
        </tbody>
      </table>
      {scope.disclosed.length === 0 && <p className="Requests-muted">{t('requests.scope.nothing')}</p>}
    </div>
  )
}
