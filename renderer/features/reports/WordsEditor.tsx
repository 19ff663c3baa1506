import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextArea } from '../../ui/Field.tsx'
import type { ReportView } from './types.ts'

interface Props {
  readonly sections: ReportView['sections']
  /** What was written by hand; the default text of every other section stands. */
  readonly words: Readonly<Record<string, string>>
  readonly onChange: (words: Record<string, string>) => void
  readonly onApply: () => void
}

/** The words around the figures, a text a section. Only what was changed is kept. */
export function WordsEditor({ sections, words, onChange, onApply }: Props) {
  const t = useWords()
  const without = (id: string) => Object.fromEntries(Object.entries(words).filter(([one]) => one !== id))
  return (
    <form
      className="Reports-words"
      onSubmit={(event) => {
        event.preventDefault()
        onApply()
      }}
    >
      <p className="Reports-muted">{t('reports.words.hint', { example: '{{glance/received/now}}' })}</p>
      {sections.map(({ id, title, text }) => {
        const own = words[id] ?? text
        return (
          <div key={id}>
            <TextArea
              label={title}
              rows={Math.min(10, 2 + Math.ceil(own.length / 90))}
              value={own}
              onChange={(value) => onChange({ ...words, [id]: value })}
            />
            {words[id] !== undefined && (
              <Button onClick={() => onChange(without(id))}>{t('reports.words.default')}</Button>
            )}
          </div>
        )
      })}
      <div>
        <Button type="submit" look="primary">
          {t('reports.words.apply')}
        </Button>
      </div>
    </form>
  )
}
