/** Counts what a vitest JSON report says (its format is Jest's), so that no failure can hide. Node's built-ins only. */

/** @returns tests passed, failed and skipped, and the names of the failed; a file that failed to load counts as one */
export function countTests({ testResults }) {
  const counted = { passed: 0, failed: 0, skipped: 0, names: [] }
  for (const { name: file, status, message, assertionResults } of testResults) {
    for (const test of assertionResults) {
      const key = test.status === 'passed' ? 'passed' : test.status === 'failed' ? 'failed' : 'skipped'
      counted[key] += 1
      if (key === 'failed') counted.names.push(`${file}: ${test.fullName}`)
    }
    const brokenOutside = status === 'failed' && assertionResults.every((test) => test.status !== 'failed')
    if (brokenOutside) {
      counted.failed += 1
      counted.names.push(`${file}: ${String(message).split('\n', 1)[0]}`)
    }
  }
  return counted
}
