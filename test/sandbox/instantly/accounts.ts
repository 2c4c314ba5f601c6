import { z } from 'zod'
import { drawFor } from '../random.ts'
import { jsonAnswer, type WireAnswer } from '../wire.ts'
import type { Call } from './call.ts'
import { page, pageSchema } from './page.ts'
import { notFound, refuse, refuseInput } from './refusals.ts'
import type { Account, State } from './state.ts'

/** The six cold domains, one mailbox each. */
const DOMAINS = [
  'chiefaiofficerai.com',
  'chiefaiofficerconsulting.com',
  'chiefaiofficerguide.com',
  'chiefaiofficerlabs.com',
  'chiefaiofficerresources.com',
  'chiefaiofficersolutions.com',
]
const DAY_MS = 86_400_000

export function plantAccounts(state: State): void {
  for (const [index, domain] of DOMAINS.entries()) {
    const email = `dani@${domain}`
    if (state.accounts.has(email)) continue
    state.accounts.put(email, {
      email,
      firstName: 'Dani',
      lastName: 'Apgar',
      status: 1,
      warmupScore: drawFor(state.world.seed, email).whole('warmup', 98, 100),
      dailyLimit: 30,
      sendingGap: 1,
      lastSentAt: null,
      day: '',
      sentToday: 0,
      // Long warmed up, and in this order for the cursor.
      createdAt: Date.UTC(2026, 5, 1 + index),
    })
  }
}

export function listAccounts({ state, request }: Call): WireAnswer {
  const query = pageSchema
    .extend({ search: z.string().optional(), status: z.coerce.number().optional() })
    .safeParse(Object.fromEntries(request.query))
  if (!query.success) return refuseInput(query.error, 'querystring')
  const { search, status } = query.data
  const found = [...state.accounts.values()].filter(
    (account) => (!search || account.email.includes(search.toLowerCase())) && (status === undefined || account.status === status),
  )
  // The one cursor of this API that is neither an id nor an address.
  return page(
    found,
    query.data,
    (account) => `${new Date(account.createdAt).toISOString()}&${account.email}`,
    (account) => accountShape(account, state),
  )
}

export function getAccount(call: Call): WireAnswer {
  return withAccount(call, (account) => jsonAnswer(200, accountShape(account, call.state)))
}

/** Changes the limits, the only settings that change anything here. */
export function patchAccount(call: Call): WireAnswer {
  return withAccount(call, (account) => {
    const input = z
      .object({ daily_limit: z.int().min(0).optional(), sending_gap: z.number().min(0).max(1440).optional() })
      .safeParse(call.request.json)
    if (!input.success) return refuseInput(input.error)
    return save(call.state, {
      ...account,
      dailyLimit: input.data.daily_limit ?? account.dailyLimit,
      sendingGap: input.data.sending_gap ?? account.sendingGap,
    })
  })
}

/** For pause (2), resume (1) and mark-fixed (1). */
export function setAccountStatus(status: 1 | 2): (call: Call) => WireAnswer {
  return (call) => withAccount(call, (account) => save(call.state, { ...account, status }))
}

export function warmupAnalytics({ state, request }: Call): WireAnswer {
  const input = z.object({ emails: z.array(z.string()).min(1).max(100) }).safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const known = input.data.emails.flatMap((email) => state.accounts.get(email) ?? [])
  const days = known.map((account) => [account, lastWeek(account, state)] as const)
  return jsonAnswer(200, {
    email_date_data: Object.fromEntries(days.map(([account, week]) => [account.email, Object.fromEntries(week)])),
    aggregate_data: Object.fromEntries(
      days.map(([account, week]) => {
        const sum = (key: keyof WarmupDay): number => week.reduce((total, [, one]) => total + one[key], 0)
        const totals = { sent: sum('sent'), received: sum('received'), landed_inbox: sum('landed_inbox'), landed_spam: sum('landed_spam') }
        return [account.email, { ...totals, health_score: account.warmupScore, health_score_label: `${account.warmupScore}%` }]
      }),
    ),
  })
}

interface WarmupDay {
  sent: number
  landed_inbox: number
  landed_spam: number
  received: number
}

function lastWeek(account: Account, state: State): [string, WarmupDay][] {
  const now = state.world.clock.now()
  return [7, 6, 5, 4, 3, 2, 1].map((ago) => {
    const date = new Date(now - ago * DAY_MS).toISOString().slice(0, 10)
    const draw = drawFor(state.world.seed, `${account.email} ${date}`)
    const sent = draw.whole('sent', 16, 24)
    const spam = draw.chance('spam', (100 - account.warmupScore) / 10) ? 1 : 0
    return [date, { sent, landed_inbox: sent - spam, landed_spam: spam, received: draw.whole('received', 14, 22) }]
  })
}

/** All our domains have their records; an account that isn't ours fails. */
export function testVitals({ state, request }: Call): WireAnswer {
  const input = z.object({ accounts: z.array(z.string()).min(1) }).safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const vitals = (email: string, pass: boolean) => ({
    domain: email.slice(email.indexOf('@') + 1),
    allPass: pass,
    mx: pass,
    spf: pass,
    dkim: pass,
    dmarc: pass,
  })
  const known = input.data.accounts.filter((email) => state.accounts.has(email))
  const unknown = input.data.accounts.filter((email) => !state.accounts.has(email))
  return jsonAnswer(200, {
    status: 'success',
    success_list: known.map((email) => vitals(email, true)),
    failure_list: unknown.map((email) => vitals(email, false)),
  })
}

/** Which campaigns use a mailbox. */
export function campaignsOfAccount({ state, params }: Call): WireAnswer {
  const using = [...state.campaigns.values()].filter((campaign) => campaign.settings.email_list?.includes(params[0] ?? ''))
  return jsonAnswer(200, {
    items: using.map(({ id, settings, status, createdAt }) => ({
      campaign_id: id,
      campaign_name: settings.name,
      status,
      timestamp_created: new Date(createdAt).toISOString(),
    })),
  })
}

/** Mailboxes per day, from what was sent and came back. At most 31 days. */
export function accountsDaily({ state, request }: Call): WireAnswer {
  const from = request.query.get('start_date') ?? '0000'
  const to = request.query.get('end_date') ?? '9999'
  if (Date.parse(to) - Date.parse(from) > 31 * DAY_MS) return refuse(413, 'The date range must not exceed 31 days')
  const emails = request.query.getAll('emails').flatMap((list) => list.split(','))
  const rows = new Map<string, { date: string; email_account: string; sent: number; replies: number; replies_automatic: number }>()
  for (const mail of state.mails.values()) {
    const date = new Date(mail.at).toISOString().slice(0, 10)
    if (!emails.includes(mail.account) || date < from || date > to) continue
    const key = `${date} ${mail.account}`
    const row = rows.get(key) ?? { date, email_account: mail.account, sent: 0, replies: 0, replies_automatic: 0 }
    if (mail.type === 1) row.sent += 1
    if (mail.type === 2) row.replies += 1
    if (mail.type === 2 && mail.isAutoReply) row.replies_automatic += 1
    rows.set(key, row)
  }
  return jsonAnswer(200, [...rows.values()])
}

function accountShape(account: Account, state: State): Record<string, unknown> {
  return {
    email: account.email,
    first_name: account.firstName,
    last_name: account.lastName,
    organization: state.workspace,
    status: account.status,
    status_message: null,
    warmup_status: 1,
    timestamp_warmup_start: new Date(account.createdAt).toISOString(),
    stat_warmup_score: account.warmupScore,
    provider_code: 2,
    setup_pending: false,
    is_managed_account: false,
    daily_limit: account.dailyLimit,
    sending_gap: account.sendingGap,
    enable_slow_ramp: false,
    tracking_domain_name: null,
    tracking_domain_status: null,
    signature: null,
    reply_to: null,
    autofix_failed: null,
    warmup: { limit: 20, increment: 'disabled', reply_rate: 30 },
    tags: [],
    timestamp_created: new Date(account.createdAt).toISOString(),
    timestamp_updated: new Date(account.createdAt).toISOString(),
  }
}

function withAccount({ state, params }: Call, work: (account: Account) => WireAnswer): WireAnswer {
  const account = state.accounts.get(params[0] ?? '')
  return account ? work(account) : notFound('Account')
}

function save(state: State, account: Account): WireAnswer {
  state.accounts.put(account.email, account)
  return jsonAnswer(200, accountShape(account, state))
}
