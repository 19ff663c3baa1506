import type { Route } from '../../route.ts'
import { ReportsScreen } from './ReportsScreen.tsx'

export const reportsRoute: Route = {
  id: 'reports',
  patterns: ['/case/:caseId/reports', '/case/:caseId/reports/:tab'],
  title: 'reports.title',
  key: 'p',
  Screen: ReportsScreen,
}
