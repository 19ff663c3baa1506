import type { Route } from '../../route.ts'
import { AuditScreen } from './AuditScreen.tsx'

export const auditRoute: Route = {
  id: 'audit',
  patterns: ['/case/:caseId/audit', '/case/:caseId/audit/:sampleSeq'],
  title: 'audit.title',
  key: 'a',
  Screen: AuditScreen,
}
