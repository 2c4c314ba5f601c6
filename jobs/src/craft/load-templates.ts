import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type ParsedTemplate, parseTemplate } from './template.ts'

/**
 * The texts that drafts are made from: of each angle the version that a reviewer signed off last. A stored document that can't be taken apart
 * throws, and nothing is written: half a text must never reach anybody.
 */
export async function loadTemplates(tx: Pick<Sql, 'execute'>): Promise<ParsedTemplate[]> {
  const { rows } = await tx.execute<{ angle: string; version: number; document: object }>(sql`
    select t.angle, t.version, t.document from (select distinct on (angle) angle, version from template_sign_off order by angle, id desc) live
    join template_version t using (angle, version) order by t.angle`)
  return rows.map(({ angle, version, document }) => {
    const parsed = parseTemplate({ ...document, angle, version })
    if (!parsed.ok)
      throw new Error(`template ${angle} version ${version}: ${parsed.reasons.map(({ code, message }) => `${code} ${message}`).join(' ')}`)
    return parsed.template
  })
}
