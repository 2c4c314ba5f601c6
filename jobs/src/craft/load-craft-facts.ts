import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { loadFacts } from '../enrich/load-facts.ts'
import { resolveFacts } from '../enrich/resolve-facts.ts'
import type { CraftFacts, EarlierText, Fact } from './craft-facts.ts'
import { type CraftLead, type LeadHistory, NO_HISTORY, readCraftFacts, sourceOfAddress } from './read-craft-facts.ts'
import { MESSAGE_KINDS, type MessageKind, type ParsedTemplate } from './template.ts'

/** All that may be said about these leads at `at`, in a number of statements that does not depend on how many they are. */
export async function loadCraftFacts(
  tx: Sql,
  leads: readonly CraftLead[],
  templates: readonly ParsedTemplate[],
  at: Date,
): Promise<Map<string, CraftFacts>> {
  const ids = leads.map(({ id }) => id)
  const observed = await loadFacts(tx, ids)
  const histories = await loadHistories(tx, ids, templates)
  return new Map(
    leads.map((lead) => {
      const said = observed.get(lead.id) ?? []
      const facts = readCraftFacts(lead, resolveFacts(said), at, histories.get(lead.id) ?? NO_HISTORY)
      return [lead.id, { ...facts, contactSource: sourceOfAddress(lead.email, said) ?? facts.contactSource }]
    }),
  )
}

type SignalRow = { leadId: string; kind: string; provider: string; count: number; firstAt: string; lastAt: string }
type TextRow = {
  leadId: string
  round: number
  step: number
  channel: 'EMAIL' | 'LINKEDIN'
  action: string
  angle: string
  subject: string | null
  body: string
  acceptedAt: string | null
}

async function loadHistories(tx: Sql, leadIds: readonly string[], templates: readonly ParsedTemplate[]): Promise<Map<string, LeadHistory>> {
  const ids = sql`${sql.param([...leadIds])}::uuid[]`
  // Opens by mail scanners are no sign of a person.
  const signals = await tx.execute<SignalRow>(sql`
    select lead_id as "leadId", kind, max(provider) as provider, count(*)::int as count, min(at) as "firstAt", max(at) as "lastAt" from signal
    where lead_id = any(${ids}) and (kind in ('SITE_VISITED', 'LINKEDIN_CONNECTED') or (kind = 'EMAIL_OPENED' and detail ->> 'open' = 'human'))
    group by lead_id, kind`)
  const texts = await tx.execute<TextRow>(sql`
    select d.lead_id as "leadId", d.round, d.step, d.channel, d.action, d.angle, d.subject, d.body,
      (select max(s.accepted_at) from send s where s.draft_id = d.id) as "acceptedAt"
    from draft d where d.lead_id = any(${ids}) and d.status = 'SENT' order by d.id`)
  const histories = new Map<string, LeadHistory>()
  const historyOf = (leadId: string): LeadHistory => histories.get(leadId) ?? NO_HISTORY
  for (const { leadId, kind, provider, count, firstAt, lastAt } of signals.rows) {
    const counted: Fact<number> = { value: count, provider, at: new Date(lastAt) }
    const first = new Date(firstAt)
    histories.set(leadId, {
      ...historyOf(leadId),
      ...(kind === 'SITE_VISITED' && { websiteVisits: counted }),
      ...(kind === 'EMAIL_OPENED' && { emailOpens: counted }),
      ...(kind === 'LINKEDIN_CONNECTED' && { linkedinConnectedAt: { value: first, provider, at: first } }),
    })
  }
  for (const { leadId, ...row } of texts.rows) {
    const history = historyOf(leadId)
    histories.set(leadId, { ...history, earlier: [...history.earlier, earlierText(row, templates)] })
  }
  return histories
}

const isMessageKind = (kind: string): kind is MessageKind => MESSAGE_KINDS.some((known) => known === kind)

function earlierText({ action, acceptedAt, ...row }: Omit<TextRow, 'leadId'>, templates: readonly ParsedTemplate[]): EarlierText {
  const template = templates.find(({ angle }) => angle === row.angle)
  const kind = template && isMessageKind(template.kind) ? template.kind : kindOfUnknown(row.channel, action, row.step)
  return { ...row, kind, topic: template?.topic ?? null, acceptedAt: acceptedAt === null ? null : new Date(acceptedAt) }
}

/** What a text is whose template is no longer there. */
function kindOfUnknown(channel: 'EMAIL' | 'LINKEDIN', action: string, step: number): MessageKind {
  if (channel === 'LINKEDIN') return action === 'LINKEDIN_REQUEST' ? 'connection_note' : 'linkedin_message'
  return step === 1 ? 'first_touch' : 'follow_up'
}
