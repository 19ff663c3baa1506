export interface Counted {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly names: readonly string[]
}
export function countTests(report: { readonly testResults: readonly unknown[] }): Counted
