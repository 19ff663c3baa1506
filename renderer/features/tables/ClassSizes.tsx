import { useFigures, useWords } from '../../i18n/words.tsx'

/** Sizes drawn one by one; larger classes stand together, in decades. */
const SHOWN = 20

type Sizes = readonly (readonly [number, number])[]

interface Props {
  /** [rows in a class, classes of that size], ascending. */
  readonly sizes: Sizes
  /** The same after a repair, beside it. */
  readonly after?: Sizes
}

interface Band {
  readonly from: number
  /** Infinity for the last. */
  readonly to: number
}

const BANDS: readonly Band[] = [
  ...Array.from({ length: SHOWN }, (_, at) => ({ from: at + 1, to: at + 1 })),
  { from: 21, to: 50 },
  { from: 51, to: 100 },
  { from: 101, to: 1000 },
  { from: 1001, to: Number.POSITIVE_INFINITY },
]

function within(sizes: Sizes, { from, to }: Band): { readonly classes: number; readonly rows: number } {
  const own = sizes.filter(([size]) => size >= from && size <= to)
  return {
    classes: own.reduce((sum, [, classes]) => sum + classes, 0),
    rows: own.reduce((sum, [size, classes]) => sum + size * classes, 0),
  }
}

/** How many rows are in classes of each size: bars, and the numbers as a table. */
export function ClassSizes({ sizes, after }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const bars = BANDS.map((band) => ({ band, now: within(sizes, band), later: after && within(after, band) })).filter(
    ({ now }) => now.classes > 0,
  )
  if (bars.length === 0) return null
  const most = bars.reduce((max, { now }) => Math.max(max, now.rows), 1)
  const label = ({ from, to }: Band) =>
    from === to
      ? count(from)
      : Number.isFinite(to)
        ? t('tables.sizes.band', { from, to })
        : t('tables.sizes.more', { from })
  return (
    <figure className="ClassSizes" aria-label={t('tables.sizes.alt')}>
      <figcaption>{t('tables.sizes')}</figcaption>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('tables.sizes.size')}</th>
            <th scope="col">{t('tables.sizes.classes')}</th>
            <th scope="col">{t('tables.figure.rows')}</th>
            {after && <th scope="col">{t('tables.sizes.after')}</th>}
            <td />
          </tr>
        </thead>
        <tbody>
          {bars.map(({ band, now, later }) => (
            <tr key={band.from}>
              <th scope="row">{label(band)}</th>
              <td>{count(now.classes)}</td>
              <td>{count(now.rows)}</td>
              {later && <td>{count(later.rows)}</td>}
              <td className="ClassSizes-bar" aria-hidden="true">
                <span style={{ inlineSize: `${(100 * now.rows) / most}%` }} />
                {later && <span className="ClassSizes-later" style={{ inlineSize: `${(100 * later.rows) / most}%` }} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}
