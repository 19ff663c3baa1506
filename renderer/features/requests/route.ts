import type { Route } from '../../route.ts'
import { RequestsScreen } from './RequestsScreen.tsx'

export const requestsRoute: Route = {
  id: 'requests',
  patterns: ['/case/:caseId/requests', '/case/:caseId/requests/:req'],
  title: 'requests.title',
  key: 'r',
  Screen: RequestsScreen,
}
