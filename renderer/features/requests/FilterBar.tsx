import type { Input, Output } from '#contract/contract.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { labelOf } from './labels.ts'

export type Filter = NonNullable<Input<'requests.list'>['filter']>
type Facets = Output<'requests.facets'>

const SELECTS = [
  'outcome',
  'origin',
  'authorityType',
  'instrument',
  'notice',
  'emergency',
  'challenge',
  'section',
  'rule',
] as const

interface Props {
  readonly filter: Filter
  /** null: not counted yet. */
  readonly facets: Facets | null
  readonly onFilter: (filter: Filter) => void
}

const halfYearStart = (id: string): number => Date.UTC(Number(id.slice(0, 4)), id.endsWith('2') ? 6 : 0, 1)
const nextHalfYear = (id: string): number =>
  id.endsWith('2') ? Date.UTC(Number(id.slice(0, 4)) + 1, 0, 1) : Date.UTC(Number(id.slice(0, 4)), 6, 1)

/** Search and one control a column; each option says how many requests it would give. */
export function FilterBar({ filter, facets, onFilter }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const any = { value: '', label: t('requests.filter.any') }
  const options = (name: (typeof SELECTS)[number]) => {
    const chosen = (filter[name] as readonly string[] | undefined)?.[0]
    const found = facets?.[name] ?? []
    const listed = found.map(({ value, count: n }) => ({
      value: `=${value}`,
      label: t('requests.filter.option', { label: labelOf(name, value), count: count(n) }),
    }))
    const isMissing = chosen !== undefined && !found.some(({ value }) => value === chosen)
    return [any, ...listed, ...(isMissing ? [{ value: `=${chosen}`, label: labelOf(name, chosen) }] : [])]
  }
  function choose(name: (typeof SELECTS)[number], value: string) {
    const { [name]: _before, ...rest } = filter
    onFilter(value === '' ? rest : ({ ...rest, [name]: [value.slice(1)] } as Filter))
  }
  const half = facets?.halfYear.find(
    ({ value }) => filter.fromMs === halfYearStart(value) && filter.toMs === nextHalfYear(value),
  )?.value
  const isFiltered = Object.keys(filter).length > 0
  return (
    <search className="FilterBar">
      <div className="FilterBar-search">
        <TextField
          label={t('requests.search')}
          hint={t('requests.search.hint')}
          type="search"
          value={filter.text ?? ''}
          maxLength={1000}
          onChange={(text) => {
            const { text: _before, ...rest } = filter
            onFilter(text === '' ? rest : { ...rest, text })
          }}
        />
      </div>
      <div className="FilterBar-selects">
        <Select
          label={t('requests.filter.halfYear')}
          value={half ?? ''}
          options={[
            any,
            ...(facets?.halfYear ?? []).map(({ value, count: n }) => ({
              value,
              label: t('requests.filter.option', { label: labelOf('halfYear', value), count: count(n) }),
            })),
          ]}
          onChange={(value) => {
            const { fromMs: _from, toMs: _to, ...rest } = filter
            onFilter(value === '' ? rest : { ...rest, fromMs: halfYearStart(value), toMs: nextHalfYear(value) })
          }}
        />
        {SELECTS.map((name) => {
          const chosen = (filter[name] as readonly string[] | undefined)?.[0]
          return (
            <Select
              key={name}
              label={t(`requests.filter.${name}`)}
              value={chosen === undefined ? '' : `=${chosen}`}
              options={options(name)}
              onChange={(value) => choose(name, value)}
            />
          )
        })}
        <div className="FilterBar-clear">
          <Button disabled={!isFiltered} onClick={() => onFilter({})}>
            {t('requests.clear')}
          </Button>
        </div>
      </div>
    </search>
  )
}
