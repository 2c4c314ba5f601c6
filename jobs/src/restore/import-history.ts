import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { parseEmail } from '../identity/email-address.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import { addSuppressions, type NewSuppression } from '../suppression/add-suppressions.ts'
import type { HistoryEntry } from './history-entry.ts'

export const historyOutcomes = ['SENT', 'REPLIED', 'BOUNCED', 'UNSUBSCRIBED'] as const
export type HistoryOutcome = (typeof historyOutcomes)[number]

/** One message of the time before: to whom, when, and what came of it. Named by an address, or for LinkedIn by a profile. */
export type PastMessage = {
  email: string | null
  linkedinUrl: string | null
  at: Date
  outcome: HistoryOutcome
}

/** `taken`: known now; `known`: told before; `refused`: with the place in the list, from 0, and why, also what was taken but for one of its names. */
export type HistoryReport = { taken: number; known: number; suppressed: number; refused: { index: number; message: string }[] }

type Parsed = { entry: HistoryEntry; suppressions: NewSuppression[]; hasReplied: boolean; problem: string | null }

/**
 * Takes over what was sent before moving in, so that day one writes to nobody who was already written to: every message takes the round's
 * once-keys, bounces and opt-outs suppress for ever. The same message twice is taken once. `source` names where it comes from.
 */
export function importHistory(writer: Writer, actor: Actor, source: string, messages: readonly PastMessage[]): Promise<HistoryReport> {
  return writer.transaction((tx) => takePast(tx, actor, source, messages))
}

/** The same within a transaction. */
export async function takePast(tx: Sql, actor: Actor, source: string, messages: readonly PastMessage[]): Promise<HistoryReport> {
  const refused: HistoryReport['refused'] = []
  const parsed: Parsed[] = []
  for (const [index, message] of messages.entries()) {
    const read = readMessage(source, message)
    if (typeof read === 'string') refused.push({ index, message: read })
    else {
      parsed.push(read)
      if (read.problem !== null) refused.push({ index, message: `${read.problem} The rest of the row counts.` })
    }
  }
  const suppressions = parsed.flatMap((one) => one.suppressions)
  const listed = suppressions.length === 0 ? [] : await addSuppressions(tx, actor.name, suppressions)
  const { rows } = await tx.execute<{ taken: number }>(
    sql`select take_history(${JSON.stringify(parsed.map(({ entry }) => entry))}::jsonb, ${actor.name}) as taken`,
  )
  const taken = rows[0]?.taken ?? 0
  const replied = parsed.flatMap(({ entry, hasReplied }) => (hasReplied ? [entry.person] : []))
  if (replied.length > 0) await leaveToPeople(tx, actor, replied)
  await writeAudit(tx, actor, {
    action: 'history.imported',
    subjectType: 'history_send',
    subjectId: source,
    detail: { messages: messages.length, taken, refused: refused.length },
  })
  return { taken, known: parsed.length - taken, suppressed: listed.filter(({ isNew }) => isNew).length, refused }
}

/** Who replied to somebody before is answered by people: their leads have that status, and nothing cold goes to them. */
async function leaveToPeople(tx: Sql, actor: Actor, people: readonly string[]): Promise<void> {
  await tx.execute(sql`
    select leave_alone(coalesce(jsonb_agg(jsonb_build_object('lead_id', l.id, 'status', 'REPLIED', 'cause', null, 'summary', 'Replied before moving in.')), '[]'), ${actor.name})
    from unnest(${sql.param([...new Set(people)])}::text[]) p(person)
    cross join lateral (
      select l.id from lead l where l.person_key = p.person union all select l.id from lead l where l.linkedin_key = p.person
      union all select a.lead_id from lead_alias a where a.key = p.person
    ) l`)
}

/** Where an address is named it was mail; an opt-out holds for every name that can be read. */
function readMessage(source: string, { email, linkedinUrl, at, outcome }: PastMessage): Parsed | string {
  if (Number.isNaN(at.getTime())) return 'Its date can’t be read.'
  const mail = email !== null && email.trim() !== '' ? parseEmail(email) : null
  const profile = linkedinUrl !== null && linkedinUrl.trim() !== '' ? parseLinkedinProfile(linkedinUrl) : null
  const person = mail?.ok ? mail.email.personKey : profile?.ok ? profile.profile.key : null
  if (person === null) {
    for (const one of [mail, profile]) if (one && !one.ok) return one.message
    return 'Neither an address nor a LinkedIn profile is named.'
  }
  const common = { reason: `Before moving in (${source}): ${outcome === 'BOUNCED' ? 'bounced' : 'asked to stop'}.`, source }
  const isEnd = outcome === 'BOUNCED' || outcome === 'UNSUBSCRIBED'
  const byMail = isEnd && mail?.ok ? [{ ...common, email: mail.email.address, personKey: mail.email.personKey, leadStatus: outcome }] : []
  const isOfMailbox = outcome === 'BOUNCED' && mail !== null
  const byProfile =
    isEnd && profile?.ok && !isOfMailbox ? [{ ...common, linkedinUrl: profile.profile.url, linkedinKey: profile.profile.key }] : []
  // They may still be written to by a name that can't be read: a person has to hear of it. The profile matters where it was to be listed.
  const unread = [mail, outcome === 'UNSUBSCRIBED' ? profile : null].find((one) => one && !one.ok && one.code !== 'EMPTY')
  return {
    entry: {
      person,
      channel: mail === null ? 'LINKEDIN' : 'EMAIL',
      at: at.toISOString(),
      source,
      message: `${person} ${at.toISOString()}`,
    },
    suppressions: [...byMail, ...byProfile],
    hasReplied: outcome === 'REPLIED',
    problem: unread && !unread.ok ? unread.message : null,
  }
}
