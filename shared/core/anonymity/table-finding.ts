/** Something to ask the publisher of a table: a question, not a verdict. Add a code here, nowhere else. */
export interface TableFinding {
  readonly code:
    | 'direct_identifier'
    | 'nearly_unique'
    | 'trimmed_merged'
    | 'numbers_spelled_twice'
    | 'case_variants'
    | 'spacing_variants'
    | 'not_ordered'
    | 'missing_values'
    | 'looks_missing'
    | 'suppressed_rows'
    | 'partly_suppressed'
    | 'rows_lost'
    | 'rows_added'
    | 'label_mismatch'
    | 'same_release'
    | 'overlapping_release'
  readonly column?: string
  readonly text: string
  /** A few of the values concerned, as they stand. */
  readonly examples?: readonly string[]
}
