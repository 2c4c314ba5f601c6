import { type ReactElement, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { newId } from '../../lib/new-id.ts'
import { refusedOf } from '../../lib/refused.ts'
import { useScope } from '../../lib/scope.ts'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icons.tsx'
import { assignReply, leadsToAssign, type Reply } from './reply-documents.ts'

/** Whose an unmatched reply is: leads are looked for from two letters on. */
export function AssignForm({ reply, onAssigned }: { reply: Reply; onAssigned(reply: Reply): void }): ReactElement {
  const [search, setSearch] = useState('')
  const [refused, setRefused] = useState<string | null>(null)
  const mayReview = useScope('review')
  const [{ data, fetching }] = useQuery({ query: leadsToAssign, variables: { search }, pause: search.trim().length < 2 })
  const [, run] = useMutation(assignReply)
  const found = search.trim().length < 2 ? [] : (data?.leads.edges.map(({ node }) => node) ?? [])
  const assign = async (leadId: string): Promise<void> => {
    const { data: answered, error } = await run({ input: { replyId: reply.id, leadId, clientMutationId: newId() } })
    const answer = answered?.assignReply
    const why = refusedOf(answer, 'AssignReplySuccess', error)
    setRefused(why?.message ?? null)
    announce(why ? `Not assigned. ${why.message}` : 'Assigned.', why ? 'assertive' : 'polite')
    if (answer?.__typename === 'AssignReplySuccess') onAssigned(answer.reply)
  }
  return (
    <section className="reply-answer" aria-label="Whose it is">
      <h3>Nobody we know wrote this</h3>
      <TextField
        label="Whose is it?"
        value={search}
        hint="Name, company or address"
        autoComplete="off"
        onChange={(event) => setSearch(event.target.value)}
      />
      {found.length > 0 && (
        <ul className="reply-leads">
          {found.map(({ id, fullName, email, company }) => (
            <li key={id}>
              <Button refusal={mayReview ? null : 'Assigning needs the scope review.'} onClick={() => void assign(id)}>
                {[fullName ?? email ?? 'Unnamed lead', company?.name].filter(Boolean).join(', ')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {search.trim().length >= 2 && !fetching && found.length === 0 && <p className="sm muted">No lead has these words.</p>}
      {refused && (
        <p className="refused" role="alert">
          <Icon name="bad" /> Not assigned. {refused}
        </p>
      )}
    </section>
  )
}
