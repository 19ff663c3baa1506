import type { ScreenProps } from '../../route.ts'
import { DerivedLog } from './DerivedLog.tsx'
import { RequestList } from './RequestList.tsx'
import { RequestPage } from './RequestPage.tsx'
import './Requests.css'

/** All requests of the newest log, or one of them. */
export function RequestsScreen({ params }: ScreenProps) {
  const req = params.req
  return (
    <DerivedLog title="requests.title">
      {(target, derivation, log, crumb) =>
        req === undefined ? (
          <RequestList target={target} derivation={derivation} source={log.name} crumb={crumb} />
        ) : (
          <RequestPage key={req} target={target} req={req} crumb={crumb} />
        )
      }
    </DerivedLog>
  )
}
