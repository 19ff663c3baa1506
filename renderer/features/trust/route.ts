import type { Route } from '../../route.ts'
import { TrustScreen } from './TrustScreen.tsx'

export const trustRoute: Route = {
  id: 'trust',
  patterns: ['/trust', '/case/:caseId/trust'],
  title: 'trust.title',
  key: 't',
  Screen: TrustScreen,
}
