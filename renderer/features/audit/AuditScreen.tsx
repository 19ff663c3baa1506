import type { ScreenProps } from '../../route.ts'
import { DerivedLog } from '../requests/DerivedLog.tsx'
import { SamplePage } from './SamplePage.tsx'
import { SamplesPage } from './SamplesPage.tsx'
import '../requests/Requests.css'
import './Audit.css'

/** Samples drawn of the newest log, or one of them. */
export function AuditScreen({ params }: ScreenProps) {
  const sampleSeq = params.sampleSeq === undefined ? null : Number(params.sampleSeq)
  return (
    <DerivedLog title="audit.title">
      {(target, derivation, _log, crumb) =>
        sampleSeq === null ? (
          <SamplesPage target={target} derivation={derivation} crumb={crumb} />
        ) : (
          <SamplePage key={sampleSeq} target={target} derivation={derivation} sampleSeq={sampleSeq} crumb={crumb} />
        )
      }
    </DerivedLog>
  )
}
