import { DerivedLog } from '../requests/DerivedLog.tsx'
import { Findings } from './Findings.tsx'
import './Findings.css'

/** Every rule that was broken, grouped; the groups add up to the total. */
export function FindingsScreen() {
  return (
    <DerivedLog title="findings.title">
      {(target, derivation, _log, crumb) => <Findings target={target} derivation={derivation} crumb={crumb} />}
    </DerivedLog>
  )
}
