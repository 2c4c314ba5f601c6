import { type FormEvent, type ReactElement, useState } from 'react'
import { useMutation } from 'urql'
import { newId } from '../../lib/new-id.ts'
import { refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icons.tsx'
import { createReferredLead, type Reply } from './reply-documents.ts'

/** Titles that stand before a name and are no part of it. */
const honorific = /^(?:mr|mrs|ms|dr|frau|herrn?|mme|m|monsieur|madame|sra?|sig(?:\.ra|nora|nor)?|mevrouw|meneer|de heer)\.? /i

/** Whom a reply names without an address: a person says who they are, and only then they are a lead. */
export function ReferralForm({ reply, onCreated }: { reply: Reply; onCreated(reply: Reply): void }): ReactElement | null {
  const named = reply.namedPerson
  const [first = '', ...rest] = (named?.name ?? '').replace(honorific, '').split(' ')
  const isFamilyName = rest.length === 0 && honorific.test(named?.name ?? '')
  const [person, setPerson] = useState({
    firstName: isFamilyName ? '' : first,
    lastName: isFamilyName ? first : rest.join(' '),
    title: named?.title ?? '',
    email: '',
    linkedinUrl: '',
  })
  const [refused, setRefused] = useState<string | null>(null)
  const [{ fetching }, run] = useMutation(createReferredLead)
  const mayOperate = useScope('operate')
  if (named?.name == null || named.email !== null || reply.referralLead !== null || reply.lead === null) return null
  const refusal = !mayOperate
    ? 'Adding leads needs the scope operate.'
    : fetching
      ? 'Already on its way.'
      : person.email.trim() === '' && person.linkedinUrl.trim() === ''
        ? 'An address or a profile is needed.'
        : null
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (refusal) return announce(refusal, 'assertive')
    const { data, error } = await run({ input: { replyId: reply.id, ...person, clientMutationId: newId() } })
    const answer = data?.createReferredLead
    const why = refusedOf(answer, 'CreateReferredLeadSuccess', error)
    setRefused(why?.message ?? null)
    announce(why ? `Not added. ${why.message}` : `${named.name} is a lead.`, why ? 'assertive' : 'polite')
    if (answer?.__typename === 'CreateReferredLeadSuccess') onCreated(answer.reply)
  }
  const field = (name: keyof typeof person, label: string, hint?: string): ReactElement => (
    <TextField
      label={label}
      value={person[name]}
      hint={hint}
      autoComplete="off"
      onChange={(event) => setPerson({ ...person, [name]: event.target.value })}
    />
  )
  return (
    <details className="reply-referral">
      <summary>
        Add {named.name} as a lead{reply.lead.company ? ` of ${reply.lead.company.name}` : ''}
      </summary>
      <form className="reply-answer" onSubmit={(event) => void create(event)}>
        <div className="reply-fields">
          {field('firstName', 'First name')}
          {field('lastName', 'Last name')}
          {field('title', 'Title')}
          {field('email', 'Address', 'This or the profile')}
          {field('linkedinUrl', 'LinkedIn profile')}
        </div>
        <p>
          <Button type="submit" refusal={refusal}>
            Add as a lead
          </Button>
        </p>
        {refused && (
          <p className="refused" role="alert">
            <Icon name="bad" /> Not added. {refused}
          </p>
        )}
      </form>
    </details>
  )
}
