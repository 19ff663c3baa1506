import type { Route } from '../../route.ts'
import { VerifyScreen } from './VerifyScreen.tsx'

export const verifyRoute: Route = {
  id: 'verify',
  patterns: ['/case/:caseId/verify', '/case/:caseId/verify/:evidenceId'],
  title: 'verify.title',
  key: 'v',
  Screen: VerifyScreen,
}
