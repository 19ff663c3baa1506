import type { Route } from '../../route.ts'
import { WorkLogScreen } from './WorkLogScreen.tsx'

export const workLogRoute: Route = {
  id: 'worklog',
  patterns: ['/case/:caseId/worklog'],
  title: 'worklog.title',
  key: 'w',
  Screen: WorkLogScreen,
}
