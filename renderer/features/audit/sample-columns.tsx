import type { Output } from '#contract/contract.ts'
import type { Words } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { Status, type Tone } from '../../ui/Status.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Column } from '../../ui/table/column.ts'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { LogTarget } from '../requests/DerivedLog.tsx'
import { labelOf } from '../requests/labels.ts'
import { OutcomeMark } from '../requests/OutcomeMark.tsx'

type Row = Output<'audit.sample'>['rows'][number]

const TONES: Readonly<Record<string, Tone>> = { met: 'intact', 'not met': 'damaged', 'cannot tell': 'unknown' }

export function sampleColumns(t: Words, target: LogTarget, onConclude: (req: string) => void): readonly Column<Row>[] {
  return [
    {
      id: 'req',
      label: t('requests.col.req'),
      min: 9,
      grow: 1,
      fixed: true,
      cell: ({ req }) => (
        <a href={`#/case/${target.caseId}/requests/${encodeURIComponent(req)}`} tabIndex={-1}>
          <EvidenceText value={req} />
        </a>
      ),
    },
    {
      id: 'received',
      label: t('requests.col.received'),
      min: 6,
      cell: ({ receivedAtMs }) => <Time at={receivedAtMs} precision="day" />,
    },
    {
      id: 'stratum',
      label: t('audit.col.stratum'),
      min: 10,
      grow: 1,
      cell: ({ stratum }) => <EvidenceText value={stratum.map((value) => value.replaceAll('_', ' ')).join(' · ')} />,
    },
    {
      id: 'authority',
      label: t('requests.col.authority'),
      min: 10,
      grow: 2,
      cell: ({ authority }) => <EvidenceText value={authority.name ?? labelOf('authorityType', authority.type)} />,
    },
    {
      id: 'outcome',
      label: t('requests.col.outcome'),
      min: 9,
      cell: ({ outcome }) => <OutcomeMark outcome={outcome} />,
    },
    {
      id: 'conclusion',
      label: t('audit.concluded'),
      min: 9,
      fixed: true,
      cell: ({ req, conclusion }) =>
        conclusion === null ? (
          <Button look="quiet" tabIndex={-1} onClick={() => onConclude(req)}>
            {t('audit.conclude')}
          </Button>
        ) : (
          <Status tone={TONES[conclusion.conclusion] ?? 'neutral'}>{conclusion.conclusion}</Status>
        ),
    },
    {
      id: 'note',
      label: t('requests.notes.text'),
      min: 10,
      grow: 2,
      cell: ({ conclusion }) => conclusion?.note ?? '',
    },
  ]
}
