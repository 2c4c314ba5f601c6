import type { ReactElement, ReactNode } from 'react'
import { Link } from 'wouter'
import { fieldsOf, rowsOf, wordOf } from '../../lib/json.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Verdict } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'

/** The rows that a criterion was computed from: campaigns, tests that were proven, and who said what when. */
export function LinkedinEvidence({ evidence }: { evidence: unknown }): ReactElement {
  const fields = fieldsOf(evidence)
  const campaigns = rowsOf(fields.campaigns)
  const sends = rowsOf(fields.sends)
  const facts: ReactNode[] = [
    wordOf(fields.by) !== '' && `By ${wordOf(fields.by)}`,
    wordOf(fields.overrideReason) !== '' && `although not all held: ${wordOf(fields.overrideReason)}`,
    wordOf(fields.since) !== '' && `Since ${wordOf(fields.since)}`,
    wordOf(fields.problem),
    wordOf(fields.settingsVersion) !== '' && `in version ${wordOf(fields.settingsVersion)} of the settings`,
  ].filter((fact) => fact !== false && fact !== '')
  const at = wordOf(fields.at) || wordOf(fields.checkedAt)
  return (
    <>
      {(facts.length > 0 || at !== '') && (
        <p>
          {facts.join(', ')}
          {facts.length > 0 && at !== '' && ', '}
          {at !== '' && (
            <>
              {fields.checkedAt ? 'looked at ' : ''}
              <Time at={at} />
            </>
          )}
          .
        </p>
      )}
      {campaigns.length > 0 && (
        <ul>
          {campaigns.map((campaign) => (
            <li key={wordOf(campaign.id)}>
              <Verdict kind={wordOf(campaign.problem) === '' ? 'ok' : 'bad'}>
                {[wordOf(campaign.id), wordOf(campaign.name)].filter((word) => word !== '').join(' ')}
                {wordOf(campaign.problem) !== '' && `: ${wordOf(campaign.problem)}`}
              </Verdict>
            </li>
          ))}
        </ul>
      )}
      {sends.length > 0 && (
        <ul>
          {sends.map((send) => (
            <li key={wordOf(send.sendId)}>
              <Bidi text={wordOf(send.profile).replace(/^in:/, '')} clip /> <Time at={wordOf(send.provenAt)} />
            </li>
          ))}
        </ul>
      )}
      {facts.length + campaigns.length + sends.length === 0 && at === '' && <p className="muted">No row speaks for it yet.</p>}
      {sends.length > 0 && (
        <p>
          <Link href="/sends?tab=all">Show the sends</Link>
        </p>
      )}
    </>
  )
}
