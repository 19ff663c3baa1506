import { useFigures, useWords } from '../../i18n/words.tsx'

/** Sizes drawn one by one; larger classes stand together. */
const SHOWN = 20

interface Props {
  /** [rows in a class, classes of that size], ascending. */
  readonly sizes: readonly (readonly [number, number])[]
}

/** How many rows are in classes of each size: bars, and the numbers as a table. */
export function ClassSizes({ sizes }: Props) {
  const t = useWords()
  const { count } = useFigures()
  if (sizes.length === 0) return null
  const small = sizes.filter(([size]) => size <= SHOWN)
  const large = sizes.filter(([size]) => size > SHOWN)
  const bars = [
    ...small.map(([size, classes]) => ({ label: String(size), rows: size * classes, classes })),
    ...(large.length === 0
      ? []
      : [
          {
            label: t('tables.sizes.more', { from: SHOWN + 1 }),
            rows: large.reduce((sum, [size, classes]) => sum + size * classes, 0),
            classes: large.reduce((sum, [, classes]) => sum + classes, 0),
          },
        ]),
  ]
  const most = bars.reduce((max, { rows }) => Math.max(max, rows), 1)
  return (
    <figure className="ClassSizes" aria-label={t('tables.sizes.alt')}>
      <figcaption>{t('tables.sizes')}</figcaption>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('tables.sizes.size')}</th>
            <th scope="col">{t('tables.sizes.classes')}</th>
            <th scope="col">{t('tables.figure.rows')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {bars.map(({ label, rows, classes }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{count(classes)}</td>
              <td>{count(rows)}</td>
              <td className="ClassSizes-bar" aria-hidden="true">
                <span style={{ inlineSize: `${(100 * rows) / most}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}
