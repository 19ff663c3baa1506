import { useFigures, useWords } from '../../i18n/words.tsx'
import { Time } from '../../ui/Time.tsx'
import type { MapDataBin } from './MapPanel.tsx'

/** What is under the cursor; without one, how the map is used. */
export function MapReadout({ bin }: { readonly bin: MapDataBin | undefined }) {
  const t = useWords()
  const { bytes } = useFigures()
  if (!bin) return <p className="MapPanel-readout">{t('verify.map.hint')}</p>
  return (
    <p className="MapPanel-readout">
      {t('verify.map.readout', { from: bin.from, last: bin.to - 1, n: bin.to - bin.from })}
      {bin.firstTime !== null && (
        <>
          {' · '}
          <Time at={bin.firstTime} />
          {bin.lastTime !== null && bin.lastTime !== bin.firstTime && (
            <>
              {' – '}
              <Time at={bin.lastTime} />
            </>
          )}
        </>
      )}
      {' · '}
      {t('verify.map.readout.what', { requests: bin.requests, size: bytes(bin.bytes) })}
      {bin.damage.length > 0 && ` · ${bin.damage.map((op) => t(`verify.op.${op}`)).join(', ')}`}
    </p>
  )
}

/** The dates the entries in sight claim. */
export function MapTimes({ bins }: { readonly bins: readonly MapDataBin[] }) {
  const t = useWords()
  const first = bins.find(({ firstTime }) => firstTime !== null)?.firstTime
  const last = bins.findLast(({ lastTime }) => lastTime !== null)?.lastTime
  if (!first || !last) return null
  return (
    <p className="MapPanel-readout">
      {t('verify.map.dated')} <Time at={first} precision="day" /> – <Time at={last} precision="day" />
    </p>
  )
}
