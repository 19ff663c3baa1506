import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Status } from '../../ui/Status.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { PolicyEditor } from './PolicyEditor.tsx'

type Policy = Output<'trust.policy'>

/** Which witnesses must have cosigned, and how old their newest signature may be. */
export function PolicySection() {
  const t = useWords()
  const query = useQuery(readQuery(useCall(), 'trust.policy', {}))
  const [editing, setEditing] = useState(false)
  const isEmpty = query.isSuccess && query.data.text === '' && query.data.maxAgeHours === null
  return (
    <Section
      title={t('trust.policy')}
      aside={
        query.isSuccess &&
        !editing &&
        !isEmpty && <Button onClick={() => setEditing(true)}>{t('trust.policy.edit')}</Button>
      }
    >
      {query.isPending ? (
        <Loading>{t('trust.policy.loading')}</Loading>
      ) : query.isError ? (
        <CallErrorNotice
          title={t('trust.policy.failed')}
          error={query.error.detail}
          safe={t('trust.safe')}
          onRetry={() => query.refetch()}
        />
      ) : editing ? (
        <PolicyEditor policy={query.data} onClose={() => setEditing(false)} />
      ) : isEmpty ? (
        <Empty
          title={t('trust.policy.none')}
          actions={<Button onClick={() => setEditing(true)}>{t('trust.policy.write')}</Button>}
        >
          <p>{t('trust.policy.none.text')}</p>
        </Empty>
      ) : (
        <ReadPolicy policy={query.data} />
      )}
    </Section>
  )
}

/** The policy as it was understood. */
function ReadPolicy({ policy }: { readonly policy: Policy }) {
  const t = useWords()
  const { decimal } = useFigures()
  const { witnesses, groups, quorum, splitViewPossible, maxAgeHours, text } = policy
  const none = <span className="muted">{t('verify.rests.none')}</span>
  return (
    <>
      <dl className="Trust-policy">
        <dt>{t('trust.policy.quorum')}</dt>
        <dd>{quorum === '' ? none : <EvidenceText value={quorum} />}</dd>
        <dt>{t('trust.policy.groups')}</dt>
        <dd>
          {groups.length === 0
            ? none
            : groups.map(({ name, threshold, members }) => (
                <div key={name}>
                  <EvidenceText value={name} />: {t('trust.policy.group', { threshold, n: members.length })}{' '}
                  <EvidenceText value={members.join(', ')} />
                </div>
              ))}
        </dd>
        <dt>{t('trust.policy.witnesses')}</dt>
        <dd>
          {witnesses.length === 0
            ? none
            : witnesses.map(({ name, keyId, vkey }) => (
                <div key={vkey} title={vkey}>
                  <EvidenceText value={name} /> <code className="muted">{keyId}</code>
                </div>
              ))}
        </dd>
        <dt>{t('verify.rests.split-view')}</dt>
        <dd>
          {quorum === '' || quorum === 'none' ? (
            <Status tone="neutral">{t('trust.policy.no-quorum')}</Status>
          ) : (
            <Status tone={splitViewPossible ? 'unknown' : 'intact'}>
              {t(splitViewPossible ? 'verify.rests.split-view.yes' : 'verify.rests.split-view.no')}
            </Status>
          )}
        </dd>
        <dt>{t('trust.policy.max-age')}</dt>
        <dd>
          {maxAgeHours === null
            ? t('trust.policy.no-age')
            : t('verify.age.hours', { hours: decimal(maxAgeHours, 0), n: maxAgeHours })}
        </dd>
      </dl>
      {text !== '' && (
        <details className="Trust-text">
          <summary>{t('trust.policy.text')}</summary>
          <pre>
            <EvidenceText value={text} />
          </pre>
        </details>
      )}
    </>
  )
}
