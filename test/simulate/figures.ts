import type { Product } from './product.ts'

/** What happened up to now, counted in the database; differences of two of them are what happened on a day. */
export type Figures = {
  leads: number
  emails: number
  followUps: number
  revivals: number
  skipped: number
  unknown: number
  opens: number
  replies: number
  bounces: number
  optOuts: number
  exits: number
  enrolled: number
  limit: number
  /** While the ramp is on; then the open tiers. */
  tiers: string
  /** Of every queue, done. */
  jobs: number
  /** What platforms delivered themselves, again too, and what polling brought. */
  webhooks: number
  polled: number
}

const went = `s.status in ('ACCEPTED', 'PROVEN', 'UNKNOWN') and not b.is_test`

export async function countFigures({ database }: Product): Promise<Figures> {
  const { rows } = await database.pool.query<Figures>(`
    select (select count(*)::int from lead) as leads, m.*, g.*,
      (select count(*)::int from enrollment where state = 'ENDED') as exits, (select count(*)::int from enrollment) as enrolled,
      r.email_limit as "limit", case when r.is_on then 'ramp' else array_to_string(array(select right(t::text, 1) from unnest(r.tiers || r.canary_tier) t where t is not null), '+') end as tiers, d.*,
      (select count(*)::int from pgboss.job where state = 'completed') as jobs
    from ramp_state() r,
      (select count(*) filter (where ${went} and s.motion = 'OUTBOUND')::int as emails, count(*) filter (where ${went} and s.motion = 'CADENCE')::int as "followUps",
        count(*) filter (where ${went} and s.motion = 'REVIVAL')::int as revivals, count(*) filter (where s.status = 'SKIPPED')::int as skipped,
        count(*) filter (where s.status = 'UNKNOWN')::int as unknown from send s join batch b on b.id = s.batch_id) m,
      (select count(*) filter (where kind = 'EMAIL_OPENED' and detail ->> 'open' = 'human')::int as opens, count(*) filter (where kind = 'EMAIL_REPLIED')::int as replies,
        count(*) filter (where kind = 'EMAIL_BOUNCED')::int as bounces, count(*) filter (where kind = 'UNSUBSCRIBED')::int as "optOuts" from signal) g,
      (select count(*) filter (where not headers ? 'brought-by' and provider <> 'unsubscribe-link')::int as webhooks,
        count(*) filter (where headers ->> 'brought-by' = 'poll')::int as polled from delivery) d`)
  const [row] = rows
  if (!row) throw new Error('nothing was counted')
  return row
}
