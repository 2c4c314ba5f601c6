import { randomUUID } from 'node:crypto'
import type { Writer } from '@swarm/db/write'
import { decideBatch } from '@swarm/jobs/dispatch/decide-batch'
import { freezeBatch, type SendToFreeze } from '@swarm/jobs/dispatch/freeze-batch'
import * as make from './make.ts'

export const operator = { kind: 'user', id: 'operator-1', name: 'Olga', scopes: ['operate', 'review', 'admin'] } as const
export const otherOperator = { kind: 'user', id: 'operator-2', name: 'Otto', scopes: ['operate'] } as const

/** A Tuesday, 09:00 in Denver: windows there are open. */
export const tuesdayMorning = '2026-11-24T16:00:00.000Z'

/** Business time from here on; the database of a sandbox may be moved. */
export async function moveClock({ pool }: Writer, to: string): Promise<void> {
  await pool.query('update installation set moved = $1::timestamptz - now()', [to])
  await pool.query(`select ensure_partitions(business_now(), business_now() + interval '2 months')`)
}

/** The next version of a settings section, its named values changed. So many emails that they need a rotation plan get one. */
export async function changeSettings({ pool }: Writer, section: string, path: string[], value: unknown): Promise<void> {
  const needsPlan = path.join('.') === 'ceilings.emailPerDay' && Number(value) > 500
  await pool.query(
    `insert into setting_version (section, version, document, created_by)
     select section, version + 1, case when $4 then jsonb_set(changed, '{ceilings,domainRotationPlan}', '"All of them, in turns."') else changed end, 'test'
     from (select section, version, jsonb_set(document, $2, $3::jsonb) as changed from setting_version where section = $1 order by version desc limit 1) s`,
    [section, path, JSON.stringify(value), needsPlan],
  )
}

/** The sends of a batch as if they had gone out and come back proven, with what the audit chain says of such sends. */
export async function proveByHand({ pool }: Writer, batchId: string): Promise<void> {
  await pool.query(`update send set status = 'PROVEN', proven_at = business_now() where batch_id = $1`, [batchId])
  await pool.query(
    `select write_audit('OPERATOR', a.action, 'send', id::text, '{}') from send, unnest(array['send.reserved', 'send.proven']) with ordinality a(action, nth)
     where batch_id = $1 order by nth`,
    [batchId],
  )
}

/** Instantly heard and answering, and accounts that have each proven an internal test send. */
export async function makeAccounts(writer: Writer, count: number): Promise<string[]> {
  const { pool } = writer
  await pool.query(
    `insert into provider_hook (provider, is_hearing, checked_at) values ('instantly', true, now() + interval '1 day') on conflict (provider) do update set is_hearing = true, checked_at = excluded.checked_at`,
  )
  const accounts = Array.from({ length: count }, (_, index) => `ana@sender-${index}.example`)
  for (const [position, address] of accounts.entries()) {
    await pool.query(
      `insert into sending_account (platform, address, domain, position, created_at) values ('INSTANTLY', $1, $2, $3, '2026-01-01')`,
      [address, address.split('@')[1], position],
    )
    const { batchId } = await makeBatch(
      writer,
      [sendTo(`test-${position}@inside.example`, { account: address, lead: null, draft: null, draftVersion: null, step: 0 })],
      { isTest: true },
    )
    await proveByHand(writer, batchId)
    await pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])
  }
  return accounts
}

/** A send that nothing speaks against but what `given` says. Its window is as wide as the test. */
export function sendTo(address: string, given: Partial<SendToFreeze> = {}): SendToFreeze {
  return {
    lead: null,
    draft: null,
    draftVersion: null,
    person: address,
    address,
    channel: 'EMAIL',
    action: 'EMAIL',
    platform: 'INSTANTLY',
    account: 'ana@sender-0.example',
    motion: 'OUTBOUND',
    round: 1,
    step: 1,
    subject: 'Hello',
    text: 'Hello',
    html: '<div>Hello</div>',
    headers: {},
    scheduledAt: '2026-11-01T00:00:00.000Z',
    windowFrom: '2026-11-01T00:00:00.000Z',
    windowTo: '2027-12-01T00:00:00.000Z',
    zone: 'America/Denver',
    domain: address.split('@')[1] ?? '',
    tier: 'TIER_1',
    angle: 'growth',
    nameKeys: [],
    lawRegion: 'US',
    ...given,
  }
}

/** An approved draft of a lead of its own, and the send of it. */
export async function approvedSend(writer: Writer, given: Partial<SendToFreeze> & { email?: string } = {}): Promise<SendToFreeze> {
  const { email, ...rest } = given
  const lead = await make.lead(writer, { ...(email !== undefined && { email }), columns: { status: 'APPROVED' } })
  const draft = await make.draft(writer, { lead, columns: { status: 'APPROVED', decided_at: await make.now(writer) } })
  return sendTo(lead.email, { lead: lead.id, draft: draft.id, draftVersion: 1, ...rest })
}

export type MadeBatch = { batchId: string; scopeHash: string; sendIds: string[] }

/** A frozen batch, approved unless told otherwise. */
export async function makeBatch(
  writer: Writer,
  sends: readonly SendToFreeze[],
  given: { isTest?: boolean; isApproved?: boolean; expiryHours?: number } = {},
): Promise<MadeBatch> {
  const now = await make.now(writer)
  const { batchId, scopeHash } = await writer.transaction(async (tx) => {
    const batch = await freezeBatch(tx, operator, now, {
      motion: 'OUTBOUND',
      sends,
      held: [],
      isTest: given.isTest ?? false,
      openWindowReason: null,
      expiryHours: given.expiryHours ?? 10_000,
    })
    const refusal = given.isApproved === false ? null : await decideBatch(tx, operator, batch, true)
    if (refusal) throw refusal
    return batch
  })
  const { rows } = await writer.pool.query<{ id: string }>('select id from send where batch_id = $1 order by place', [batchId])
  return { batchId, scopeHash, sendIds: rows.map(({ id }) => id) }
}

export type Reserved = { send_id: string; reserved: boolean; code: string | null; message: string | null; frozen: Buffer | null }

/** Takes sends as a runner of the database's version does. */
export async function reserve(
  pool: Pick<Writer['pool'], 'query'>,
  sendIds: readonly string[],
  key: string = randomUUID(),
): Promise<Reserved[]> {
  const { rows } = await pool.query<Reserved>(
    'select * from reserve($1::uuid[], $2, (select schema_fingerprint from installation), 60000)',
    [sendIds, key],
  )
  return rows
}
