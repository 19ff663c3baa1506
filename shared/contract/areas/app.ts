import { z } from 'zod'
import { Count, Empty, type Operation } from '../operation.ts'

export const appOperations = {
  'app.about': {
    doc: 'Which program this is, on which host, and whether anything tried to reach the network.',
    effect: 'read',
    input: Empty,
    output: z.strictObject({
      version: z.string(),
      host: z.enum(['electron', 'web', 'cli']),
      node: z.string(),
      network: z.strictObject({ blocked: z.boolean(), attempts: Count }),
      profileLabel: z.string(), // where the user's keys and remembered heads live, as a label to show
    }),
  },
} as const satisfies Record<string, Operation>
