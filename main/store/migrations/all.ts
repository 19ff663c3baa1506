/** Every migration, in order. Append only. */
import type { Migration } from '../migrate.ts'
import { migration001 } from './001-case.ts'
import { migration002 } from './002-requests.ts'
import { migration003 } from './003-bundles.ts'

export const MIGRATIONS: readonly Migration[] = [migration001, migration002, migration003]
