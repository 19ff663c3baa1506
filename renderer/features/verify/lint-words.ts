import { lintWords } from '../../i18n/en/lints.ts'
import type { Words } from '../../i18n/words.tsx'

/** Words for a lint code; for one this version does not know, a sentence that says so. */
export function explainLint(t: Words, code: string): string {
  return Object.hasOwn(lintWords, code) ? t(`lint.${code as keyof typeof lintWords}`) : t('verify.lint.unknown')
}
