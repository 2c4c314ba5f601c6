import { type Mode, schemaFingerprint } from '@swarm/db/migrate'
import type { Writer } from '@swarm/db/write'
import { publicAddressProblem } from '@swarm/jobs/public-address'
import type { Reason } from '@swarm/jobs/reason'
import { sql } from 'drizzle-orm'
import { unprovableHooks } from '../webhooks/hook-proof.ts'
import type { WebhookSecrets } from '../webhooks/hook-providers.ts'
import { type Disk, diskProblem } from './disk.ts'

const fingerprint = schemaFingerprint()

/** A runner counts as live while its last heartbeat is younger than this, in seconds. */
const runnerSeconds = 15
/** An audit row that nobody sealed for this long is a fault, in seconds (operations.md). */
const unsealedSeconds = 10

type Facts = { fingerprint: string; runners: number; unsealed: number; isGhlUsed: boolean; broken: string[] }

/** What of the process itself readiness looks at; a disk of null is nobody's. */
export type Served = { webhookSecrets: WebhookSecrets; mode: Mode; publicUrl: string | null; disk: Disk | null }

/** Everything that is not right, by name; empty when ready. Never throws: a database that does not answer is one of the answers. */
export async function readiness(writer: Writer, { webhookSecrets, mode, publicUrl, disk }: Served): Promise<Reason[]> {
  const full = disk === null ? null : await diskProblem(disk)
  const failing: Reason[] = full === null ? [] : [full]
  let facts: Facts | undefined
  try {
    const { rows } = await writer.sql.execute<Facts>(sql`
      select schema_fingerprint as fingerprint,
        (select count(*)::int from process where kind = 'jobs' and seen_at > now() - make_interval(secs => ${runnerSeconds})) as runners,
        (select count(*)::int from audit_unsealed where at < now() - make_interval(secs => ${unsealedSeconds})) as unsealed,
        exists (select from sending_account where platform = 'GHL') as "isGhlUsed",
        (select coalesce(array_agg(distinct i), '{}') from invariant_check c, unnest(c.invariants) i
          where c.broken > 0 and not exists (select from invariant_check p where p.at > c.at and p.broken = 0 and p.since <= c.since)) as broken
      from installation`)
    facts = rows[0]
  } catch {
    return [...failing, { code: 'DATABASE', message: 'The database does not answer.' }]
  }
  if (facts?.fingerprint !== fingerprint)
    failing.push({ code: 'MIGRATIONS', message: 'The database has another version of the schema than this process.' })
  if (facts?.runners === 0) failing.push({ code: 'JOBS', message: `No job runner has reported in the last ${runnerSeconds} s.` })
  if (facts && facts.unsealed > 0)
    failing.push({ code: 'AUDIT_SEALER', message: `${facts.unsealed} audit rows wait longer than ${unsealedSeconds} s for their seal.` })
  if (facts && facts.broken.length > 0)
    failing.push({ code: 'INVARIANTS', message: `Broken: ${facts.broken.join(', ')}. Sending is stopped until a look finds them whole.` })
  const unreachable = publicAddressProblem(mode, publicUrl)
  if (unreachable !== null) failing.push({ code: 'PUBLIC_ADDRESS', message: unreachable })
  for (const { variable, provider, status } of unprovableHooks(webhookSecrets, facts?.isGhlUsed === true)) {
    failing.push({
      code: 'WEBHOOK_SECRETS',
      message: `${variable} is missing or too short; webhooks of ${provider} are answered ${status}.`,
    })
  }
  return failing
}

/**
 * Promises that hold by care alone because the database would let this process break them, by name. Empty with the four roles; with one
 * DATABASE_URL for everything two stand. Providers that are believed without proof are one more. What the database would have to say is left
 * out when it does not answer: then readiness says that.
 */
export async function weakerPromises(writer: Writer, { unsignedAllowlist = [] }: WebhookSecrets): Promise<string[]> {
  const unsigned = unsignedAllowlist.length > 0 ? ['UNSIGNED_WEBHOOKS'] : []
  try {
    const { rows } = await writer.sql.execute<{ canRewriteAudit: boolean; canChangeSchema: boolean; isUnlimited: boolean }>(sql`
      select has_table_privilege('audit_entry', 'update') as "canRewriteAudit", has_schema_privilege('public', 'create') as "canChangeSchema",
        current_setting('statement_timeout') = '0' as "isUnlimited"`)
    return [
      ...unsigned,
      ...(rows[0]?.canRewriteAudit ? ['AUDIT_NOT_APPEND_ONLY'] : []),
      ...(rows[0]?.canChangeSchema ? ['ONE_DATABASE_ROLE'] : []),
      // A pooler drops what a session asks for; then the role has to have its limits itself (docs/deployment/roles.sql).
      ...(rows[0]?.isUnlimited ? ['NO_TIME_LIMIT'] : []),
    ]
  } catch {
    return unsigned
  }
}
