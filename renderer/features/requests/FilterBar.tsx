import { memo } from 'react'
import type { Input, Output } from '#contract/contract.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { FilterMenu, type FilterOption } from '../../ui/FilterMenu.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { BehindFigure } from './BehindFigure.tsx'
import { labelOf } from './labels.ts'
import type { LogTarget } from './NewestLog.tsx'
import { halfYearStart, nextHalfYear, ReceivedBetween } from './ReceivedBetween.tsx'
import { SavedViews } from './SavedViews.tsx'

export type Filter = NonNullable<Input<'requests.list'>['filter']>
type Facets = Output<'requests.facets'>

/** The most asked for first. */
const MENUS = [
  'outcome',
  'origin',
  'authorityType',
  'instrument',
  'notice',
  'emergency',
  'challenge',
  'rule',
  'severity',
  'section',
] as const
type Menu = (typeof MENUS)[number]

interface Props {
  readonly target: LogTarget
  readonly filter: Filter
  /** null: not counted yet. */
  readonly facets: Facets | null
  readonly tags: readonly { readonly tag: string; readonly count: number }[]
  readonly onFilter: (filter: Filter) => void
}

/** Search, and a word for each filter; those that are on stand out and say what they let through. */
export const FilterBar = memo(function FilterBar({ target, filter, facets, tags, onFilter }: Props) {
  const t = useWords()
  function put(change: Partial<Filter>, without: readonly (keyof Filter)[]) {
    const rest = Object.fromEntries(Object.entries(filter).filter(([name]) => !without.includes(name as keyof Filter)))
    onFilter({ ...rest, ...change })
  }
  const list = (name: Menu | 'tag', values: readonly string[]) =>
    put(values.length === 0 ? {} : ({ [name]: values } as Partial<Filter>), [name])
  const optionsOf = (name: Menu): readonly FilterOption[] =>
    (facets?.[name] ?? []).map(({ value, count }) => ({ value, label: labelOf(name, value), count }))
  const { fromMs, toMs } = filter
  const halves = (facets?.halfYear ?? []).map(({ value, count }) => ({
    value,
    label: labelOf('halfYear', value),
    count,
  }))
  const half = halves.find(({ value }) => fromMs === halfYearStart(value) && toMs === nextHalfYear(value))
  const day = (ms: number | undefined) => (ms === undefined ? '…' : formatTime(ms, 'utc', 'day'))
  const isBetween = half === undefined && (fromMs !== undefined || toMs !== undefined)
  const between = `${day(fromMs)} – ${day(toMs === undefined ? undefined : toMs - 1)}`
  return (
    <search className="FilterBar">
      <div className="FilterBar-search">
        <label className="VisuallyHidden" htmlFor="requests-search">
          {t('requests.search')}
        </label>
        <input
          id="requests-search"
          className="Input"
          type="search"
          autoComplete="off"
          placeholder={t('requests.search.placeholder')}
          aria-describedby="requests-search-hint"
          maxLength={1000}
          value={filter.text ?? ''}
          onChange={({ target }) => put(target.value === '' ? {} : { text: target.value }, ['text'])}
        />
        <p className="FilterBar-hint" id="requests-search-hint">
          {t('requests.search.hint')}
        </p>
      </div>
      {filter.behind && <BehindFigure target={target} figure={filter.behind} onClear={() => put({}, ['behind'])} />}
      <div className="FilterBar-menus">
        <FilterMenu
          label={t('requests.filter.halfYear')}
          single
          options={halves}
          chosen={half ? [half.value] : isBetween ? [between] : []}
          onChange={([value]) =>
            put(value === undefined ? {} : { fromMs: halfYearStart(value), toMs: nextHalfYear(value) }, [
              'fromMs',
              'toMs',
            ])
          }
        >
          <ReceivedBetween fromMs={fromMs} toMs={toMs} onChange={(times) => put(times, ['fromMs', 'toMs'])} />
        </FilterMenu>
        {MENUS.map((name) => (
          <FilterMenu
            key={name}
            label={t(`requests.filter.${name}`)}
            options={optionsOf(name)}
            chosen={filter[name] ?? []}
            onChange={(values) => list(name, values)}
          />
        ))}
        {(tags.length > 0 || filter.tag !== undefined) && (
          <FilterMenu
            label={t('requests.filter.tag')}
            options={tags.map(({ tag, count }) => ({ value: tag, label: tag, count }))}
            chosen={filter.tag ?? []}
            onChange={(values) => list('tag', values)}
          />
        )}
        {Object.keys(filter).length > 0 && (
          <Button look="quiet" onClick={() => onFilter({})}>
            {t('requests.clear')}
          </Button>
        )}
        <SavedViews filter={filter} onOpen={onFilter} />
      </div>
    </search>
  )
})
