import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useStore } from '../../lib/store.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icons.tsx'
import { SendPanel } from '../queue/send-panel.tsx'
import { useScope } from '../shell/shell-data.ts'
import { answerReply, type Reply } from './reply-documents.ts'

const closed = ['UNSUBSCRIBE', 'BOUNCE', 'NOT_INTERESTED']

/** An answer that a person completes and sends through GoHighLevel, in two steps: what went out can't be taken back. */
export function AnswerForm({ reply, onAnswered }: { reply: Reply; onAnswered(reply: Reply): void }): ReactElement | null {
  const prepared = reply.preparedAnswer
  const [subject, setSubject] = useState(prepared?.subject ?? (reply.subject ?? '').replace(/^(?:\s*(?:re|aw)\s*:)+\s*/i, ''))
  const [body, setBody] = useState(prepared?.body ?? '')
  const [isAsking, setIsAsking] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [{ fetching }, run] = useMutation(answerReply)
  const mayReview = useScope('review')
  const mayOperate = useScope('operate')
  const { state } = useStore(connectionStore)
  if (reply.answer) {
    return (
      <p className="sm">
        <Icon name="ok" /> Answered from here.
      </p>
    )
  }
  if (closed.includes(reply.class)) return null
  const refusal =
    !mayReview || !mayOperate
      ? 'Answering needs the scopes review and operate.'
      : state === 'offline'
        ? 'No connection: it can be sent when it is back. Your text is kept.'
        : reply.doubtful
          ? 'Say first what it is: it may ask us to stop.'
          : fetching
            ? 'Already on its way.'
            : body.trim() === '' || subject.trim() === ''
              ? 'Subject and text are needed.'
              : null
  const ask = (event: FormEvent): void => {
    event.preventDefault()
    if (refusal) announce(refusal, 'assertive')
    else setIsAsking(true)
  }
  const send = async (): Promise<void> => {
    setIsAsking(false)
    const { data, error } = await run({ input: { replyId: reply.id, subject, body, clientMutationId: newId() } })
    const answer = data?.answerReply
    const why = refusedOf(answer, 'AnswerReplySuccess', error)
    setRefused(why)
    if (answer?.__typename === 'AnswerReplySuccess') {
      announce(answer.message)
      onAnswered(answer.reply)
    } else announce(`Not sent. ${why?.message ?? ''}`, 'assertive')
  }
  return (
    <form className="reply-answer" onSubmit={ask} aria-label="Answer">
      <h3>Answer through GHL</h3>
      <TextField label="Subject" value={subject} maxLength={200} onChange={(event) => setSubject(event.target.value)} />
      <TextArea
        label="Text"
        rows={8}
        value={body}
        maxLength={10_000}
        hint="The footer is added."
        onChange={(event) => setBody(event.target.value)}
      />
      {isAsking ? (
        <SendPanel to={reply.lead?.fullName ?? reply.lead?.email ?? 'them'} onSend={() => void send()} onClose={() => setIsAsking(false)} />
      ) : (
        <div>
          <Button type="submit" tone="primary" refusal={refusal}>
            {fetching ? 'Sending…' : 'Send answer'}
          </Button>
        </div>
      )}
      {refused && (
        <div className="refused" role="alert">
          <p>
            <Icon name="bad" /> Not sent. {refused.message}
          </p>
          {refused.reasons.map(({ code, message }) => (
            <p key={code} className="sm">
              {message}
            </p>
          ))}
        </div>
      )}
    </form>
  )
}
