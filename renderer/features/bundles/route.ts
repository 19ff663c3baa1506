import type { Route } from '../../route.ts'
import { BundlesScreen } from './BundlesScreen.tsx'

export const bundlesRoute: Route = {
  id: 'bundles',
  patterns: ['/case/:caseId/bundles', '/case/:caseId/bundles/:evidenceId', '/case/:caseId/bundles/:evidenceId/:no'],
  title: 'bundles.title',
  key: 'd',
  Screen: BundlesScreen,
}
