import { Say, useWords } from '../../i18n/words.tsx'
import { Time } from '../../ui/Time.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { VerifyDocument, VerifyResult } from './types.ts'

interface Props {
  readonly result: VerifyResult
  readonly document: VerifyDocument
}

/** What was compared with what, by whose key, when, and what can be restored. */
export function VerdictLead({ result, document }: Props) {
  const t = useWords()
  const { input, integrity, authenticity, damage } = document
  const restorable = damage.filter(({ cause }) => cause !== undefined).length
  // One key may be trusted for several windows, by the reader and by the policy.
  const keys = [...new Set(authenticity.keys.map(({ name, keyId }) => `${name}+${keyId}`))]
  const [key] = keys
  return (
    <>
      {t('verify.lead.compared', { entries: input.entries, heads: integrity.headsCompared })}{' '}
      {key !== undefined && (
        <>
          <Say
            id="verify.lead.signed"
            values={{
              key: <EvidenceText key="key" value={key} />,
              more: keys.length - 1,
            }}
          />{' '}
        </>
      )}
      {damage.length > 0 && <>{t('verify.lead.restored', { restorable, places: damage.length })} </>}
      {result.verifiedAtMs !== null && (
        <Say
          id="verify.lead.when"
          values={{
            time: <Time key="time" at={result.verifiedAtMs} />,
            keys: result.usedKeys.length,
            known: result.usedKnownHeads,
            policy: result.usedPolicy === null ? 'no' : 'yes',
          }}
        />
      )}
    </>
  )
}
