/** Every screen there is, in the order of the navigation. A new one: its folder under features/, and one line here. */

import { auditRoute } from './features/audit/route.ts'
import { bundlesRoute } from './features/bundles/route.ts'
import { casesRoute } from './features/cases/route.ts'
import { dueRoute } from './features/due/route.ts'
import { evidenceRoute } from './features/evidence/route.ts'
import { findingsRoute } from './features/findings/route.ts'
import { reportsRoute } from './features/reports/route.ts'
import { requestsRoute } from './features/requests/route.ts'
import { rulesRoute } from './features/rules/route.ts'
import { tablesRoute } from './features/tables/route.ts'
import { trustRoute } from './features/trust/route.ts'
import { verifyRoute } from './features/verify/route.ts'
import { workLogRoute } from './features/worklog/route.ts'
import type { Route } from './route.ts'

export const routes: readonly Route[] = [
  casesRoute,
  evidenceRoute,
  verifyRoute,
  requestsRoute,
  dueRoute,
  findingsRoute,
  bundlesRoute,
  auditRoute,
  tablesRoute,
  reportsRoute,
  workLogRoute,
  rulesRoute,
  trustRoute,
]
