import type { Route } from '../../route.ts'
import { RulesScreen } from './RulesScreen.tsx'

export const rulesRoute: Route = {
  id: 'rules',
  patterns: ['/case/:caseId/rules'],
  title: 'rules.title',
  key: 'u',
  Screen: RulesScreen,
}
