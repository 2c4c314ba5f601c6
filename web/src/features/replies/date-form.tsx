import { type FormEvent, type ReactElement, useState } from 'react'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import type { Reply } from './reply-documents.ts'

/** The day that a reply names, as the input of `classifyReply` calls it. */
export type NamedDay = { notBefore: string } | { returnsOn: string }

/** The day that somebody who is away or asks for later names: read from the text, or said by a person. */
export function DateForm({
  reply,
  refusal,
  onSay,
}: {
  reply: Reply
  refusal: string | null
  onSay(day: NamedDay): void
}): ReactElement | null {
  const known = reply.class === 'NOT_NOW' ? reply.notBefore : reply.returnsOn
  const [day, setDay] = useState(known ?? '')
  if ((reply.class !== 'NOT_NOW' && reply.class !== 'OUT_OF_OFFICE') || reply.lead === null) return null
  const why = refusal ?? (day === '' ? 'A day is needed.' : day === known && reply.confirmedBy !== null ? 'That is the day already.' : null)
  const say = (event: FormEvent): void => {
    event.preventDefault()
    if (why) announce(why, 'assertive')
    else onSay(reply.class === 'NOT_NOW' ? { notBefore: day } : { returnsOn: day })
  }
  return (
    <form className="reply-day" onSubmit={say}>
      <TextField
        type="date"
        label={reply.class === 'NOT_NOW' ? 'Not before' : 'Back on'}
        value={day}
        onChange={(event) => setDay(event.target.value)}
      />
      <Button type="submit" refusal={why}>
        Keep the day
      </Button>
    </form>
  )
}
