import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { LogMap } from '../../charts/log-map/LogMap.tsx'
import { around, type Stretch, whole, widthOf, zoomed } from '../../charts/log-map/stretch.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { useCommands } from '../../ui/commands.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Select } from '../../ui/Select.tsx'
import { MapReadout, MapTimes } from './MapReadout.tsx'
import { MapTable } from './MapTable.tsx'
import { mapDamage, mapHeads } from './map-marks.ts'
import type { Target, VerifyDocument } from './types.ts'

type MapData = Output<'verify.map'>
export type MapDataBin = MapData['bins'][number]
export type BarOf = 'requests' | 'bytes'

/** Bars of about five pixels on the widest screen; with heads and damage below the 500 marks a chart may have. */
const BINS = 180

interface Props {
  readonly target: Target
  readonly document: VerifyDocument
  readonly chosenDamage: number | null
  readonly onDamage: (id: number) => void
  readonly onOpen: (entry: number) => void
}

/** Where in the log: the map, its buttons, what is under the cursor, and the same figures as a table. */
export function MapPanel({ target, document, chosenDamage, onDamage, onOpen }: Props) {
  const t = useWords()
  const figures = useFigures()
  const { entries } = document.input
  const [stretch, setStretch] = useState<Stretch>(() => whole(entries))
  const [cursor, setCursor] = useState<number | null>(null)
  const [asTable, setAsTable] = useState(false)
  const [chosenBars, setBars] = useState<BarOf | null>(null)
  const query = useQuery({
    ...readQuery(useCall(), 'verify.map', { ...target, ...stretch, bins: BINS }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const damage = useMemo(() => mapDamage(t, figures, document), [t, figures, document])
  const heads = useMemo(() => mapHeads(t, document), [t, document])
  const data = query.data
  const barOf = chosenBars ?? (data?.bins.some(({ requests }) => requests > 0) ? 'requests' : 'bytes')
  const bins = useMemo(
    () =>
      (data?.bins ?? []).map((bin) => ({
        from: bin.from,
        to: bin.to,
        value: bin[barOf],
        isDamaged: bin.damage.length > 0,
      })),
    [data, barOf],
  )
  const binAtCursor = cursor === null ? undefined : data?.bins.find(({ from, to }) => cursor >= from && cursor < to)

  const middle = Math.floor((stretch.from + stretch.to) / 2)
  const goToDamage = (step: number) => {
    const next = damage[((chosenDamage ?? (step > 0 ? -1 : 0)) + step + damage.length) % damage.length]
    if (!next) return
    onDamage(next.id)
    setStretch(around(next.from, Math.max(next.from, next.to - 1), entries))
  }
  const group = t('verify.where')
  useCommands('map', [
    { id: 'map-keys', group, label: t('verify.map.keys.move'), keys: '← →' },
    { id: 'map-zoom', group, label: t('verify.map.keys.zoom'), keys: '+ - 0' },
    { id: 'map-open', group, label: t('verify.map.keys.open'), keys: 'Enter' },
    ...(damage.length > 0
      ? [
          { id: 'next-damage', group, label: t('verify.map.next'), keys: 'j', run: () => goToDamage(1) },
          { id: 'previous-damage', group, label: t('verify.map.previous'), keys: 'k', run: () => goToDamage(-1) },
        ]
      : []),
    { id: 'map-whole', group, label: t('verify.map.whole'), keys: 'm', run: () => setStretch(whole(entries)) },
  ])
  const isWhole = widthOf(stretch) === entries
  return (
    <div className="MapPanel">
      <Section title={t('verify.where')} aside={data && <MapTimes bins={data.bins} />}>
        {query.isError ? (
          <CallErrorNotice title={t('verify.map.failed')} error={query.error.detail} onRetry={() => query.refetch()} />
        ) : !data ? (
          <Loading>{t('verify.map.loading')}</Loading>
        ) : (
          <div className="MapPanel-frame">
            <LogMap
              words={{
                label: t('verify.map.label', { entries, places: damage.length, heads: heads.length }),
                heads: t('verify.map.heads'),
                number: figures.count,
                cursor: ({ from, to, isDamaged }) =>
                  t('verify.map.cursor', { from, last: to - 1, damaged: isDamaged ? 'yes' : 'no' }),
              }}
              entries={entries}
              stretch={stretch}
              bins={bins}
              heads={heads}
              damage={damage}
              chosenDamage={chosenDamage}
              cursor={cursor}
              onCursor={setCursor}
              onStretch={setStretch}
              onOpen={onOpen}
              onDamage={onDamage}
            />
            <div className="MapPanel-bar">
              <MapReadout bin={binAtCursor} />
              <Select
                inline
                label={t('verify.map.bars')}
                value={barOf}
                onChange={setBars}
                options={[
                  { value: 'requests', label: t('verify.map.bars.requests') },
                  { value: 'bytes', label: t('verify.map.bars.bytes') },
                ]}
              />
              <Button look="quiet" onClick={() => setStretch(zoomed(stretch, 0.5, cursor ?? middle, entries))}>
                {t('verify.map.in')}
              </Button>
              <Button look="quiet" disabled={isWhole} onClick={() => setStretch(zoomed(stretch, 2, middle, entries))}>
                {t('verify.map.out')}
              </Button>
              <Button look="quiet" disabled={isWhole} onClick={() => setStretch(whole(entries))}>
                {t('verify.map.whole')}
              </Button>
              <Button look="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
                {t('verify.map.table')}
              </Button>
            </div>
          </div>
        )}
        {asTable && data && <MapTable bins={data.bins} total={data.entries} />}
      </Section>
    </div>
  )
}
