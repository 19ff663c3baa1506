import type { Route } from '../../route.ts'
import { EvidenceScreen } from './EvidenceScreen.tsx'

export const evidenceRoute: Route = {
  id: 'evidence',
  patterns: ['/case/:caseId/evidence'],
  title: 'evidence.title',
  key: 'e',
  Screen: EvidenceScreen,
}
