import { memo, type ReactElement } from 'react'
import { formatTheirClock, shortenEmail, zoneCity } from '../../lib/formats.ts'
import { useNow } from '../../lib/now.ts'
import { platformName } from '../../lib/provider-label.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { TierChip } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'
import type { CardDraft } from './card-draft.ts'

/** Within a day the clock says it all. */
const dayMs = 24 * 3_600_000

/** Who it is for and how it goes: name, tier, score; title, company, their time; route, age and when a decision is due. */
export const CardHead = memo(function CardHead({ draft }: { draft: CardDraft }): ReactElement {
  const { lead, route } = draft
  const now = useNow()
  const clock = lead.timeZone ? formatTheirClock(now, lead.timeZone) : null
  return (
    <header className="card-head">
      <div className="card-name">
        <h2 tabIndex={-1}>
          <Bidi text={lead.fullName ?? lead.email ?? 'Unnamed lead'} />
        </h2>
        <TierChip tier={lead.tier} />
        <strong className="number">
          <span className="hidden-text">Score </span>
          {lead.score ?? '–'}
        </strong>
      </div>
      <p className="muted">
        {lead.title && <Bidi text={lead.title} />}
        {lead.company && (
          <>
            {' · '}
            <Bidi text={lead.company.name} />
          </>
        )}
        {lead.timeZone && clock && (
          <span className="number">
            {' · '}
            {zoneCity(lead.timeZone)} {clock}
          </span>
        )}
      </p>
      <p className="card-route muted">
        <span>
          {route
            ? [platformName(route.platform), route.campaign, route.account && shortenEmail(route.account, 28)].filter(Boolean).join(' › ')
            : 'No route yet'}
        </span>
        <span>
          waiting <Time at={draft.createdAt} as="age" />
          {draft.dueAt !== null && (
            <>
              {' · '}decision {Date.parse(draft.dueAt) < now ? 'was due' : 'due'}{' '}
              <Time at={draft.dueAt} as={Math.abs(Date.parse(draft.dueAt) - now) < dayMs ? 'clock' : 'relative'} />
            </>
          )}
        </span>
      </p>
    </header>
  )
})
