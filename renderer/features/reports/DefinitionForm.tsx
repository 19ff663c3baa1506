import { useCall } from '../../api/call-context.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { TextField } from '../../ui/Field.tsx'
import { usePreferences } from '../../ui/preferences.tsx'
import { Select } from '../../ui/Select.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { Toggle } from '../../ui/Toggle.tsx'
import { OldFigures } from './OldFigures.tsx'
import type { Definition, Start } from './types.ts'
import type { Report } from './use-report.ts'

interface Props {
  readonly caseId: string
  readonly start: Start
  readonly report: Report
}

/** What the publisher decides. A change of what is counted is built at once, when there is a report to see. */
export function DefinitionForm({ caseId, start, report }: Props) {
  const t = useWords()
  const call = useCall()
  const { zone } = usePreferences().preferences
  const { build, change, definition, reportId } = report
  const without = definition.withoutSections ?? []
  const rebuild = (part: Partial<Definition>) =>
    reportId === null ? change(part) : report.run({ ...definition, ...part })
  async function restore(number: string) {
    const found = await call('reports.definition', { caseId, number: Number(number) })
    if (found.ok) rebuild(found.value.definition)
  }
  const { versions } = start.saved
  return (
    <form
      className="Reports-form"
      onSubmit={(event) => {
        event.preventDefault()
        report.run(definition)
      }}
    >
      <div className="Reports-wide">
        <TextField
          label={t('reports.form.title')}
          value={definition.title}
          onChange={(title) => change({ title })}
          required
          maxLength={300}
        />
      </div>
      <TextField
        label={t('reports.form.publisher')}
        value={definition.publisher}
        onChange={(publisher) => change({ publisher })}
        maxLength={300}
      />
      <Select
        label={t('reports.form.period')}
        value={definition.period}
        options={start.periods.map(({ id, requests }) => ({
          value: id,
          label: t('reports.form.period-option', { id, requests }),
        }))}
        onChange={(period) => rebuild({ period })}
      />
      <div className="Reports-small">
        <TextField
          label={t('reports.form.threshold')}
          type="number"
          min={2}
          max={100}
          value={String(definition.threshold)}
          onChange={(text) => rebuild({ threshold: Math.max(2, Math.min(100, Math.round(Number(text) || 2))) })}
        />
      </div>
      <p className="Reports-hint">
        {t('reports.form.threshold.hint', { k: definition.threshold, most: definition.threshold - 1 })}
      </p>
      <details className="Reports-sections">
        <summary>{t('reports.form.sections')}</summary>
        <div>
          {start.sections.map(({ id, title, needed }) => (
            <Toggle
              key={id}
              checked={!without.includes(id)}
              disabled={needed}
              onChange={(isIn) =>
                rebuild({ withoutSections: isIn ? without.filter((one) => one !== id) : [...without, id] })
              }
            >
              {title}
            </Toggle>
          ))}
        </div>
      </details>
      <OldFigures
        caseId={caseId}
        sections={start.sections}
        tables={definition.imported ?? []}
        onTables={(imported) => rebuild({ imported: [...imported] })}
      />
      <div className="Reports-actions">
        <Button type="submit" look="primary" busy={build.isRunning || build.isStarting}>
          {t(reportId === null ? 'reports.form.build' : 'reports.form.again')}
        </Button>
        {versions.length > 0 && (
          <Select
            label={t('reports.form.versions')}
            value=""
            options={[
              { value: '', label: t('reports.form.versions.choose', { n: versions.length }) },
              ...versions.map(({ number, savedAtMs, period }) => ({
                value: String(number),
                label: t('reports.form.version', { number, period, at: formatTime(savedAtMs, zone) }),
              })),
            ]}
            onChange={(number) => number !== '' && void restore(number)}
          />
        )}
        <span className="Reports-muted" role="status">
          {t(report.isKept ? 'reports.form.kept' : 'reports.form.not-kept')}
        </span>
      </div>
      {report.keepError && <CallErrorNotice title={t('reports.form.keep-failed')} error={report.keepError} />}
    </form>
  )
}
