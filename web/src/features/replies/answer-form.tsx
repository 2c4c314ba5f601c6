import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { connectionStore } from '../../lib/connection.ts'
import { fieldsOf, wordOf } from '../../lib/json.ts'
import { newId } from '../../lib/new-id.ts'
import { type Refused, refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { useStore } from '../../lib/store.ts'
import { useKeptText } from '../../lib/use-kept-text.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icons.tsx'
import { SendPanel } from '../queue/send-panel.tsx'
import { answerReply, type Reply } from './reply-documents.ts'

const closed = ['UNSUBSCRIBE', 'BOUNCE', 'NOT_INTERESTED']

type AnswerText = { subject: string; body: string }

/** What was typed here before, else what is prepared. */
function answerOf(reply: Reply, kept: string | null): AnswerText {
  const prepared = reply.preparedAnswer
  const own = {
    subject: prepared?.subject ?? (reply.subject ?? '').replace(/^(?:\s*(?:re|aw)\s*:)+\s*/i, ''),
    body: prepared?.body ?? '',
  }
  if (kept === null) return own
  const { subject = own.subject, body = own.body } = fieldsOf(JSON.parse(kept))
  return { subject: wordOf(subject), body: wordOf(body) }
}

/** Why it did not leave, as far as that is known; null where it did. */
function unsentWords(message: string | null, refused: Refused | null): string | null {
  if (refused?.code === 'NO_ANSWER')
    return 'No answer came. It may have been sent all the same: look into the conversation before you send it again.'
  return refused === null ? message : `Not sent. ${refused.message}`
}

/** An answer that a person completes and sends through GoHighLevel, in two steps: what went out can't be taken back. */
export function AnswerForm({ reply, onAnswered }: { reply: Reply; onAnswered(reply: Reply): void }): ReactElement | null {
  const [typed, keep] = useKeptText(`answer.${reply.id}`)
  // What is asked about is what goes out, whatever another page of the device keeps meanwhile, or is prepared anew.
  const [asked, setAsked] = useState<AnswerText | null>(null)
  const { subject, body } = asked ?? answerOf(reply, typed || null)
  const type = (changed: Partial<AnswerText>): void => {
    setAsked(null)
    keep(JSON.stringify({ subject, body, ...changed }))
  }
  const [unsent, setUnsent] = useState<{ words: string; reasons: Refused['reasons'] } | null>(null)
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
    else setAsked({ subject, body })
  }
  const send = async (): Promise<void> => {
    setAsked(null)
    const { data, error } = await run({ input: { replyId: reply.id, subject, body, clientMutationId: newId() } })
    const answer = data?.answerReply
    const why = refusedOf(answer, 'AnswerReplySuccess', error)
    const words = unsentWords(answer?.__typename === 'AnswerReplySuccess' && answer.reply.answer === null ? answer.message : null, why)
    setUnsent(words === null ? null : { words, reasons: why?.reasons ?? [] })
    if (words !== null) announce(words, 'assertive')
    else if (answer?.__typename === 'AnswerReplySuccess') {
      // What waits may still be refused: then it can be sent anew.
      if (answer.reply.answer?.status === 'SENT') keep('')
      announce(answer.message)
      onAnswered(answer.reply)
    }
  }
  return (
    <form className="reply-answer" onSubmit={ask} aria-label="Answer">
      <h3>Answer through GHL</h3>
      <TextField label="Subject" value={subject} maxLength={200} onChange={(event) => type({ subject: event.target.value })} />
      <TextArea
        label="Text"
        rows={8}
        value={body}
        maxLength={10_000}
        hint="The footer is added."
        onChange={(event) => type({ body: event.target.value })}
      />
      {asked ? (
        <SendPanel to={reply.lead?.fullName ?? reply.lead?.email ?? 'them'} onSend={() => void send()} onClose={() => setAsked(null)} />
      ) : (
        <div>
          <Button type="submit" tone="primary" refusal={refusal}>
            {fetching ? 'Sending…' : 'Send answer'}
          </Button>
        </div>
      )}
      {unsent && (
        <div className="refused" role="alert">
          <p>
            <Icon name="bad" /> {unsent.words}
          </p>
          {unsent.reasons.map(({ code, message }) => (
            <p key={code} className="sm">
              {message}
            </p>
          ))}
        </div>
      )}
    </form>
  )
}
