import type { Route } from '../../route.ts'
import { CasesScreen } from './CasesScreen.tsx'

export const casesRoute: Route = { id: 'cases', patterns: ['/'], title: 'cases.title', key: 'c', Screen: CasesScreen }
