import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { ConflictError, NotFoundError, RefusedError } from '../errors.ts'
import { checkTemplate } from './check-template.ts'
import { loadTemplates } from './load-templates.ts'
import { loadTrialRules } from './load-trial-rules.ts'
import type { SavedTemplate } from './save-template.ts'

/**
 * Lets a version of a text go live: what is crafted from now on is written from it. Drafts that were made before keep their words. An older
 * version goes live again in the same way. Throws NotFoundError, ConflictError when another version went live since `liveVersion` was seen, and
 * RefusedError with every check that the text fails.
 */
export async function signOffTemplate(
  writer: Writer,
  actor: Actor,
  input: { angle: string; version: number; liveVersion: number | null; note: string | null },
): Promise<SavedTemplate> {
  const { angle, version, liveVersion, note } = input
  return writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ document: object }>(
      sql`select document from template_version where angle = ${angle} and version = ${version}`,
    )
    const [row] = rows
    if (!row) throw new NotFoundError(`There is no version ${version} of "${angle}".`, ['version'])
    const { checks } = checkTemplate({ ...row.document, angle, version }, await loadTrialRules(tx), await loadTemplates(tx))
    const failed = checks.filter(({ passed }) => !passed)
    if (failed.length > 0) {
      const reasons = failed.flatMap(({ name, messages }) =>
        messages.map((message) => ({ code: `TEMPLATE_${name.toUpperCase()}`, message })),
      )
      throw new RefusedError('NOT_READY', `It fails a check: ${reasons.map(({ message }) => message).join(' ')}`, reasons)
    }
    const signed = await tx.execute<{ signed: boolean }>(
      sql`select sign_off_template(${angle}, ${version}, ${liveVersion}, ${note}, ${actor.name}, ${JSON.stringify({ note })}::jsonb) as signed`,
    )
    if (signed.rows[0]?.signed === true) return { angle, version }
    const live = await tx.execute<{ version: number; actor: string; at: string }>(
      sql`select version, actor, at from template_sign_off where angle = ${angle} order by id desc limit 1`,
    )
    const [now] = live.rows
    throw new ConflictError(`Version ${now?.version ?? 0} is live now. Nothing was signed off.`, {
      currentVersion: now?.version ?? 0,
      decidedBy: now?.actor ?? null,
      decidedAt: now ? new Date(now.at) : null,
    })
  })
}
