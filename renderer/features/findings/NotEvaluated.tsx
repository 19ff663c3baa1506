import type { Output } from '#contract/contract.ts'
import { useWords } from '../../i18n/words.tsx'
import { Section } from '../../ui/Screen.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'

/** Rules about which nothing can be said, and why: never counted as met. */
export function NotEvaluated({ rows }: { readonly rows: Output<'findings.groups'>['notEvaluated'] }) {
  const t = useWords()
  if (rows.length === 0) return null
  return (
    <Section title={t('findings.not-evaluated')}>
      <ul className="Findings-open">
        {rows.map((one) => (
          <li key={`${one.rule} ${one.why}`}>
            <b>{one.title}</b>, {t('findings.not-evaluated.times', { times: one.times })}:{' '}
            <EvidenceText value={one.why} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
