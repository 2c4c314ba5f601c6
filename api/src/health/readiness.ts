import { schemaFingerprint } from '@swarm/db/migrate'
import type { Writer } from '@swarm/db/write'
import type { Reason } from '@swarm/jobs/reason'
import { sql } from 'drizzle-orm'
import { lacksHeyreachSecret } from '../webhooks/heyreach.ts'
import { lacksSecret, type WebhookSecrets } from '../webhooks/instantly.ts'

const fingerprint = schemaFingerprint()

/** A runner counts as live while its last heartbeat is younger than this, in seconds. */
const runnerSeconds = 15
/** An audit row that nobody sealed for this long is a fault, in seconds (operations.md). */
const unsealedSeconds = 10

type Facts = { fingerprint: string; runners: number; unsealed: number; isGhlUsed: boolean }

/** Everything that is not right, by name; empty when ready. Never throws: a database that does not answer is one of the answers. */
export async function readiness(writer: Writer, webhookSecrets: WebhookSecrets): Promise<Reason[]> {
  let facts: Facts | undefined
  try {
    const { rows } = await writer.sql.execute<Facts>(sql`
      select schema_fingerprint as fingerprint,
        (select count(*)::int from process where kind = 'jobs' and seen_at > now() - make_interval(secs => ${runnerSeconds})) as runners,
        (select count(*)::int from audit_unsealed where at < now() - make_interval(secs => ${unsealedSeconds})) as unsealed,
        exists (select from sending_account where platform = 'GHL') as "isGhlUsed"
      from installation`)
    facts = rows[0]
  } catch {
    return [{ code: 'DATABASE', message: 'The database does not answer.' }]
  }
  const failing: Reason[] = []
  if (facts?.fingerprint !== fingerprint)
    failing.push({ code: 'MIGRATIONS', message: 'The database has another version of the schema than this process.' })
  if (facts?.runners === 0) failing.push({ code: 'JOBS', message: `No job runner has reported in the last ${runnerSeconds} s.` })
  if (facts && facts.unsealed > 0)
    failing.push({ code: 'AUDIT_SEALER', message: `${facts.unsealed} audit rows wait longer than ${unsealedSeconds} s for their seal.` })
  if (lacksSecret(webhookSecrets)) {
    failing.push({ code: 'WEBHOOK_SECRETS', message: 'INSTANTLY_WEBHOOK_SECRET is missing or too short; its webhook is answered 503.' })
  }
  if (webhookSecrets.isStrict && facts?.isGhlUsed && !webhookSecrets.ghlPublicKey) {
    failing.push({ code: 'WEBHOOK_SECRETS', message: 'GHL_WEBHOOK_PUBLIC_KEY is missing; the webhook of GoHighLevel is answered 429.' })
  }
  if (lacksHeyreachSecret(webhookSecrets)) {
    failing.push({ code: 'WEBHOOK_SECRETS', message: 'HEYREACH_WEBHOOK_SECRET is missing or too short; its webhooks are answered 503.' })
  }
  return failing
}

/**
 * Promises that hold by care alone because the database would let this process break them, by name. Empty with the four roles; with one
 * DATABASE_URL for everything both stand. Empty too when the database does not answer: then readiness says that.
 */
export async function weakerPromises(writer: Writer): Promise<string[]> {
  try {
    const { rows } = await writer.sql.execute<{ canRewriteAudit: boolean; canChangeSchema: boolean }>(sql`
      select has_table_privilege('audit_entry', 'update') as "canRewriteAudit", has_schema_privilege('public', 'create') as "canChangeSchema"`)
    return [...(rows[0]?.canRewriteAudit ? ['AUDIT_NOT_APPEND_ONLY'] : []), ...(rows[0]?.canChangeSchema ? ['ONE_DATABASE_ROLE'] : [])]
  } catch {
    return []
  }
}
