import type { InnerFile } from './types.ts'

/** `k=5, l=2, t=0.3 over age, region; sensitive: category`: what a bundle claims of a table. */
export function claimInWords({ k, l, t, quasi, sensitive }: NonNullable<InnerFile['claim']>): string {
  const figures = [`k=${k}`, ...(l === null ? [] : [`l=${l}`]), ...(t === null ? [] : [`t=${t}`])].join(', ')
  return `${figures} over ${quasi.join(', ')}${sensitive.length === 0 ? '' : `; sensitive: ${sensitive.join(', ')}`}`
}
