import { CHECKS } from '#core/bundle/check.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { changed, hrefOf, usePlace } from '../../router.ts'
import { Status } from '../../ui/Status.tsx'
import type { Column } from '../../ui/table/column.ts'
import { PlainTable } from '../../ui/table/PlainTable.tsx'
import { ANSWERS, type Answer, type CheckName, type Run, TONES } from './types.ts'

/** The seven checks, each with how many bundles gave which answer: a link to those bundles. */
export function CheckCounts({ run }: { readonly run: Run }) {
  const t = useWords()
  const columns: readonly Column<CheckName>[] = [
    {
      id: 'check',
      label: t('bundles.checks.check'),
      min: 14,
      cell: (check) => (
        <>
          <b>{t(`bundles.check.${check}`)}</b> <span className="muted">{t(`bundles.check.${check}.asks`)}</span>
        </>
      ),
    },
    ...ANSWERS.map(
      (answer): Column<CheckName> => ({
        id: answer,
        label: t(`bundles.answer.${answer}`),
        min: 7,
        align: 'end',
        cell: (check) => <Bundles n={run.checks[check][answer]} check={check} answer={answer} />,
      }),
    ),
  ]
  return <PlainTable label={t('bundles.checks')} columns={columns} rows={CHECKS} rowKey={(check) => check} />
}

interface CountProps {
  readonly n: number
  readonly check: CheckName
  readonly answer: Answer
}

function Bundles({ n, check, answer }: CountProps) {
  const t = useWords()
  const { count } = useFigures()
  const { path, query } = usePlace()
  if (n === 0) return <span className="muted">{count(0)}</span>
  const href = hrefOf(path, changed(query, { check, answer, status: null }))
  const what = { check: t(`bundles.check.${check}`), answer: t(`bundles.answer.${answer}`) }
  return (
    <a href={href} aria-label={`${count(n)}. ${t('bundles.checks.filter', what)}`}>
      <Status tone={TONES[answer]}>{count(n)}</Status>
    </a>
  )
}
