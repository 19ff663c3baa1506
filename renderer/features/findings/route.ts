import type { Route } from '../../route.ts'
import { FindingsScreen } from './FindingsScreen.tsx'

export const findingsRoute: Route = {
  id: 'findings',
  patterns: ['/case/:caseId/findings'],
  title: 'findings.title',
  key: 'f',
  Screen: FindingsScreen,
}
