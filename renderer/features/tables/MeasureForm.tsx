import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { Toggle } from '../../ui/Toggle.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { type OpenedTable, OpenTable } from './OpenTable.tsx'
import { type Draft, problemsOf } from './roles.ts'

interface Props {
  readonly table: OpenedTable
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly onMeasure: () => void
  readonly isBusy: boolean
}

/** Releases a table is compared with, at the most. */
const MOST_RELEASES = 3

/** Claims first; what they rest on besides the roles stands behind a fold. */
export function MeasureForm({ table, draft, onChange, onMeasure, isBusy }: Props) {
  const t = useWords()
  const change = (part: Partial<Draft>) => onChange({ ...draft, ...part })
  const problems = problemsOf(draft)
  const sensitive = table.columns.filter(({ name }) =>
    ['categorical', 'ordered', 'sensitive'].includes(draft.roles[name] ?? ''),
  )
  return (
    <form
      className="Tables-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (problems.size === 0) onMeasure()
      }}
    >
      <TextField
        label={t('tables.claims')}
        hint={t('tables.claims.hint')}
        value={draft.claims}
        onChange={(claims) => change({ claims })}
      />
      <TextField
        label={t('tables.risk-threshold')}
        hint={t('tables.risk-threshold.hint')}
        value={draft.riskThreshold}
        error={problems.has('riskThreshold') ? t('tables.risk-threshold.error') : undefined}
        onChange={(riskThreshold) => change({ riskThreshold })}
      />
      <details className="Tables-more">
        <summary>{t('tables.more.reading')}</summary>
        <TextField
          label={t('tables.missing')}
          hint={t('tables.missing.hint')}
          value={draft.missing}
          onChange={(missing) => change({ missing })}
        />
        <TextField
          label={t('tables.suppressed')}
          hint={t('tables.suppressed.hint')}
          value={draft.suppressed}
          onChange={(suppressed) => change({ suppressed })}
        />
        {sensitive.map(({ name, isNumeric }) => (
          <div key={name} className="Tables-pair">
            {draft.roles[name] === 'ordered' && (
              <TextField
                label={t('tables.order.of', { name })}
                hint={isNumeric ? t('tables.order.numbers') : t('tables.order.hint')}
                value={draft.orders[name] ?? ''}
                onChange={(order) => change({ orders: { ...draft.orders, [name]: order } })}
              />
            )}
            <TextField
              label={t('tables.designated.of', { name })}
              hint={t('tables.designated.hint')}
              value={draft.designated[name] ?? ''}
              onChange={(values) => change({ designated: { ...draft.designated, [name]: values } })}
            />
          </div>
        ))}
        <Toggle checked={draft.typed} onChange={(typed) => change({ typed })}>
          {t('tables.typed')}
        </Toggle>
        <Toggle checked={draft.gaps} onChange={(gaps) => change({ gaps })}>
          {t('tables.gaps')}
        </Toggle>
      </details>
      <details className="Tables-more">
        <summary>{t('tables.more.release')}</summary>
        <TextField
          label={t('tables.label')}
          hint={t('tables.label.hint')}
          value={draft.label}
          maxLength={1000}
          onChange={(label) => change({ label })}
        />
        <TextField
          label={t('tables.source-rows')}
          hint={t('tables.source-rows.hint')}
          value={draft.sourceRows}
          inputMode="numeric"
          error={problems.has('sourceRows') ? t('tables.source-rows.error') : undefined}
          onChange={(sourceRows) => change({ sourceRows })}
        />
        <Population draft={draft} change={change} />
        <fieldset className="Tables-set">
          <legend>{t('tables.releases')}</legend>
          <p className="Tables-muted">{t('tables.releases.hint')}</p>
          {draft.releases.map((release) => (
            <p key={release.tableId}>
              <EvidenceText value={release.name} />{' '}
              <Button
                look="quiet"
                aria-label={t('tables.remove.name', { name: release.name })}
                onClick={() => change({ releases: draft.releases.filter((one) => one !== release) })}
              >
                {t('tables.remove')}
              </Button>
            </p>
          ))}
          {draft.releases.length < MOST_RELEASES && (
            <OpenTable
              label={t('tables.releases.pick')}
              onOpened={(release) => change({ releases: [...draft.releases, release] })}
            />
          )}
        </fieldset>
      </details>
      {problems.has('quasi') && <p className="Tables-muted">{t('tables.no-quasi')}</p>}
      {problems.has('person') && <p className="Tables-muted">{t('tables.two-persons')}</p>}
      <Button type="submit" look="primary" busy={isBusy} disabled={problems.size > 0}>
        {t('tables.measure')}
      </Button>
    </form>
  )
}

/** The table this one was drawn from. */
function Population({ draft, change }: { readonly draft: Draft; readonly change: (part: Partial<Draft>) => void }) {
  const t = useWords()
  const { population } = draft
  return (
    <fieldset className="Tables-set">
      <legend>{t('tables.population')}</legend>
      <p className="Tables-muted">{t('tables.population.hint')}</p>
      {population !== null && (
        <>
          <p>
            <EvidenceText value={population.table.name} />{' '}
            <span className="Tables-muted">{t('tables.population.rows', { rows: population.table.rows })}</span>{' '}
            <Button
              look="quiet"
              aria-label={t('tables.remove.name', { name: population.table.name })}
              onClick={() => change({ population: null })}
            >
              {t('tables.remove')}
            </Button>
          </p>
          <Select
            label={t('tables.population.count')}
            value={population.count}
            options={[
              { value: '', label: t('tables.population.count.none') },
              ...population.table.columns.map(({ name }) => ({ value: name, label: name })),
            ]}
            onChange={(count) => change({ population: { ...population, count } })}
          />
        </>
      )}
      <OpenTable
        label={t(population === null ? 'tables.population.pick' : 'tables.pick.another')}
        onOpened={(table) => change({ population: { table, count: '' } })}
      />
    </fieldset>
  )
}
