import type { Writer } from '@swarm/db/write'
import { z } from 'zod'

/** What may be different in the world around a send. */
export const sendChanges = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('suppressed'), by: z.enum(['person', 'domain']), until: z.iso.datetime().nullable().default(null) }),
  z.strictObject({
    is: z.literal('excluded'),
    by: z.enum(['person', 'domain']),
    as: z.enum(['CUSTOMER', 'COMPETITOR', 'DO_NOT_CONTACT']),
  }),
  z.strictObject({ is: z.literal('used'), scope: z.enum(['CHANNEL', 'ACCOUNT', 'DOMAIN']), count: z.int() }),
  z.strictObject({ is: z.literal('sent before'), step: z.int().default(1) }),
  z.strictObject({ is: z.literal('touched that day') }),
  z.strictObject({ is: z.literal('replied'), at: z.iso.datetime() }),
  z.strictObject({ is: z.literal('stopped'), scope: z.string() }),
  z.strictObject({ is: z.literal('breaker open') }),
  z.strictObject({ is: z.literal('deaf') }),
  z.strictObject({ is: z.literal('account paused') }),
])
type SendChange = z.infer<typeof sendChanges>

/** Whom a change is about. */
type Around = { leadId: string; email: string; domain: string; account: string }

/** Brings one change about. */
export async function runChange({ pool }: Writer, change: SendChange, { leadId, email, domain, account }: Around): Promise<void> {
  switch (change.is) {
    case 'suppressed':
      await pool.query(
        `insert into suppression (email, person_key, domain, reason, source, until) values ($1, $1, $2, 'asked', 'replay', $3)`,
        [change.by === 'person' ? email : null, change.by === 'domain' ? domain : null, change.until],
      )
      return
    case 'excluded':
      await pool.query(`insert into exclusion (kind, email, person_key, domain, source) values ($1, $2, $2, $3, 'replay')`, [
        change.as,
        change.by === 'person' ? email : null,
        change.by === 'domain' ? domain : null,
      ])
      return
    case 'used': {
      const name = { CHANNEL: 'EMAIL', ACCOUNT: account, DOMAIN: domain }[change.scope]
      await pool.query(
        `insert into ceiling_use (day, scope, name, used) values ('2026-11-24', $1, $2, $3)
         on conflict (day, scope, name) do update set used = excluded.used`,
        [change.scope, name, change.count],
      )
      return
    }
    case 'sent before':
      await pool.query(
        `insert into send_once (person, round, step, channel, send_id, at) values ($1, 1, $2, 'EMAIL', uuid_v7(), business_now())`,
        [email, change.step],
      )
      return
    case 'touched that day':
      await pool.query(`insert into touch_day (person, day, send_id) values ($1, '2026-11-24', uuid_v7())`, [email])
      return
    case 'replied':
      await pool.query(`update lead set status = 'REPLIED' where id = $1`, [leadId])
      await pool.query(
        `insert into signal (id, lead_id, kind, provider, at) values (uuid_v7($2::timestamptz), $1, 'EMAIL_REPLIED', 'instantly', $2)`,
        [leadId, change.at],
      )
      return
    case 'stopped':
      await pool.query(`select set_emergency_stop($1, 'bounce spike', false, 'Dana')`, [change.scope])
      return
    case 'breaker open':
      await pool.query(
        `insert into provider_breaker (provider, state, recent, opened_at) values ('instantly', 'OPEN', '{}', now())
         on conflict (provider) do update set state = 'OPEN', opened_at = now()`,
      )
      return
    case 'deaf':
      await pool.query('update provider_hook set is_hearing = false')
      return
    case 'account paused':
      await pool.query(`update sending_account set paused_at = now(), pause_reason = 'bounces'`)
      return
  }
}
