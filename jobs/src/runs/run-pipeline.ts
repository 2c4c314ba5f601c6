import { randomBytes } from 'node:crypto'
import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { businessNow } from '../business-now.ts'
import { organisationSection } from '../craft/organisation.ts'
import { resolveSource, type Source } from '../discover/resolve-source.ts'
import type { SearchState } from '../discover/search-state.ts'
import { searchablePlaces } from '../discover/searchable-places.ts'
import { InvalidInputError, NotFoundError, RefusedError } from '../errors.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { sourcesSection } from '../settings/sources.ts'

export type RunPipelineInput = {
  /** See `resolveSource`; `default` when neither this nor leads are given. */
  source?: string | null | undefined
  leadIds?: readonly string[] | null | undefined
  /** The most leads that it moves. */
  limit?: number | null | undefined
}

/**
 * Starts a run and names its leads, or where to look for them. A job moves them on; a sweep finds the run when that job is lost.
 * Throws InvalidInputError for a source that isn't one, NotFoundError for leads that aren't there, RefusedError for one with nothing in it.
 */
export async function runPipeline(writer: Writer, actor: Actor, input: RunPipelineInput): Promise<{ runId: string }> {
  return writer.transaction((tx) => startRun(tx, actor, input))
}

/** The same in a transaction of the caller's. */
export async function startRun(tx: Sql, actor: Actor, { source: given, leadIds, limit }: RunPipelineInput): Promise<{ runId: string }> {
  if (given != null && leadIds != null) throw new InvalidInputError('Give a source or leads, not both.', ['source'])
  const at = await businessNow(tx)
  const { document: sources } = await loadSettings(tx, sourcesSection)
  const name = leadIds != null ? `${leadIds.length} leads` : (given ?? 'default').trim()
  const source = leadIds != null ? null : await resolveSource(tx, name, sources)
  const searched = source?.kind === 'search' ? await searchStateOf(tx, source, limit ?? sources.usualLimit) : null
  const key = runKey(at)
  const { rows } = await tx.execute<{ id: string }>(sql`
    insert into pipeline_run (key, mode, source, limit_count, discovery, started_by, started_at)
    select ${key}, mode::text, ${name}, ${limit ?? null}, ${searched === null ? null : JSON.stringify(searched)}::jsonb, ${actor.name}, ${at.toISOString()}::timestamptz
    from installation returning id`)
  const runId = rows[0]?.id
  if (runId === undefined) throw new Error('the database has no installation row')
  const leads = searched === null ? await nameLeads(tx, runId, source, leadIds ?? [], limit ?? null) : null
  if (leads === 0) {
    throw new RefusedError('NOT_READY', 'There is no lead to run.', [
      { code: 'NO_LEADS', message: `The source "${name}" holds no lead that could be run.` },
    ])
  }
  await writeAudit(tx, actor, {
    action: 'run.started',
    subjectType: 'pipeline_run',
    subjectId: runId,
    detail: { key, source: name, limit: limit ?? null, leads },
  })
  await announce(tx, 'run', [runId])
  return { runId }
}

/** run_YYYYMMDD_HHMMSS_<6 hex>, in UTC. */
function runKey(at: Date): string {
  const [day = '', time = ''] = at.toISOString().slice(0, 19).replace(/[-:]/g, '').split('T')
  return `run_${day}_${time}_${randomBytes(3).toString('hex')}`
}

async function searchStateOf(tx: Sql, { list }: Extract<Source, { kind: 'search' }>, limit: number): Promise<SearchState> {
  const { document: organisation } = await loadSettings(tx, organisationSection)
  const places = list.locations ?? searchablePlaces(organisation.regionRules)
  // With nowhere left to look nobody may be written to: the search is over before it began.
  return {
    criteria: { ...list, ...(places === null ? {} : { locations: places }) },
    limit,
    page: 1,
    taken: 0,
    attempts: 0,
    isDone: places?.length === 0,
  }
}

/** Writes down which leads the run moves, in one statement; returns how many. */
async function nameLeads(tx: Sql, runId: string, source: Source | null, leadIds: readonly string[], limit: number | null): Promise<number> {
  if (source === null) {
    const { rows } = await tx.execute<{ id: string }>(sql`select id from lead where id = any(${sql.param([...leadIds])}::uuid[])`)
    if (rows.length < new Set(leadIds).size) throw new NotFoundError('Some of these leads do not exist.', ['leadIds'])
  }
  const named =
    source === null
      ? sql`select id as lead_id from unnest(${sql.param([...leadIds])}::uuid[]) with ordinality as n(id, place) group by id order by min(place)`
      : source.kind === 'import'
        ? sql`select lead_id from import_outcome where import_id = ${source.importId} and lead_id is not null and outcome in ('CREATED', 'UPDATED', 'DUPLICATE') group by lead_id order by min("row")`
        : sql`select l.id as lead_id from lead l where l.status = 'PENDING' and not exists (select from score_decision s where s.lead_id = l.id)
              and not exists (select from pipeline_run_lead r join pipeline_run p on p.id = r.run_id where r.lead_id = l.id and p.status = 'RUNNING') order by l.id`
  const { rows } = await tx.execute<{ count: number }>(sql`
    with named as (insert into pipeline_run_lead (run_id, lead_id, stage) select ${runId}::uuid, n.lead_id, 'DISCOVER' from (${named} limit ${limit}) n returning 1)
    select count(*)::int as count from named`)
  return rows[0]?.count ?? 0
}
