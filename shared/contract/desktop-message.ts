/** What crosses the one channel between the desktop page and main. Checked in main, whoever sends it. */
import { z } from 'zod'

export const DESKTOP_CHANNEL = 'plainview'

export const DesktopMessage = z.discriminatedUnion('kind', [
  /** `createCall` checks name and input. */
  z.strictObject({ kind: z.literal('call'), name: z.string(), input: z.unknown() }),
  z.strictObject({ kind: z.literal('launch') }),
  z.strictObject({ kind: z.literal('pick'), want: z.enum(['file', 'folder']) }),
  /** Paths come from the preload, which asks Electron where a dropped File is; a page has none. */
  z.strictObject({ kind: z.literal('dropped'), paths: z.array(z.string().max(4096)).max(1000) }),
  z.strictObject({
    kind: z.literal('save'),
    name: z.string().min(1).max(255),
    mediaType: z.string().max(100),
    content: z.custom<string | Uint8Array>((value) => typeof value === 'string' || value instanceof Uint8Array),
  }),
])
export type DesktopMessage = z.infer<typeof DesktopMessage>
