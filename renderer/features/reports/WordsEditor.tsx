import { useState } from 'react'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextArea } from '../../ui/Field.tsx'
import type { ReportView } from './types.ts'

interface Props {
  readonly sections: ReportView['sections']
  readonly onApply: (words: Readonly<Record<string, string>>) => void
}

/** The words around the figures, a text a section. Only what was changed is kept. */
export function WordsEditor({ sections, onApply }: Props) {
  const t = useWords()
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  return (
    <form
      className="Reports-words"
      onSubmit={(event) => {
        event.preventDefault()
        onApply(texts)
      }}
    >
      <p className="Reports-muted">{t('reports.words.hint', { example: '{{glance/received/now}}' })}</p>
      {sections.map(({ id, title, text }) => (
        <TextArea
          key={id}
          label={title}
          rows={Math.min(10, 2 + Math.ceil((texts[id] ?? text).length / 90))}
          value={texts[id] ?? text}
          onChange={(value) => setTexts({ ...texts, [id]: value })}
        />
      ))}
      <div>
        <Button type="submit" look="primary">
          {t('reports.words.apply')}
        </Button>
      </div>
    </form>
  )
}
