import { useQuery } from '@tanstack/react-query'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { useCase } from '../../api/case-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead, Section } from '../../ui/Screen.tsx'
import type { Column } from '../../ui/table/column.ts'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { PolicyFile } from './PolicyFile.tsx'
import './Rules.css'

type Rule = Output<'rules.policy'>['rules'][number]

/** What requests are held to: every rule with its parameters and the operator's own sentence, and the file they come from. */
export function RulesScreen() {
  const t = useWords()
  const opened = useCase()
  const { caseId } = opened
  const policy = useQuery(readQuery(useCall(), 'rules.policy', { caseId }))
  const crumb = (
    <>
      <a href="#/">{t('cases.title')}</a> / <EvidenceText value={opened.name} />
    </>
  )
  if (policy.isPending) return <Loading>{t('rules.loading')}</Loading>
  if (policy.isError) {
    return (
      <>
        <ScreenHead crumb={crumb} title={t('rules.title')} />
        <CallErrorNotice title={t('rules.failed')} error={policy.error.detail} onRetry={() => void policy.refetch()} />
      </>
    )
  }
  const { text, isOwn, rules } = policy.data
  const columns: readonly Column<Rule>[] = [
    {
      id: 'rule',
      label: t('rules.col.rule'),
      min: 11,
      cell: ({ rule, title }) => (
        <>
          <b>{title}</b>
          <br />
          <code>{rule}</code>
        </>
      ),
    },
    {
      id: 'severity',
      label: t('requests.filter.severity'),
      min: 5,
      cell: ({ severity }) => t(`findings.severity.${severity}`),
    },
    { id: 'when', label: t('rules.col.when'), min: 15, cell: ({ brokenWhen }) => brokenWhen },
    {
      id: 'parameters',
      label: t('rules.col.parameters'),
      min: 11,
      cell: ({ parameters }) =>
        parameters.map(({ name, value }) => (
          <div key={name}>
            <code>{name}</code> {value === 'null' ? t('rules.promises-nothing') : <EvidenceText value={value} />}
          </div>
        )),
    },
    {
      id: 'sentence',
      label: t('rules.col.sentence'),
      min: 14,
      cell: ({ sentence }) => <EvidenceText value={sentence} />,
    },
  ]
  return (
    <>
      <ScreenHead crumb={crumb} title={t('rules.title')} lead={t(isOwn ? 'rules.lead.own' : 'rules.lead.default')} />
      <div className="Rules-table">
        <PlainTable label={t('rules.title')} columns={columns} rows={rules} rowKey={({ rule }) => rule} />
      </div>
      <Section title={t('rules.file')}>
        <PolicyFile key={text} caseId={caseId} text={text} isOwn={isOwn} readOnly={opened.readOnly} />
      </Section>
    </>
  )
}
