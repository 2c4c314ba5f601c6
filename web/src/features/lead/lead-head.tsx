import type { ResultOf } from 'gql.tada'
import type { ReactElement } from 'react'
import { formatCount, formatTheirClock, zoneCity } from '../../lib/formats.ts'
import { useNow } from '../../lib/now.ts'
import { providerLabel } from '../../lib/provider-label.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { TierChip } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { OutsideLink } from '../../ui/outside-link.tsx'
import { StatusWord } from '../../ui/stage-glyph.tsx'
import { Time } from '../../ui/time.tsx'
import { CorrectStatus } from './correct-status.tsx'
import type { leadQuery } from './lead-documents.ts'
import { causeWords } from './status-cause.ts'

export type LeadFacts = NonNullable<ResultOf<typeof leadQuery>['lead']>

const emailWords: Record<string, string> = {
  VERIFIED: 'verified',
  LIKELY: 'likely',
  CATCH_ALL: 'the domain takes everything',
  UNKNOWN: 'not verified',
  INVALID: 'invalid',
}

/** Who this is and where they stand: name, title, company, status, tier, score, their clock beside ours. */
export function LeadHead({ lead }: { lead: LeadFacts }): ReactElement {
  const now = useNow()
  const clock = lead.timeZone ? formatTheirClock(now, lead.timeZone) : null
  const { company } = lead
  return (
    <header className="card lead-head">
      <div className="lead-name">
        <StatusWord stage={lead.stage} status={lead.status} />
        {lead.statusCause && <span className="muted sm">{causeWords[lead.statusCause] ?? lead.statusCause}</span>}
        <TierChip tier={lead.tier} />
        <strong className="number">{lead.score === null ? <span className="muted">Not scored yet</span> : <>Score {lead.score}</>}</strong>
      </div>
      <p>
        <Bidi text={lead.title ?? 'No title known'} />
        {company && (
          <>
            {' · '}
            <Bidi text={company.name} />
          </>
        )}
      </p>
      <dl className="pairs">
        <dt>Email</dt>
        <dd>
          {lead.email ? (
            <>
              {lead.email} <span className="muted">({emailWords[lead.emailStatus ?? 'UNKNOWN'] ?? lead.emailStatus})</span>
            </>
          ) : (
            'None known'
          )}
        </dd>
        <dt>LinkedIn</dt>
        <dd>
          {lead.linkedinUrl ? (
            <OutsideLink href={lead.linkedinUrl}>
              {lead.linkedinUrl.replace(/^https:\/\/(www\.)?/, '')} <Icon name="external" size={12} />
              <span className="hidden-text"> opens in a new tab</span>
            </OutsideLink>
          ) : (
            'None known'
          )}
        </dd>
        <dt>Company</dt>
        <dd>
          {[
            company?.domain,
            company?.industry,
            company?.employeeCount !== null && company ? `${formatCount(company.employeeCount)} people` : null,
          ]
            .filter(Boolean)
            .join(' · ') || 'Nothing known'}
        </dd>
        <dt>Their time</dt>
        <dd className="number">{lead.timeZone && clock ? `${clock} ${zoneCity(lead.timeZone)}` : 'Unknown zone'}</dd>
        <dt>Came from</dt>
        <dd>
          <Bidi text={providerLabel(lead.source)} /> <Time at={lead.createdAt} />
        </dd>
      </dl>
      <CorrectStatus lead={lead} />
    </header>
  )
}
