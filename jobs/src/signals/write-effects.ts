import { newId } from '@swarm/db/new-id'
import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { announce } from '../announce.ts'
import { type EmailAddress, parseEmail } from '../identity/email-address.ts'
import { addressIn } from '../replies/address-in.ts'
import { recordTimeline } from '../timeline.ts'
import { judgeOpens } from './judge-opens.ts'
import type { SignalKind } from './lead-status.ts'
import { isOfAnotherMailbox, type Matched } from './match-deliveries.ts'
import type { LeadChange, NewSignal, Plan } from './plan-effects.ts'
import { provingSignals } from './prove-sends.ts'
import { providerName, sentenceOf, signalSummary, statusWords, timelineKindOf } from './signal-words.ts'

/** Why a person is suppressed by what came back, weakest first: with several, the strongest is kept, whichever came first. */
const suppressing = [
  { signal: 'EMAIL_BOUNCED', reason: 'Mail to this address bounced.', status: 'BOUNCED' },
  { signal: 'UNSUBSCRIBED', reason: 'This person asked not to be written to again.', status: 'UNSUBSCRIBED' },
] as const satisfies { signal: SignalKind; reason: string; status: string }[]

/** What ends everything that a platform may still hold for the person. */
const recalling: readonly SignalKind[] = [
  'EMAIL_REPLIED',
  'EMAIL_BOUNCED',
  'UNSUBSCRIBED',
  'LINKEDIN_REPLIED',
  'MEETING_BOOKED',
  'NOT_INTERESTED',
]

/** Signals, judged opens, statuses and timelines of leads. */
export async function writeLeads(tx: Sql, now: Date, { signals, decided, changes }: Plan): Promise<void> {
  if (signals.length > 0) {
    const rows = signals.map(({ leadId, deliveryId, kind, provider, at, detail }) => ({
      id: newId(at),
      lead_id: leadId,
      delivery_id: deliveryId,
      kind,
      provider,
      at: at.toISOString(),
      detail,
    }))
    await tx.execute(sql`
      insert into signal (id, lead_id, delivery_id, kind, provider, at, detail)
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, lead_id uuid, delivery_id uuid, kind text, provider text, at timestamptz, detail jsonb)`)
  }
  await judgeOpens(tx, decided)
  await moveLeads(tx, changes)
  await keepNo(
    tx,
    signals.flatMap(({ kind, leadId }) => (kind === 'NOT_INTERESTED' ? [leadId] : [])),
  )
  await recordTimeline(tx, now, [...signals.filter(isNews).map(signalEntry), ...changes.flatMap(statusEntries)])
  if (changes.length > 0)
    await announce(
      tx,
      'lead',
      changes.map(({ lead }) => lead.id),
    )
}

/** Each names the status that it moves from; the rows are locked, so none can have moved. */
async function moveLeads(tx: Sql, changes: readonly LeadChange[]): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map(({ lead, at, account, moves }) => {
    const to = moves.at(-1)?.to ?? lead.status
    return { id: lead.id, from: lead.status, to, cause: to === 'DISQUALIFIED' ? 'not_interested' : null, at: at.toISOString(), account }
  })
  const { rows: moved } = await tx.execute<{ id: string }>(sql`
    update lead l set status = m."to"::lead_status, status_cause = case when m."to" = m."from" then l.status_cause else m.cause end,
      version = l.version + case when m."to" = m."from" then 0 else 1 end, account = coalesce(l.account, m.account),
      last_activity_at = greatest(l.last_activity_at, m.at), updated_at = (select business_now())
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m(id uuid, "from" text, "to" text, cause text, at timestamptz, account text)
    where l.id = m.id and l.status = m."from"::lead_status returning l.id`)
  if (moved.length !== changes.length) throw new Error('a locked lead moved')
}

/** Who is out already, by the score or a list, stays out after saying no, whatever the score or the list says later. */
async function keepNo(tx: Sql, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length === 0) return
  await tx.execute(sql`
    update lead set status_cause = 'not_interested', version = version + 1, updated_at = (select business_now())
    where id = any(${sql.param([...leadIds])}::uuid[]) and status = 'DISQUALIFIED' and status_cause is distinct from 'not_interested'`)
}

/** The proof of a send is told by what proves it, whoever brought it. */
const isNews = ({ kind, detail }: NewSignal) => !provingSignals.includes(kind) || detail['sendId'] === null

const signalEntry = (signal: NewSignal) => ({
  leadId: signal.leadId,
  kind: timelineKindOf(signal.kind),
  actor: providerName(signal.provider),
  at: signal.at,
  summary: signalSummary(signal),
  detail: { signal: signal.kind, deliveryId: signal.deliveryId, ...signal.detail },
})

/** A status moves when its signal is heard, however long ago that happened: the newest of these says where the lead stands. */
const statusEntries = ({ lead, moves }: LeadChange) =>
  moves.map(({ from, to, signal }) => ({
    leadId: lead.id,
    kind: 'status' as const,
    actor: 'signals',
    summary: `Status: ${statusWords(to)}.`,
    detail: { from, to, signal, reason: sentenceOf(signal) },
  }))

/** Who wrote a reply, by the reply itself: somebody may answer in a thread that is with somebody else. */
function writerOf({ event }: Matched): EmailAddress | null {
  const from = parseEmail(addressIn(event.reply?.from ?? null) ?? '')
  return from.ok ? from.email : null
}

/** Suppresses who bounced or asked to stop, in the transaction that says so (I3); known as a lead or not. */
export async function writeSuppressions(tx: Sql, matched: readonly Matched[]): Promise<void> {
  const entries = suppressing.flatMap(({ signal, reason, status }) =>
    matched
      .filter(({ event, send }) => event.signals.includes(signal) && !(send !== null && send.leadId === null))
      .flatMap((one) => {
        const { provider, address, personKey, linkedinKey, lead } = one
        const common = { reason, source: provider, status }
        const person = lead?.personKey ?? personKey
        const isElsewhere = signal === 'EMAIL_BOUNCED' && isOfAnotherMailbox(one)
        const byMail = person === null || isElsewhere ? [] : [{ ...common, email: lead?.email ?? address ?? person, person_key: person }]
        // The address that it came to may be another one of the same person.
        const byAlias =
          personKey === null || personKey === person ? [] : [{ ...common, email: address ?? personKey, person_key: personKey }]
        // Who asks is who wrote, whomever we wrote to.
        const writer = signal === 'UNSUBSCRIBED' ? writerOf(one) : null
        const byWriter =
          writer === null || writer.personKey === person || writer.personKey === personKey
            ? []
            : [{ ...common, email: writer.address, person_key: writer.personKey }]
        // Who asks to be left alone means every channel; a dead mailbox says nothing of LinkedIn.
        const byProfile =
          signal === 'UNSUBSCRIBED'
            ? [...new Set([lead?.linkedinKey, linkedinKey])].flatMap((key) =>
                key ? [{ ...common, linkedin_url: key === lead?.linkedinKey ? lead.linkedinUrl : null, linkedin_key: key }] : [],
              )
            : []
        return [...byMail, ...byAlias, ...byWriter, ...byProfile]
      }),
  )
  if (entries.length === 0) return
  const by = [...new Set(entries.map(({ source }) => providerName(source)))].join(', ')
  await tx.execute(sql`select from suppress(${JSON.stringify(entries)}::jsonb, ${by})`)
}

/** Asks for what platforms still hold for people who answered or must be left alone; retried elsewhere until it is confirmed. */
export async function writeRecalls(tx: Sql, matched: readonly Matched[]): Promise<void> {
  const gone = matched
    .filter(({ event }) => event.signals.some((signal) => recalling.includes(signal)))
    // Of a mailbox that bounced beside theirs only what goes there is asked back, unless they said something with it.
    .map((one) =>
      isOfAnotherMailbox(one) && !one.event.signals.some((signal) => signal !== 'EMAIL_BOUNCED' && recalling.includes(signal))
        ? { ...one, lead: null, send: null, linkedinKey: null }
        : one,
    )
  if (gone.length === 0) return
  const leads = gone.flatMap(({ lead, send }) => lead?.id ?? send?.leadId ?? [])
  const persons = gone.flatMap((one) => [
    one.personKey,
    one.linkedinKey,
    one.lead?.personKey ?? null,
    one.lead?.linkedinKey ?? null,
    writerOf(one)?.personKey ?? null,
  ])
  const addresses = gone.flatMap((one) => [one.address, one.linkedinKey, writerOf(one)?.address ?? null])
  await tx.execute(sql`
    select ask_recalls(${sql.param([...new Set(leads)])}::uuid[], ${sql.param(distinct(persons))}::text[], ${sql.param(distinct(addresses))}::text[])`)
}

const distinct = (names: readonly (string | null)[]): string[] => [...new Set(names.filter((name) => name !== null))]
