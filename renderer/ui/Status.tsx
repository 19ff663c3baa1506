import type { ReactNode } from 'react'
import { Glyph, type GlyphName } from './Glyph.tsx'
import './Status.css'

/** What a colour may mean here, and nothing else. */
export type Tone = 'intact' | 'damaged' | 'unknown' | 'suppressed' | 'neutral'

const GLYPHS: Readonly<Record<Tone, GlyphName>> = {
  intact: 'check',
  damaged: 'cross',
  unknown: 'question',
  suppressed: 'hatch',
  neutral: 'dash',
}

interface Props {
  readonly tone: Tone
  /** The word: the status must read the same without the glyph and the colour. */
  readonly children: ReactNode
}

export function Status({ tone, children }: Props) {
  return (
    <span className={`Status Status-${tone}`}>
      <Glyph name={GLYPHS[tone]} /> <span>{children}</span>
    </span>
  )
}
