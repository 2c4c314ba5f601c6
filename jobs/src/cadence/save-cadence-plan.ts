import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { loadTemplates } from '../craft/load-templates.ts'
import { ConflictError, InvalidInputError } from '../errors.ts'
import { planSchema } from './cadence-plan.ts'
import { loadPlan } from './load-plan.ts'
import { planProblems } from './plan-problems.ts'

const named = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'is written in small letters, digits and dashes')
/**
 * Saves the next version of a plan, or the first of a new one. Running cadences keep theirs; what begins from now on goes by the newest. Throws
 * ConflictError when somebody saved one since the version that was seen.
 */
export async function saveCadencePlan(
  writer: Writer,
  actor: Actor,
  input: { name: string; document: unknown; expectedVersion: number },
): Promise<{ name: string; version: number }> {
  const name = checked(named, input.name, 'name')
  const document = checked(planSchema, input.document, 'document')
  return writer.transaction(async (tx) => {
    const problems = planProblems(document, await loadTemplates(tx))
    if (problems.length > 0) throw new InvalidInputError(`document.steps: ${problems.join(' ')}`, ['document'])
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('swarm.cadence_plan'))`)
    const present = await loadPlan(tx, name, null)
    const version = present?.version ?? 0
    if (version !== input.expectedVersion) throw new ConflictError(`The plan is at version ${version} now.`, { currentVersion: version })
    await tx.execute(sql`
      insert into cadence_plan (name, version, document, created_by, created_at)
      values (${name}, ${version + 1}, ${JSON.stringify(document)}::jsonb, ${actor.name}, business_now())`)
    const detail = { version: version + 1, before: present?.document ?? null, after: document }
    await writeAudit(tx, actor, { action: 'cadence_plan.saved', subjectType: 'cadence_plan', subjectId: name, detail })
    return { name, version: version + 1 }
  })
}

function checked<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const words = parsed.error.issues.map((issue) => [...[path, ...issue.path].join('.').split(' '), issue.message].join(': '))
  throw new InvalidInputError(words.join('; '), [path])
}
