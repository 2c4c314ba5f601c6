import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { Bidi } from '../../ui/bidi.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { AnswerForm } from './answer-form.tsx'
import { AssignForm } from './assign-form.tsx'
import { DateForm, type NamedDay } from './date-form.tsx'
import { ReferralForm } from './referral-form.tsx'
import type { Reply, ReplyClass } from './reply-documents.ts'
import { nameOfReply } from './reply-row.tsx'
import { classes, classLabel, classTone, markedPieces } from './reply-words.ts'

type Props = {
  reply: Reply
  refusal: string | null
  refused: string | null
  onClassify(to: ReplyClass, day?: NamedDay): void
  onChanged(reply: Reply): void
}

/** One reply: who, what they wrote with the words that decided, what it is, and what follows. */
export function ReplyCard({ reply, refusal, refused, onClassify, onChanged }: Props): ReactElement {
  const { lead } = reply
  const isWhole = reply.newText.trim() === reply.text.trim()
  return (
    <article className="card reply-card" aria-label={`Reply of ${nameOfReply(reply)}`}>
      <div className="card-title">
        <h2>
          {lead ? (
            <Link href={`/leads/${lead.id}`}>
              <Bidi text={nameOfReply(reply)} />
            </Link>
          ) : (
            <Bidi text={nameOfReply(reply)} />
          )}
        </h2>
        <span className="sm muted">
          <Time at={reply.at} /> {reply.channel === 'LINKEDIN' ? 'on LinkedIn' : 'by email'}
        </span>
      </div>
      {lead && (lead.title || lead.company) && (
        <p className="muted sm">
          <Bidi text={[lead.title, lead.company?.name].filter(Boolean).join(', ')} />
        </p>
      )}
      {reply.matchedBy && <p className="sm muted">{visibleText(reply.matchedBy)}</p>}
      {reply.subject && <p className="sm">{visibleText(reply.subject)}</p>}
      <p className="reply-text">
        {markedPieces(reply.newText, reply.deciders).map(({ text, isDecider, from }) =>
          isDecider ? <mark key={from}>{visibleText(text)}</mark> : <span key={from}>{visibleText(text)}</span>,
        )}
        {reply.newText.trim() === '' && <span className="muted">Nothing newly written.</span>}
      </p>
      {!isWhole && (
        <details>
          <summary>All that came</summary>
          <p className="reply-text muted">{visibleText(reply.text)}</p>
        </details>
      )}
      <p className="reply-verdict">
        <Chip tone={reply.needsPerson ? 'warn' : classTone(reply.class)}>{classLabel(reply.class)}</Chip>
        <span className="sm muted">
          {reply.confirmedBy
            ? `said by ${reply.confirmedBy}${reply.class === reply.readAs ? '' : `, read as ${classLabel(reply.readAs).toLowerCase()}`}`
            : reply.doubtful
              ? 'not sure'
              : `${Math.round(reply.confidence * 100)} % sure`}
          {reply.automatic && ', automatic mail'}
        </span>
      </p>
      {reply.doubtful && (
        <p className="reply-doubt">
          <Icon name="warn" /> This may ask us to stop. Nothing is sent to them until you say what it is.
        </p>
      )}
      {reply.dataRequest && (
        <p className="reply-doubt">
          <Icon name="warn" /> {reply.dataRequest === 'ERASURE' ? 'Asks that their data be erased' : 'Asks what data we hold about them'}:
          answer by {reply.dataAnswerBy}.
        </p>
      )}
      <Facts reply={reply} />
      <DateForm key={`${reply.id} ${reply.version}`} reply={reply} refusal={refusal} onSay={(day) => onClassify(reply.class, day)} />
      <ReferralForm key={`${reply.id} named`} reply={reply} onCreated={onChanged} />
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that each say something, nothing to fill in */}
      <div className="reply-classes" role="group" aria-label="What it is">
        {classes.map(({ value, label, key }) => (
          <Button
            key={value}
            keys={key}
            size="dense"
            aria-pressed={reply.confirmedBy !== null && reply.class === value}
            refusal={refusal}
            onClick={() => onClassify(value)}
          >
            {label}
          </Button>
        ))}
      </div>
      {refused && (
        <p className="refused" role="alert">
          <Icon name="bad" /> {refused}
        </p>
      )}
      {lead === null ? (
        <AssignForm key={`${reply.id} whose`} reply={reply} onAssigned={onChanged} />
      ) : (
        <AnswerForm key={`${reply.id} ${reply.class}`} reply={reply} onAnswered={onChanged} />
      )}
    </article>
  )
}

function Facts({ reply }: { reply: Reply }): ReactElement | null {
  const company = reply.lead?.company?.name ?? 'their company'
  const isStopped = reply.class === 'UNSUBSCRIBE' && !reply.needsPerson
  const facts = [
    reply.stopsCompany &&
      (isStopped
        ? `Asks it for everybody at ${company}: nobody there is written to again.`
        : `Speaks for everybody at ${company}: if it asks to stop, nobody there is written to again.`),
    reply.notBefore && `Not before ${reply.notBefore}: a candidate for revival then.`,
    reply.returnsOn &&
      (reply.automatic
        ? `Back on ${reply.returnsOn}: a running cadence waits until a working day after.`
        : `Back on ${reply.returnsOn}. It counted as their answer when it came, which ended the cadence: to go on, enroll them again.`),
    reply.referral && `Names ${reply.referral}.`,
  ].flatMap((one) => one || [])
  if (facts.length === 0 && reply.referralLead === null && reply.colleagues.length === 0) return null
  return (
    <ul className="reply-facts sm">
      {facts.map((fact) => (
        <li key={fact}>{visibleText(fact)}</li>
      ))}
      {reply.referralLead && (
        <li>
          New lead:{' '}
          <Link href={`/leads/${reply.referralLead.id}`}>{reply.referralLead.fullName ?? reply.referralLead.email ?? 'open'}</Link>
        </li>
      )}
      {reply.colleagues.length > 0 && (
        <li>
          Others there:{' '}
          {reply.colleagues.map(({ id, fullName, title }, place) => (
            <span key={id}>
              {place > 0 && ', '}
              <Link href={`/leads/${id}`}>{fullName ?? 'Unnamed lead'}</Link>
              {title && ` (${title})`}
            </span>
          ))}
        </li>
      )}
    </ul>
  )
}
