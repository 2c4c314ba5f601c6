import type { ReactElement } from 'react'
import { formatCount } from '../../lib/formats.ts'
import { Chip } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import type { Health } from './health-documents.ts'

/** The software actors: what each did last, and all that it may do. */
export function AgentsCard({ agents, wordsOf }: { agents: Health['agentWork']; wordsOf(action: string): string }): ReactElement {
  return (
    <section className="card" aria-labelledby="agents-title">
      <h2 id="agents-title">Agents</h2>
      <p className="muted sm">
        Each does what is on its list and nothing else; OPERATOR alone sends. Shown is what the audit trail holds; single scores and drafts
        stand with their leads.
      </p>
      <ul className="row-list">
        {agents.map(({ agent, actions, lastAction, lastAt, dayCount }) => (
          <li key={agent} className="agent">
            <details className="fold grow">
              <summary>
                <Icon name="next" size={12} />
                <span className="grow">
                  <strong>{agent}</strong>
                  <span className="muted sm row-note">
                    {lastAction === null || lastAt === null ? (
                      'Nothing there yet'
                    ) : (
                      <>
                        {wordsOf(lastAction)}, <Time at={lastAt} as="full" />
                      </>
                    )}
                  </span>
                </span>
                <span className="muted sm number">
                  {dayCount >= 10_000 ? '10,000 or more' : formatCount(dayCount)}
                  <span className="hidden-text"> deeds</span> in 24 h
                </span>
              </summary>
              <p className="chip-line">
                {actions.map((action) => (
                  <Chip key={action}>{wordsOf(action)}</Chip>
                ))}
              </p>
            </details>
          </li>
        ))}
      </ul>
    </section>
  )
}
