import type { Writer } from '@swarm/db/write'
import type { Request } from '../harness/execution.ts'
import type { Outside } from './outside.ts'
import type { World } from './world.ts'

/** Something that must never be, with what shows it. */
export type Finding = { rule: string; detail: string }

type Seen = { activations: Request[]; mails: { lead: string; campaign: string; subject: string; html: string }[] }

/** What a run knows by itself of what must not be, and must be. */
type Known = Pick<World, 'suppressed'> & Partial<Pick<World, 'changed'> & Pick<Outside, 'acknowledged' | 'approved'>>

/** A request arrives at most so long after its reservation, in milliseconds: 800, and what a busy machine needs to hand it on. */
const latestMs = 3_900

/** Holds the sandbox's own word, which our code has no part in, against our book. Empty when all promises were kept. */
export async function findings(
  { pool }: Writer,
  { activations, mails }: Seen,
  { suppressed, changed, acknowledged = [], approved = [] }: Known,
): Promise<Finding[]> {
  const found: Finding[] = []
  const say = (rule: string, rows: readonly unknown[]) => {
    for (const row of rows) found.push({ rule, detail: JSON.stringify(row) })
  }
  const ask = async (text: string, values?: unknown[]) => (await pool.query(text, values)).rows

  say('I1: one delivering request for a campaign, whatever was answered', repeated(activations.map(({ path }) => path)))
  say('I1: one mail for a person and step', repeated(mails.map(({ lead }) => lead)))
  say(
    'I3: no mail to who was suppressed before',
    mails.filter(({ lead }) => suppressed.has(lead)).map(({ lead }) => lead),
  )

  const sends = await pool.query<{ address: string; status: string; subject: string; html: string; campaign: string | null }>(
    `select s.address, s.status, convert_from(s.frozen, 'UTF8')::jsonb ->> 'subject' as subject, convert_from(s.frozen, 'UTF8')::jsonb ->> 'html' as html, c.provider_campaign_id as campaign
     from send s left join campaign c on c.id = s.campaign_id`,
  )
  const byMail = new Map(sends.rows.map((send) => [`${send.campaign} ${send.address}`, send]))
  for (const mail of mails) {
    const send = byMail.get(`${mail.campaign} ${mail.lead}`)
    if (send === undefined) say('I2: no mail without a send', [mail.lead])
    else if ((changed?.get(send.address) ?? send.subject) !== mail.subject || send.html !== mail.html)
      say('I2: the very bytes that were approved', [mail.lead])
    else if (!['ACCEPTED', 'PROVEN', 'UNKNOWN'].includes(send.status))
      say('a mail that our book says did not go', [{ lead: mail.lead, status: send.status }])
  }
  const keys = new Map(activations.map(({ path, headers }) => [headers['x-attempt-key'] ?? '', path]))
  const attempts = await ask(`select key::text as key, min(taken_at) as at from send_attempt group by key`)
  const taken = new Map(attempts.map(({ key, at }: { key: string; at: Date }) => [key, at.getTime()]))
  say(
    'I2: no delivering request without an attempt',
    [...keys].filter(([key]) => !taken.has(key)),
  )
  say(
    'the first byte leaves within 800 ms of the reservation, or never',
    activations
      .map(({ path, at, headers }) => ({ path, afterMs: Date.parse(at) - (taken.get(headers['x-attempt-key'] ?? '') ?? Date.parse(at)) }))
      .filter(({ afterMs }) => afterMs > latestMs),
  )

  say(
    'after an attempt that is not certainly unsent nothing is tried again',
    await ask(`
    select send_id from (select send_id, outcome, lead(id) over (partition by send_id order by taken_at) as later from send_attempt) a
    where a.later is not null and a.outcome is distinct from 'NOT_SENT'`),
  )
  say('an unknown send is never planned again', await ask(`select id from send where code = 'FOUND_RUNNING'`))
  say(
    'L2: a final state, unknown, or held with a reason',
    await ask(`
    select s.id, s.status, b.status as batch from send s join batch b on b.id = s.batch_id
    where s.status = 'IN_FLIGHT' or (s.status in ('UNKNOWN', 'SKIPPED', 'REFUSED') and s.code is null) or (s.status = 'PLANNED' and b.status not in ('PENDING'))`),
  )
  say('I9: every approved batch has ended', await ask(`select id, status from batch where status in ('APPROVED', 'EXECUTING')`))
  say('I3: what was asked back is back', await ask(`select id, kind, last_error from recall where confirmed_at is null`))
  say(
    'I1: whoever may have been written to has taken the once-key',
    await ask(`
    select s.id from send s join batch b on b.id = s.batch_id where s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN') and not b.is_test
      and not exists (select from send_once o where o.send_id = s.id and o.person = s.person and o.round = s.round and o.step = s.step)`),
  )
  say(
    'I5: the ceilings count what may have gone, exactly',
    await ask(`
    select u.day, u.scope, u.name, u.used, n.count from ceiling_use u
      full join (select s.ceiling_day as day, v.scope, v.name, count(*)::int as count from send s join batch b on b.id = s.batch_id
        cross join lateral ceiling_names(s.channel, s.action, s.account, s.domain, s.tier) v
        where not b.is_test and (s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN', 'IN_FLIGHT') or s.code = 'SETTLED_NOT_SENT') group by 1, 2, 3) n
      using (day, scope, name)
    where coalesce(u.used, 0) <> coalesce(n.count, 0)`),
  )
  say(
    'I6: one audit row for each start and each end of a batch',
    await ask(`
    select subject_id, action, count(*) from audit_entry where action in ('batch.started', 'batch.executed', 'batch.partial') group by 1, 2 having count(*) > 1`),
  )
  say(
    'I7: what was acknowledged is there',
    await ask(
      `select a.body from unnest($1::text[]) a(body) where not exists (select from delivery d where d.body = convert_to(a.body, 'UTF8') and not d.is_duplicate)`,
      [acknowledged],
    ),
  )
  say(
    'I7: and has its effect once',
    await ask(`
    select d.id, d.error, count(g.id)::int as signals from delivery d left join signal g on g.delivery_id = d.id
    where d.provider = 'instantly' and d.event_type = 'email_opened' and not d.is_duplicate and d.lead_id is not null
    group by d.id having count(g.id) <> 1 or d.applied_at is null`),
  )
  say(
    'I8: an approval that was answered stands once',
    await ask(
      `select b.id, b.status, count(e.id)::int as approvals from unnest($1::uuid[]) a(id) join batch b on b.id = a.id
       left join audit_entry e on e.subject_id = b.id::text and e.action = 'batch.approved' group by b.id having count(e.id) <> 1`,
      [approved],
    ),
  )
  return found
}

function repeated(items: readonly string[]): { item: string; times: number }[] {
  const times = new Map<string, number>()
  for (const item of items) times.set(item, (times.get(item) ?? 0) + 1)
  return [...times].filter(([, count]) => count > 1).map(([item, count]) => ({ item, times: count }))
}
