import { isDeepStrictEqual } from 'node:util'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { SHIPPED_TEMPLATES } from './shipped-templates.ts'
import { storedDocumentOf } from './template-document.ts'

/** Who saved what came with the product. */
export const SHIPPED_BY = 'Alpha Swarm'

type Known = { angle: string; newest: number; shipped: object | null }

/**
 * Writes the texts that come with the product. The first version of an angle is live at once; a later product's other words wait as a version
 * for a reviewer's sign-off, because what people have read and approved is not replaced behind their backs.
 */
export async function ensureTemplates(writer: Writer): Promise<void> {
  await writer.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.template_sign_off'))`)
    const { rows } = await tx.execute<Known>(sql`
      select angle, max(version) as newest, (array_agg(document order by version desc) filter (where created_by = ${SHIPPED_BY}))[1] as shipped
      from template_version group by angle`)
    const known = new Map(rows.map((row) => [row.angle, row]))
    const added = SHIPPED_TEMPLATES.flatMap((shipped) => {
      const { angle, version } = shipped
      const document = storedDocumentOf(shipped)
      const before = known.get(angle)
      if (before && isDeepStrictEqual(before.shipped, document)) return []
      return [{ angle, version: Math.max(version, (before?.newest ?? 0) + 1), document, is_first: !before }]
    })
    if (added.length === 0) return
    await tx.execute(sql`
      with given as (select * from jsonb_to_recordset(${JSON.stringify(added)}::jsonb) as g(angle text, version integer, document jsonb, is_first boolean)),
      written as (
        insert into template_version (angle, version, document, note, created_by, created_at)
        select angle, version, document, 'As shipped', ${SHIPPED_BY}, business_now() from given returning angle, version
      )
      insert into template_sign_off (angle, version, note, actor, at)
      select angle, version, 'As shipped', 'first start', business_now() from written join given using (angle, version) where is_first`)
  })
}
