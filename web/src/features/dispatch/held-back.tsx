import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { formatCount } from '../../lib/formats.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import type { Held } from './dispatch-documents.ts'
import { ruleWords } from './dispatch-words.ts'
import './dispatch.css'

/** What is held back, by the first rule that says no, most frequent first. `counts` are all of them; `held` those that were loaded. */
export function HeldBack({ counts, held }: { counts: readonly { code: string; count: number }[]; held: readonly Held[] }): ReactElement {
  return (
    <div className="held-back">
      {counts.map(({ code, count }) => {
        const of = held.filter((one) => one.code === code)
        const [first] = of
        const isOfAll = of.every(({ message }) => message === first?.message)
        return (
          <details key={code} className="fold">
            <summary>
              <Icon name="next" size={12} />
              <span className="grow">
                {ruleWords(code)}
                {first && (
                  <span className="muted sm row-note">
                    {!isOfAll && 'One of them: '}
                    {visibleText(first.message)}
                  </span>
                )}
              </span>
              <span className="number">{formatCount(count)}</span>
              <code className="muted">{code}</code>
            </summary>
            <ul className="row-list">
              {of.map((one) => (
                <li key={one.lead.id + one.message}>
                  <span className="grow">
                    <LeadLink lead={one.lead} />
                    <br />
                    <span className="muted sm">{visibleText(one.message)}</span>
                  </span>
                  {one.clearsAt && (
                    <span className="sm muted">
                      clears <Time at={one.clearsAt} />
                    </span>
                  )}
                </li>
              ))}
            </ul>
            {of.length < count && <p className="muted sm">{formatCount(count - of.length)} more are not listed here.</p>}
          </details>
        )
      })}
    </div>
  )
}

type LinkedLead = { id: string; fullName: string | null; email: string | null; company?: { name: string } | null }

/** A lead's name as its link, with where they work. */
export function LeadLink({ lead }: { lead: LinkedLead }): ReactElement {
  return (
    <>
      <Link href={`/leads/${lead.id}`} className="row-name">
        <Bidi text={lead.fullName ?? lead.email ?? 'Unnamed lead'} />
      </Link>
      {lead.company && (
        <span className="muted">
          {' '}
          <Bidi text={lead.company.name} />
        </span>
      )}
    </>
  )
}
