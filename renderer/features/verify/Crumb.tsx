import { useCase } from '../../api/case-context.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { go, hrefOf } from '../../router.ts'
import { usePreferences } from '../../ui/preferences.tsx'
import { Select } from '../../ui/Select.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { EvidenceSummary } from './types.ts'
import './Crumb.css'

interface Props {
  readonly caseId: string
  readonly evidence: EvidenceSummary
  readonly all: readonly EvidenceSummary[]
}

/** Case / evidence, files, size; a choice where the case holds more than one import. */
export function Crumb({ caseId, evidence, all }: Props) {
  const t = useWords()
  const { bytes } = useFigures()
  const { zone } = usePreferences().preferences
  const opened = useCase()
  return (
    <span className="Crumb">
      <a href="#/">{t('cases.title')}</a> /{' '}
      <a href={`#/case/${caseId}/evidence`}>
        <EvidenceText value={opened.name} />
      </a>{' '}
      /{' '}
      {all.length === 1 ? (
        <EvidenceText value={evidence.name} />
      ) : (
        <Select
          inline
          label={<span className="VisuallyHidden">{t('verify.which')}</span>}
          value={evidence.evidenceId}
          options={all.map((one) => ({
            value: one.evidenceId,
            label: t('verify.which.option', { name: one.name, imported: formatTime(one.importedAtMs, zone) }),
          }))}
          onChange={(evidenceId) => go(hrefOf(`/case/${caseId}/verify/${evidenceId}`))}
        />
      )}{' '}
      {t('verify.crumb', { files: evidence.files, size: bytes(evidence.sizeBytes) })}
    </span>
  )
}
