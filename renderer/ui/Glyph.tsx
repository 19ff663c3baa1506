import './Glyph.css'

/** Drawn here rather than taken from a font, so that every platform shows the same sign. 16 x 16, stroke in the text colour. */
const PATHS = {
  check: 'M3 8.5 6.5 12 13 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  question: 'M5 5.6C5 3.9 6.3 3 8 3s3 1 3 2.6C11 7.6 8 7.8 8 10M8 12.6v.4',
  dash: 'M3.5 8h9',
  hatch: 'M2.5 9.5l7-7M4.5 13.5l9-9M10 14l4-4',
  info: 'M8 3.2v.4M8 7v6',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  left: 'M10 3 5 8l5 5',
  right: 'M6 3l5 5-5 5',
  up: 'M3 10l5-5 5 5',
  down: 'M3 6l5 5 5-5',
  plus: 'M8 3v10M3 8h10',
  upload: 'M8 11V3M4.5 6.5 8 3l3.5 3.5M2.5 13.5h11',
  download: 'M8 3v8M4.5 7.5 8 11l3.5-3.5M2.5 13.5h11',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
} as const
export type GlyphName = keyof typeof PATHS

interface Props {
  readonly name: GlyphName
}

/** Always beside a word, never instead of one: hidden from assistive technology. */
export function Glyph({ name }: Props) {
  return (
    <svg className={`Glyph Glyph-${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
