/** A sample export as a map from path to bytes: for small logs, in tests. */
import { concatBytes } from '../bytes/equal.ts'
import { segmentPath } from '../log/writer-segments.ts'
import { type SampleSummary, type SampleTools, sampleFiles } from './sample-files.ts'
import type { SampleOptions } from './sample-options.ts'

export interface SampleInMemory {
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly summary: SampleSummary
}

/** @param options checked by `checkSampleOptions` */
export function sampleInMemory(options: SampleOptions, tools: SampleTools): SampleInMemory {
  const files = new Map<string, Uint8Array>()
  const segments: Uint8Array[][] = []
  const pieces = sampleFiles(options, tools)
  for (;;) {
    const piece = pieces.next()
    if (piece.done) {
      for (const [i, lines] of segments.entries()) files.set(segmentPath(i), concatBytes(...lines))
      return { files, summary: piece.value }
    }
    if (piece.value.kind === 'file') files.set(piece.value.path, piece.value.bytes)
    else {
      const lines = segments[piece.value.segment] ?? []
      segments[piece.value.segment] = lines
      lines.push(new Uint8Array(piece.value.stored))
    }
  }
}
