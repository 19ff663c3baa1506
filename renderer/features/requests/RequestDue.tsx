import type { Output } from '#contract/contract.ts'
import { useWords } from '../../i18n/words.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Status } from '../../ui/Status.tsx'
import { formatTime, Time } from '../../ui/Time.tsx'

interface Props {
  readonly due: Output<'requests.get'>['due']
  readonly asOfMs: number
}

/** What is owed about this request, and by when. */
export function RequestDue({ due, asOfMs }: Props) {
  const t = useWords()
  if (due.length === 0) return null
  return (
    <Section title={t('due.of-request', { asOf: formatTime(asOfMs, 'utc') })}>
      <ul className="RequestDue">
        {due.map((item) => (
          <li key={`${item.kind} ${item.dueMs}`}>
            {item.dueMs === null ? t('due.undated') : <Time at={item.dueMs} />} · {t(`due.kind.${item.kind}`)}{' '}
            {item.overdue && <Status tone="damaged">{t('due.overdue')}</Status>}
          </li>
        ))}
      </ul>
    </Section>
  )
}
