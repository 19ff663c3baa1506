import { DerivedLog } from '../requests/DerivedLog.tsx'
import '../requests/Requests.css'
import { DueList } from './DueList.tsx'

/** What has to be done by when, for every request of the newest log and for the log itself. */
export function DueScreen() {
  return (
    <DerivedLog title="due.title">
      {(target, derivation, log, crumb) => (
        <DueList target={target} derivation={derivation} source={log.name} crumb={crumb} />
      )}
    </DerivedLog>
  )
}
