import { labelOf } from './labels.ts'

/** An outcome in words, with the colour that the charts give it. */
export function OutcomeMark({ outcome }: { readonly outcome: string | null }) {
  if (outcome === null) return null
  return (
    <span className="OutcomeMark">
      <span
        className="OutcomeMark-dot"
        style={{ background: `var(--c-${outcome.replace('_', '-')})` }}
        aria-hidden="true"
      />
      {labelOf('outcome', outcome)}
    </span>
  )
}
