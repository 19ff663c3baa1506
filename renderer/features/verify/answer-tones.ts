/** Which colour and glyph an answer gets. The word beside it always says the same. */
import type { Tone } from '../../ui/Status.tsx'
import type { VerifyDocument } from './types.ts'

export const QUESTIONS = ['integrity', 'authenticity', 'completeness', 'freshness', 'independence'] as const
export type Question = (typeof QUESTIONS)[number]

export function toneOf(document: VerifyDocument, question: Question): Tone {
  switch (question) {
    case 'integrity': {
      const { answer } = document.integrity
      return answer === 'intact' ? 'intact' : answer === 'damaged' ? 'damaged' : 'unknown'
    }
    case 'authenticity': {
      const { answer } = document.authenticity
      return answer === 'pinned key' ? 'intact' : answer === 'bad signature' ? 'damaged' : 'unknown'
    }
    case 'completeness': {
      const { answer } = document.completeness
      if (answer.startsWith('complete to')) return 'intact'
      return /truncated|rolled back|forked/.test(answer) ? 'damaged' : 'unknown'
    }
    case 'freshness': {
      const { answer } = document.freshness
      return answer === 'fresh' ? 'intact' : answer === 'stale' ? 'unknown' : 'neutral'
    }
    case 'independence': {
      const { answer } = document.independence
      return answer === 'quorum met' ? 'intact' : answer === 'not met' ? 'unknown' : 'neutral'
    }
  }
}
