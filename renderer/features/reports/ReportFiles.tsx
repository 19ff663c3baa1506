import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import type { SaveReport } from './use-save-report.ts'

interface Props {
  readonly files: readonly {
    readonly path: string /** null: made when it is asked for. */
    readonly bytes: number | null
  }[]
  readonly saving: SaveReport
}

/** What is asked for most, in one row. */
export function SaveButtons({ saving, paths }: { readonly saving: SaveReport; readonly paths: readonly string[] }) {
  const t = useWords()
  return (
    <>
      {(['report.html', 'report.pdf', 'report.zip'] as const)
        .filter((path) => paths.includes(path))
        .map((path) => (
          <Button key={path} glyph="download" busy={saving.saving === path} onClick={() => saving.save(path)}>
            {t(`reports.save.${path}`)}
          </Button>
        ))}
    </>
  )
}

/** Every file of a report, what it holds, and a button that saves it. */
export function ReportFiles({ files, saving }: Props) {
  const t = useWords()
  const { bytes } = useFigures()
  return (
    <>
      {saving.failure && <CallErrorNotice title={t('reports.save.failed')} error={saving.failure} />}
      <div className="Reports-scroll">
        <table className="Reports-table Reports-files">
          <caption>{t('reports.files.caption', { n: files.length })}</caption>
          <thead>
            <tr>
              <th scope="col">{t('reports.files.file')}</th>
              <th scope="col">{t('reports.files.what')}</th>
              <th scope="col">{t('reports.files.size')}</th>
              <th scope="col">
                <span className="VisuallyHidden">{t('reports.files.save')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {files.map(({ path, bytes: size }) => (
              <tr key={path}>
                <th scope="row">{path}</th>
                <td>{t(whatIs(path))}</td>
                <td>{size === null ? t('reports.files.made') : bytes(size)}</td>
                <td>
                  <Button
                    look="quiet"
                    glyph="download"
                    aria-label={t('reports.files.save-one', { path })}
                    busy={saving.saving === path}
                    onClick={() => saving.save(path)}
                  >
                    {t('reports.files.save')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function whatIs(path: string) {
  if (path.startsWith('tables/')) return 'reports.files.table'
  if (path.startsWith('charts/')) return 'reports.files.chart'
  switch (path) {
    case 'report.json':
      return 'reports.files.json'
    case 'report.schema.json':
      return 'reports.files.schema'
    case 'report.html':
      return 'reports.files.html'
    case 'report.pdf':
      return 'reports.files.pdf'
    case 'data.csv':
      return 'reports.files.data'
    case 'datapackage.json':
      return 'reports.files.package'
    default:
      return 'reports.files.manifest'
  }
}
