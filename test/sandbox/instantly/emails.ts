import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { jsonAnswer, type WireAnswer } from '../wire.ts'
import type { Call } from './call.ts'
import { plainText } from './merge-fields.ts'
import { page, pageSchema } from './page.ts'
import { notFound, refuse, refuseInput } from './refusals.ts'
import { MAIL, type Mail, type State } from './state.ts'

const querySchema = pageSchema.extend({
  search: z.string().optional(),
  campaign_id: z.string().optional(),
  list_id: z.string().optional(),
  lead: z.string().optional(),
  eaccount: z.string().optional(),
  email_type: z.enum(['received', 'sent', 'manual']).optional(),
  sort_order: z.enum(['asc', 'desc']).default('desc'),
  min_timestamp_created: z.string().optional(),
  max_timestamp_created: z.string().optional(),
  company_domain: z.string().optional(),
  latest_of_thread: z.enum(['true', 'false']).optional(),
})

const TYPES = { received: [MAIL.received], sent: [MAIL.campaign, MAIL.sent], manual: [MAIL.sent] } as const

/** The Unibox: where a send is proven, and what a hook failed to bring is found. */
export function listEmails({ state, request }: Call): WireAnswer {
  const query = querySchema.safeParse(Object.fromEntries(request.query))
  if (!query.success) return refuseInput(query.error, 'querystring')
  const filter = query.data
  const lead = filter.lead?.toLowerCase()
  const search = filter.search?.toLowerCase()
  const accounts = filter.eaccount?.split(',')
  const types: readonly number[] | undefined = filter.email_type && TYPES[filter.email_type]
  const min = filter.min_timestamp_created ? Date.parse(filter.min_timestamp_created) : Number.NEGATIVE_INFINITY
  const max = filter.max_timestamp_created ? Date.parse(filter.max_timestamp_created) : Number.POSITIVE_INFINITY
  if (Number.isNaN(min) || Number.isNaN(max)) return refuse(400, 'querystring/min_timestamp_created must match format "date-time"')
  const pool = lead ? state.mailsOfAddress(lead) : [...state.mails.values()]
  const found = pool.filter(
    (mail) =>
      (!filter.campaign_id || mail.campaignId === filter.campaign_id) &&
      (!search || (search.startsWith('thread:') ? mail.threadId === search.slice(7) : mail.lead.toLowerCase().includes(search))) &&
      (!accounts || accounts.includes(mail.account)) &&
      (!types || types.includes(mail.type)) &&
      (!filter.company_domain || mail.lead.toLowerCase().endsWith(`@${filter.company_domain.toLowerCase()}`)) &&
      mail.at >= min &&
      mail.at <= max,
  )
  const latest = filter.latest_of_thread === 'true' ? [...new Map(found.map((mail) => [mail.threadId, mail])).values()] : found
  return page(
    filter.sort_order === 'asc' ? latest : latest.reverse(),
    filter,
    ({ id }) => id,
    (mail) => mailShape(mail, state),
  )
}

export function getEmail({ state, params }: Call): WireAnswer {
  const mail = state.mails.get(params[0] ?? '')
  return mail ? jsonAnswer(200, mailShape(mail, state)) : notFound('Email')
}

/** Only an answer: a first mail cannot be sent this way. No idempotency: twice asked is twice sent. */
export function replyToEmail({ state, request }: Call): WireAnswer {
  const input = z
    .object({
      eaccount: z.string(),
      reply_to_uuid: z.string(),
      subject: z.string(),
      body: z.object({ html: z.string().optional(), text: z.string().optional() }),
    })
    .safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { eaccount, reply_to_uuid, subject, body } = input.data
  const original = state.mails.get(reply_to_uuid)
  if (!original) return notFound('Email')
  if (!state.accounts.has(eaccount)) return notFound('Account')
  const mail: Mail = {
    ...original,
    id: randomUUID(),
    at: state.world.clock.now(),
    subject,
    from: eaccount,
    to: original.lead,
    account: eaccount,
    html: body.html ?? '',
    text: body.text ?? plainText(body.html ?? ''),
    type: MAIL.sent,
    step: null,
    variant: null,
    isAutoReply: false,
    interest: null,
  }
  state.mails.put(mail.id, mail)
  return jsonAnswer(200, mailShape(mail, state))
}

/** A preview to an own inbox leaves nothing behind; errors come with 200. */
export function testEmail({ state, request }: Call): WireAnswer {
  const input = z.object({ eaccount: z.string(), to_address_email_list: z.string() }).safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  return state.accounts.has(input.data.eaccount) ? jsonAnswer(200, { status: 'success' }) : jsonAnswer(200, { error: 'ACC_NOT_FOUND' })
}

export function mailShape(mail: Mail, state: State): Record<string, unknown> {
  const at = new Date(mail.at).toISOString()
  return {
    id: mail.id,
    message_id: `<${mail.id}@${mail.from.slice(mail.from.indexOf('@') + 1)}>`,
    thread_id: mail.threadId,
    timestamp_created: at,
    timestamp_email: at,
    subject: mail.subject,
    from_address_email: mail.from,
    to_address_email_list: mail.to,
    cc_address_email_list: null,
    bcc_address_email_list: null,
    reply_to: null,
    body: { text: mail.text, html: mail.html },
    eaccount: mail.account,
    lead: mail.lead,
    lead_id: mail.leadId,
    campaign_id: mail.campaignId,
    subsequence_id: null,
    list_id: null,
    ue_type: mail.type,
    step: mail.step === null ? null : `0_${mail.step}_${mail.variant ?? 0}`,
    is_unread: mail.type === MAIL.received ? 1 : 0,
    is_auto_reply: mail.isAutoReply ? 1 : 0,
    i_status: mail.interest,
    ai_interest_value: null,
    content_preview: mail.text.slice(0, 120),
    attachment_json: { files: [] },
    from_address_json: [{ address: mail.from, name: '' }],
    to_address_json: [{ address: mail.to, name: '' }],
    organization_id: state.workspace,
    ai_agent_id: null,
  }
}
