import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Log } from '../log.ts'
import { verifyDatabase } from './verify-database.ts'
import type { ProofVerdict } from './verify-proof.ts'

/** A verification whose process gave no sign for this long, in real seconds, is another's to take. */
const lostSeconds = 60
/** Somebody who never asks gets one this often, in real hours. */
const everyHours = 24

/**
 * Runs the verification that was asked for, or that of the day; answers whether there was one to run. Its row tells how far it is. What does
 * not hold stops everything (I6, I25).
 */
export async function runAuditVerification(writer: Writer, log: Log): Promise<boolean> {
  const id = await take(writer)
  if (id === null) return false
  const verdict = await verifyDatabase(
    { read: (work) => work(writer.sql) },
    {
      // The kept head is compared every minute by its keeper.
      keptHead: null,
      onProgress: async ({ checked, links }) => {
        await writer.sql.execute(
          sql`update audit_verification set seen_at = now(), checked = ${checked}, links = ${links} where id = ${id}`,
        )
      },
    },
  )
  await finish(writer, id, verdict)
  if (!verdict.isWhole) log.error({ fault: verdict.fault, sends: verdict.sendFaults }, 'audit: the chain does not hold')
  return true
}

async function take(writer: Writer): Promise<string | null> {
  return writer.transaction(async (tx) => {
    await tx.execute(sql`
      insert into audit_verification (started_at, seen_at, links, unapproved) select (select business_now()), to_timestamp(0), 0, '[]'
      where not exists (select from audit_verification where finished_at is null or seen_at > now() - make_interval(hours => ${everyHours}))`)
    const { rows } = await tx.execute<{ id: string }>(sql`
      update audit_verification set seen_at = now(), checked = 0 where id = (
        select id from audit_verification where finished_at is null and seen_at < now() - make_interval(secs => ${lostSeconds})
        order by started_at limit 1 for update skip locked) returning id`)
    return rows[0]?.id ?? null
  })
}

/** In words for whoever reads why sending stopped; null when nothing is wrong. */
export function verdictWords({ fault, sendFaults, faultySends }: ProofVerdict): string | null {
  if (fault !== null) return `The audit chain does not hold${fault.number === null ? '' : ` at link ${fault.number}`}: ${fault.fault}.`
  const [first] = sendFaults
  return first ? `${faultySends} sends are not borne out by the audit chain, first ${first.sendId}: ${first.fault}` : null
}

async function finish(writer: Writer, id: string, verdict: ProofVerdict): Promise<void> {
  const words = verdictWords(verdict)
  await writer.transaction(async (tx) => {
    await tx.execute(sql`
      update audit_verification set finished_at = (select business_now()), seen_at = now(), links = ${verdict.links}, checked = ${verdict.links}, sends = ${verdict.sends},
        fault_number = ${verdict.fault?.number ?? null}, fault = ${words}, unapproved = ${JSON.stringify(verdict.sendFaults)}::jsonb
      where id = ${id}`)
    await tx.execute(sql`delete from audit_verification where finished_at is not null and seen_at < now() - interval '90 days'`)
    if (words === null) return
    await tx.execute(sql`select from set_emergency_stop('ALL', ${words}, false, 'audit verification')`)
    await tx.execute(sql`select from raise_alert('audit-verification', 'CRITICAL', ${words})`)
  })
}
