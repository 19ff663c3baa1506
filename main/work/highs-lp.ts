/** Linear programmes by HiGHS (https://highs.dev, WebAssembly): the core's `SolveLp`. */
import loadHighs, { type Highs } from 'highs'
import type { LpPoint, LpProblem, LpSession, SolveLp } from '#core/capabilities.ts'

/** Loads the solver once; the solves themselves are synchronous, so a long one belongs in a worker. */
export async function loadSolveLp(): Promise<SolveLp> {
  const highs = await loadHighs()
  return (problem) => openSession(highs, problem)
}

function openSession(highs: Highs, { columns, lower, upper, rows }: LpProblem): LpSession {
  const bound = (value: number) =>
    value === Number.POSITIVE_INFINITY ? highs.infinity : value === Number.NEGATIVE_INFINITY ? -highs.infinity : value
  const starts = [0]
  for (const { indices } of rows) starts.push((starts.at(-1) ?? 0) + indices.length)
  const model = highs.createModel({
    numCols: columns,
    numRows: rows.length,
    colCost: new Float64Array(columns),
    colLower: lower.map(bound),
    colUpper: upper.map(bound),
    rowLower: rows.map((row) => bound(row.lower)),
    rowUpper: rows.map((row) => bound(row.upper)),
    matrix: {
      format: 'csr',
      numCols: columns,
      numRows: rows.length,
      starts,
      indices: rows.flatMap(({ indices }) => [...indices]),
      values: rows.flatMap(({ values }) => [...values]),
    },
  })
  // One seed, simplex (this build has one thread): the same calls give the same points.
  model.options.set({ output_flag: false, solver: 'simplex', random_seed: 0 })
  let costed: readonly number[] = []
  return {
    minimise(costs): LpPoint | 'infeasible' | 'unbounded' {
      for (const column of costed) model.changeColCost(column, 0)
      for (const [column, cost] of costs) model.changeColCost(column, cost)
      costed = [...costs.keys()]
      model.run()
      const { modelStatus } = highs.constants
      let status = model.getModelStatus()
      if (status === modelStatus.unknown) {
        // Where it stood at the end of the last solve led it astray (seen once in thousands): from the beginning, then.
        model.clearSolver()
        model.run()
        status = model.getModelStatus()
      }
      if (status === modelStatus.optimal) {
        return { objective: model.getObjectiveValue(), x: Float64Array.from(model.getSolution().colValue) }
      }
      if (status === modelStatus.infeasible) return 'infeasible'
      if (status === modelStatus.unbounded || status === modelStatus.unboundedOrInfeasible) return 'unbounded'
      throw new Error(`bug: the solver ended with status ${String(status)}`)
    },
    setBounds: (column, low, high) => void model.changeColBounds(column, bound(low), bound(high)),
    close: () => model.dispose(),
  }
}
