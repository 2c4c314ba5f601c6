import { type ReactElement, useState } from 'react'
import { Link } from 'wouter'
import { providerLabel } from '../../lib/provider-label.ts'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { StatusWord } from '../../ui/stage-glyph.tsx'
import { Time } from '../../ui/time.tsx'
import { useFocusBack } from '../../ui/use-focus-back.ts'
import './merge.css'
import type { MergeLead, Suggestion } from './merge-documents.ts'
import { useMerge } from './use-merge.ts'

const kindWords: Record<Suggestion['kind'], string> = {
  SAME_PERSON: 'Same person',
  CONTRADICTION: 'Not clear',
  SAME_NAME: 'Same name',
}

export const nameOfLead = (lead: Pick<MergeLead, 'fullName' | 'email'>): string => lead.fullName ?? lead.email ?? 'Unnamed lead'

/** Two leads side by side, the older first: it stays. Merged on a second word, or said to be two people. */
export function MergePair({
  suggestion,
  onDecided,
}: {
  suggestion: Suggestion
  onDecided(leadId: string | null): void
}): ReactElement | null {
  const [isAsked, setIsAsked] = useState(false)
  const frame = useFocusBack<HTMLDivElement>(isAsked)
  const { refusal, refused, merge, dismiss } = useMerge()
  const { lead, other, evidence, kind, at } = suggestion
  if (!lead || !other) return null
  const [older, younger] = lead.createdAt <= other.createdAt ? [lead, other] : [other, lead]
  return (
    <li className="card">
      <div className="card-title">
        <h2>
          <Bidi text={nameOfLead(older)} /> and <Bidi text={nameOfLead(younger)} />
        </h2>
        <Chip tone={kind === 'SAME_PERSON' ? 'info' : 'neutral'}>{kindWords[kind]}</Chip>
      </div>
      <p className="sm">
        {evidence}{' '}
        <span className="muted">
          Found <Time at={at} as="ago" />.
        </span>
      </p>
      <div className="merge-pair">
        <Side lead={older} part="Stays: known longer" />
        <Side lead={younger} part="Goes into it" />
      </div>
      <div className="toolbar" ref={frame}>
        {isAsked ? (
          <>
            <span className="sm">Everything of the younger goes to the older. It can be taken apart again.</span>
            <Button
              tone="primary"
              autoFocus
              refusal={refusal}
              onClick={() => void merge(older.id, younger.id).then((stays) => stays !== null && onDecided(stays))}
            >
              Merge
            </Button>
            <Button onClick={() => setIsAsked(false)}>Not now</Button>
          </>
        ) : (
          <>
            <Button refusal={refusal} onClick={() => setIsAsked(true)}>
              Merge…<span className="hidden-text"> {nameOfLead(older)}</span>
            </Button>
            <Button refusal={refusal} onClick={() => void dismiss(suggestion.id).then((isDone) => isDone && onDecided(null))}>
              They are two people<span className="hidden-text">: {nameOfLead(older)}</span>
            </Button>
          </>
        )}
      </div>
      {(refused ?? suggestion.refusal) && (
        <p className={refused ? 'field-error' : 'muted sm'} role={refused ? 'alert' : undefined}>
          {refused ?? `Not merged by itself yet. ${suggestion.refusal}`}
        </p>
      )}
    </li>
  )
}

function Side({ lead, part }: { lead: MergeLead; part: string }): ReactElement {
  return (
    <div className="merge-side">
      <span className="muted sm">{part}</span>
      <strong>
        <Link href={`/leads/${lead.id}`}>
          <Bidi text={nameOfLead(lead)} />
        </Link>
      </strong>
      <span>
        <Bidi text={[lead.title, lead.company?.name].filter(Boolean).join(' · ') || 'No title known'} />
      </span>
      <span>{lead.email ?? 'No address'}</span>
      <span>{lead.linkedinUrl?.replace(/^https:\/\/(www\.)?/, '') ?? 'No profile'}</span>
      <span className="sm">
        <StatusWord stage={lead.stage} status={lead.status} />
      </span>
      <span className="muted sm">
        From <Bidi text={providerLabel(lead.source)} />, <Time at={lead.createdAt} as="ago" />
      </span>
    </div>
  )
}
