import { randomUUID } from 'node:crypto'
import { deedsOf, fateOf } from '../fates.ts'
import { drawFor } from '../random.ts'
import type { Activity } from '../wire.ts'
import { announce } from './deliveries.ts'
import { escapeHtml } from './merge-fields.ts'
import { interestOf, replyText } from './replies.ts'
import { type Campaign, type Deed, LEAD, type Lead, MAIL, type Mail, type State } from './state.ts'

/** What becomes of a mail is decided when it leaves, by the seed and its reader's address. */
export function planDeeds(mail: Mail, campaign: Campaign, state: State): void {
  const earlier = state.mailsOfAddress(mail.lead).filter((one) => one.type === MAIL.campaign && one.id !== mail.id).length
  const fate = fateOf(mail.lead, earlier, state.world.seed, state.world.behaviour.get())
  const draw = drawFor(state.world.seed, `deeds ${mail.lead.toLowerCase()} ${earlier}`)
  const showsOpens = campaign.settings.open_tracking !== false
  const showsClicks = campaign.settings.link_tracking !== false && /https?:\/\//.test(mail.html)
  for (const { kind, after, replyId } of deedsOf(fate, draw)) {
    if ((kind === 'open' && !showsOpens) || (kind === 'click' && !showsClicks)) continue
    const deed: Deed = { id: randomUUID(), at: mail.at + after, kind, mailId: mail.id, replyId: replyId ?? null }
    state.deeds.put(deed.id, deed)
  }
}

/** The deeds, each when it is due. A person who has the mail can act on it whatever became of the campaign since. */
export function deedsActivity(state: State): Activity {
  const first = (): Deed | null => {
    let found: Deed | null = null
    for (const deed of state.deeds.values()) if (found === null || deed.at < found.at) found = deed
    return found
  }
  return {
    nextAt: () => first()?.at ?? null,
    run: (now) => {
      const deed = first()
      if (deed && deed.at <= now) {
        state.deeds.delete(deed.id)
        const mail = state.mails.get(deed.mailId)
        if (mail) act(deed, mail, state, now)
      }
      return Promise.resolve()
    },
  }
}

function act(deed: Deed, mail: Mail, state: State, now: number): void {
  const lead = mail.leadId === null ? undefined : state.leads.get(mail.leadId)
  const change = (part: Partial<Lead>): Lead | undefined => {
    if (!lead) return undefined
    const changed = { ...lead, ...part, updatedAt: now }
    state.leads.put(lead.id, changed)
    return changed
  }
  switch (deed.kind) {
    case 'open': {
      const opened = change({ opens: (lead?.opens ?? 0) + 1, lastOpenAt: now })
      announce(state, now, 'email_opened', { mail, lead: opened, isFirst: lead?.opens === 0 })
      break
    }
    case 'click': {
      const clicked = change({ clicks: (lead?.clicks ?? 0) + 1, lastClickAt: now })
      announce(state, now, 'link_clicked', { mail, lead: clicked, isFirst: lead?.clicks === 0 })
      break
    }
    case 'bounce':
      announce(state, now, 'email_bounced', { mail, lead: change({ status: LEAD.bounced }), isFirst: true })
      break
    case 'unsubscribe':
      announce(state, now, 'lead_unsubscribed', { mail, lead: change({ status: LEAD.unsubscribed }), isFirst: true })
      break
    case 'reply':
    case 'auto_reply':
      answer(deed, mail, lead, state, now)
      break
  }
}

function answer(deed: Deed, mail: Mail, lead: Lead | undefined, state: State, now: number): void {
  const said = replyText(deed.replyId ?? '')
  const isAuto = deed.kind === 'auto_reply'
  const interest = interestOf(said.label)
  const draw = drawFor(state.world.seed, `answer ${mail.lead.toLowerCase()} ${said.id}`)
  // Half of the people leave our mail below their words, as mail programs do.
  const quoted =
    !isAuto && draw.chance('quotes', 0.5) ? `\n\nOn ${new Date(mail.at).toUTCString()}, ${mail.account} wrote:\n${quote(mail.text)}` : ''
  const text = `${said.body}${quoted}`
  const reply: Mail = {
    ...mail,
    id: randomUUID(),
    at: now,
    subject: /^(re|aw|fwd?):/i.test(said.subject) ? `Re: ${mail.subject}` : said.subject,
    from: mail.lead,
    to: mail.account,
    html: `<div>${escapeHtml(text)}</div>`,
    text,
    type: MAIL.received,
    isAutoReply: isAuto,
    interest: interest?.value ?? null,
  }
  state.mails.put(reply.id, reply)

  const settings = mail.campaignId === null ? undefined : state.campaigns.get(mail.campaignId)?.settings
  const stops = isAuto ? settings?.stop_on_auto_reply === true : settings?.stop_on_reply === true
  const changed: Lead | undefined = lead && {
    ...lead,
    replies: lead.replies + 1,
    lastReplyAt: now,
    interest: interest?.value ?? lead.interest,
    status: stops && lead.status === LEAD.active ? LEAD.completed : lead.status,
    updatedAt: now,
  }
  if (changed) state.leads.put(changed.id, changed)
  if (stops && !isAuto && settings?.stop_for_company === true) stopCompany(mail, state, now)
  const about = {
    mail: reply,
    lead: changed,
    isFirst: lead?.replies === 0,
    extra: {
      unibox_url: `https://app.instantly.ai/app/unibox?thread=${reply.threadId}`,
      reply_subject: reply.subject,
      reply_text_snippet: said.body.slice(0, 100),
      reply_text: reply.text,
      reply_html: reply.html,
    },
  }
  announce(state, now, isAuto ? 'auto_reply_received' : 'reply_received', about)
  if (interest) announce(state, now, interest.event, { mail: reply, lead: changed, isFirst: true })
}

function stopCompany(mail: Mail, state: State, now: number): void {
  const domain = mail.lead.slice(mail.lead.indexOf('@')).toLowerCase()
  for (const lead of mail.campaignId === null ? [] : state.leadsOfCampaign(mail.campaignId)) {
    if (lead.status === LEAD.active && lead.email.toLowerCase().endsWith(domain))
      state.leads.put(lead.id, { ...lead, status: LEAD.completed, updatedAt: now })
  }
}

function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
}
