import { useMemo, useRef, useState } from 'react'
import { fillReferences } from '#report/figures.ts'
import { REPORT_CSS } from '#report/html-style.ts'
import { renderMarkdown } from '#report/markdown.ts'
import { escapeXml } from '#report/svg-marks.ts'
import { typedFigures } from '#report/typed-figures.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextArea } from '../../ui/Field.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Select } from '../../ui/Select.tsx'
import { FigurePicker } from './FigurePicker.tsx'
import type { ReportView } from './types.ts'

interface Props {
  readonly view: Pick<ReportView, 'sections' | 'tables'>
  /** What was written by hand; the default text of every other section stands. */
  readonly words: Readonly<Record<string, string>>
  readonly onChange: (words: Record<string, string>) => void
  readonly onApply: () => void
}

/** The words around the figures, a section at a time, beside what they will look like. Only what was changed is kept. */
export function WordsEditor({ view: { sections, tables }, words, onChange, onApply }: Props) {
  const t = useWords()
  const [chosen, setChosen] = useState(sections[0]?.id ?? '')
  const form = useRef<HTMLFormElement>(null)
  const section = sections.find(({ id }) => id === chosen) ?? sections[0]
  if (!section) return <p>{t('reports.words.none')}</p>
  const { id } = section
  const own = words[id] ?? section.text
  const write = (text: string) => onChange({ ...words, [id]: text })
  const typed = words[id] === undefined ? [] : typedFigures(own, tables)

  /** Where the caret is, which then stands behind what was inserted. */
  function insert(text: string) {
    const area = form.current?.querySelector('textarea')
    const at = area?.selectionStart ?? own.length
    write(`${own.slice(0, at)}${text}${own.slice(area?.selectionEnd ?? at)}`)
    requestAnimationFrame(() => {
      area?.focus()
      area?.setSelectionRange(at + text.length, at + text.length)
    })
  }
  return (
    <form
      ref={form}
      className="Reports-words"
      onSubmit={(event) => {
        event.preventDefault()
        onApply()
      }}
    >
      <div>
        <Select
          label={t('reports.words.section')}
          value={id}
          options={sections.map((one) => ({
            value: one.id,
            label: words[one.id] === undefined ? one.title : t('reports.words.changed', { title: one.title }),
          }))}
          onChange={setChosen}
        />
        <TextArea
          label={t('reports.words.text')}
          hint={t('reports.words.hint')}
          rows={12}
          maxLength={50_000}
          value={own}
          onChange={write}
        />
        <FigurePicker tables={tables} section={id} onInsert={insert} />
        {typed.length > 0 && (
          <Notice kind="warning" title={t('reports.words.typed', { n: typed.length })}>
            <ul className="Reports-typed">
              {typed.map(({ typed: text, at, references }) => (
                <li key={at}>
                  <strong>{text}</strong>{' '}
                  {references.length === 0 ? t('reports.words.typed.nowhere') : t('reports.words.typed.as')}{' '}
                  {references.map((reference) => (
                    <Button
                      key={reference}
                      look="quiet"
                      onClick={() => write(`${own.slice(0, at)}${reference}${own.slice(at + text.length)}`)}
                    >
                      {reference}
                    </Button>
                  ))}
                </li>
              ))}
            </ul>
          </Notice>
        )}
        <div className="Reports-actions">
          <Button type="submit" look="primary">
            {t('reports.words.apply')}
          </Button>
          {words[id] !== undefined && (
            <Button onClick={() => onChange(Object.fromEntries(Object.entries(words).filter(([one]) => one !== id)))}>
              {t('reports.words.default')}
            </Button>
          )}
        </div>
      </div>
      <WordsPreview title={section.title} text={own} tables={tables} />
    </form>
  )
}

/** As readers will see the section. Markdown without raw HTML, in a frame that runs and loads nothing. */
function WordsPreview({
  title,
  text,
  tables,
}: {
  readonly title: string
  readonly text: string
  readonly tables: ReportView['tables']
}) {
  const t = useWords()
  const html = useMemo(() => {
    // The figures as they were built: cells come as text.
    const filled = fillReferences(text, (table, row, column) => {
      const own = tables.find(({ id }) => id === table)
      const at = own?.columns.findIndex(({ id }) => id === column) ?? -1
      return own?.rows.find(({ id }) => id === row)?.cells[at]?.text ?? null
    })
    const body = renderMarkdown(filled)
    const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`
    return `<!doctype html><html lang="en"><head><meta charset="utf-8">${policy}<style>${REPORT_CSS}</style></head><body><main><h2>${escapeXml(title)}</h2>${body}</main></body></html>`
  }, [title, text, tables])
  return (
    <iframe className="Reports-wordsPreview" title={t('reports.words.preview', { title })} sandbox="" srcDoc={html} />
  )
}
