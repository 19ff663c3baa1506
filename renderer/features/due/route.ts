import type { Route } from '../../route.ts'
import { DueScreen } from './DueScreen.tsx'

export const dueRoute: Route = {
  id: 'due',
  patterns: ['/case/:caseId/due'],
  title: 'due.title',
  key: 'o',
  Screen: DueScreen,
}
