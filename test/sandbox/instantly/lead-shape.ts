import type { Lead, State } from './state.ts'

/** A lead as the API shows it, with every documented key. */
export function leadShape(lead: Lead, state: State): Record<string, unknown> {
  const mail = lead.lastMailId === null ? undefined : state.mails.get(lead.lastMailId)
  const stepId = mail ? `0_${mail.step ?? 0}_${mail.variant ?? 0}` : null
  return {
    id: lead.id,
    email: lead.email,
    first_name: lead.firstName,
    last_name: lead.lastName,
    company_name: lead.companyName,
    company_domain: lead.email.slice(lead.email.indexOf('@') + 1),
    job_title: lead.jobTitle,
    website: lead.website,
    phone: lead.phone,
    personalization: lead.personalization,
    campaign: lead.campaign,
    list_id: lead.listId,
    organization: state.workspace,
    subsequence_id: null,
    status: lead.status,
    status_summary: mail ? { lastStep: { from: 'campaign', stepID: stepId, timestamp_executed: iso(mail.at) } } : {},
    payload: lead.payload,
    lt_interest_status: lead.interest,
    verification_status: 1,
    enrichment_status: null,
    email_open_count: lead.opens,
    email_reply_count: lead.replies,
    email_click_count: lead.clicks,
    last_step_from: mail ? 'campaign' : null,
    last_step_id: stepId,
    last_step_timestamp_executed: mail ? iso(mail.at) : null,
    timestamp_created: iso(lead.createdAt),
    timestamp_updated: iso(lead.updatedAt),
    timestamp_last_contact: iso(lead.lastContactAt),
    timestamp_last_open: iso(lead.lastOpenAt),
    timestamp_last_reply: iso(lead.lastReplyAt),
    timestamp_last_click: iso(lead.lastClickAt),
    timestamp_last_interest_change: null,
    timestamp_last_touch: iso(Math.max(lead.lastContactAt ?? 0, lead.lastReplyAt ?? 0) || null),
    last_contacted_from: mail?.account ?? null,
    upload_method: 'api',
    esp_code: 1,
    esg_code: null,
    assigned_to: null,
    pl_value_lead: null,
  }
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
