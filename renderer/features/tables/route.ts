import type { Route } from '../../route.ts'
import { TablesScreen } from './TablesScreen.tsx'

export const tablesRoute: Route = {
  id: 'tables',
  patterns: ['/case/:caseId/tables'],
  title: 'tables.title',
  key: 'b',
  Screen: TablesScreen,
}
