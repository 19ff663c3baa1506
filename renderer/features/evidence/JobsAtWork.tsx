import { useJob } from '../../api/use-job.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { ImportJob } from './import-flow.ts'
import { useImports } from './imports.tsx'
import './JobsAtWork.css'

/** Imports under way, on every screen: a line each, leading to where they can be stopped. Also tells when they have ended. */
export function JobsAtWork() {
  const { jobs } = useImports()
  return jobs.map((job) => <JobLine key={job.jobId} job={job} />)
}

function JobLine({ job }: { readonly job: ImportJob }) {
  const t = useWords()
  const { percent } = useFigures()
  const { ended } = useImports()
  const { status } = useJob(job.jobId, { onEnd: (last) => ended(job, last) })
  const share = status && status.bytesTotal > 0 ? Math.floor((status.bytesDone / status.bytesTotal) * 100) / 100 : null
  return (
    <a className="JobsAtWork" href={`#/case/${job.caseId}/evidence`}>
      <span>
        {t('imports.at-work')} <EvidenceText value={job.name} />
      </span>
      <span>{share === null ? '…' : percent(Math.min(share, 1))}</span>
    </a>
  )
}
