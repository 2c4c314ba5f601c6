import { sql } from 'drizzle-orm'
import { crashPoint } from './crash-point.ts'
import { directColumns, readDirectSends } from './direct-sends.ts'
import type { AllHands } from './hands.ts'

/** Looks for proof that no webhook brought, at each platform's own minutes after acceptance. What stays unproven after the last is shown and alerts. */
export async function proveDirectSends(hands: AllHands): Promise<void> {
  const { writer } = hands
  for (const platform of hands.direct) {
    if (hands.stopping.aborted) return
    const minutes = sql.param([...platform.proofMinutes])
    const sends = await readDirectSends(
      writer.sql,
      sql`
      with due as (
        select s.id from send s, (select business_now() as now) n
        where s.status = 'ACCEPTED' and s.campaign_id is null and s.platform = ${platform.platform} and s.proof_checks < ${platform.proofMinutes.length}
          and s.accepted_at + make_interval(secs => (${minutes}::float8[])[s.proof_checks + 1] * 60) <= n.now
        order by s.accepted_at limit 200 for update of s skip locked
      )
      update send s set proof_checks = s.proof_checks + 1 from due, batch b where s.id = due.id and b.id = s.batch_id returning ${directColumns}`,
    )
    if (sends.length === 0) continue
    const proofs = await platform.prove(sends)
    crashPoint('26 direct-proof-read')
    await writer.transaction(async (tx) => {
      await tx.execute(sql`select prove_sends(${JSON.stringify(proofs)}::jsonb)`)
      const { rows } = await tx.execute<{ count: number }>(sql`
        select count(*)::int as count from send s where s.id = any(${sql.param(sends.map(({ id }) => id))}::uuid[])
          and s.status = 'ACCEPTED' and s.proof_checks >= ${platform.proofMinutes.length}`)
      const count = rows[0]?.count ?? 0
      if (count > 0) {
        const message = `${count} sends were accepted by a platform, and it shows no proof of them after the last look.`
        await tx.execute(sql`select from raise_alert('proof:overdue', 'WARNING', ${message})`)
      }
    })
  }
}
