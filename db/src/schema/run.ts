import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgEnum, primaryKey, snakeCase, text, uuid } from 'drizzle-orm/pg-core'
import { id, instant } from '../columns.ts'
import { runStatus } from './import.ts'
import { lead } from './lead.ts'

/** The six stages, in their order. */
export const pipelineStage = pgEnum('pipeline_stage', ['DISCOVER', 'ENRICH', 'SEGMENT', 'CRAFT', 'GUARD', 'QUEUE'])

/** Where a lead stands in its stage. LEFT means that it came out of the last stage. */
export const stageOutcome = pgEnum('stage_outcome', ['WAITING', 'LEFT', 'SKIPPED', 'FAILED'])

/** One pass of leads through the six stages. */
export const pipelineRun = snakeCase.table(
  'pipeline_run',
  {
    id: id(),
    /** run_YYYYMMDD_HHMMSS_<6 hex>, in UTC. */
    key: text().notNull().unique(),
    mode: text().notNull(),
    source: text().notNull(),
    limitCount: integer(),
    status: runStatus().notNull().default('RUNNING'),
    /** How far discovery has read its source; null where the leads were named at the start. */
    discovery: jsonb(),
    failure: text(),
    /** Times in a row that a runner gave up on it with an error; progress sets it back. */
    failures: integer().notNull().default(0),
    startedBy: text().notNull(),
    startedAt: instant().notNull(),
    finishedAt: instant(),
  },
  (t) => [
    index('pipeline_run_started').on(t.startedAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('pipeline_run_open').on(t.id).where(sql`${t.status} = 'RUNNING'`),
  ],
)

/** When a stage of a run began and ended; how many went in and came out is counted from the leads. */
export const pipelineRunStage = snakeCase.table(
  'pipeline_run_stage',
  {
    runId: uuid()
      .notNull()
      .references(() => pipelineRun.id, { onDelete: 'cascade' }),
    stage: pipelineStage().notNull(),
    startedAt: instant().notNull(),
    finishedAt: instant(),
    /** Why the stage as a whole could not work (a provider that refuses our key); leads that failed one by one do not count. */
    failure: text(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.stage] })],
)

/** Where one lead is in one run: the stage it has reached and how it stands there. */
export const pipelineRunLead = snakeCase.table(
  'pipeline_run_lead',
  {
    runId: uuid()
      .notNull()
      .references(() => pipelineRun.id, { onDelete: 'cascade' }),
    leadId: uuid()
      .notNull()
      .references(() => lead.id, { onDelete: 'cascade' }),
    stage: pipelineStage().notNull(),
    outcome: stageOutcome().notNull().default('WAITING'),
    code: text(),
    attempts: integer().notNull().default(0),
    /** A worker that waits for a provider holds the lead until then; real time. */
    heldUntil: instant(),
    /** A provider that failed and was passed over: the lead went on without what it knows, until another run asks again. */
    passedOver: text(),
    /** When such a run was started. */
    againAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.leadId] }),
    index('pipeline_run_lead_passed_over').on(t.runId).where(sql`${t.passedOver} is not null and ${t.againAt} is null`),
    index('pipeline_run_lead_waiting').on(t.runId, t.stage, t.leadId).where(sql`${t.outcome} = 'WAITING'`),
    index('pipeline_run_lead_count').on(t.runId, t.stage, t.outcome, t.code),
    index('pipeline_run_lead_lead').on(t.leadId),
  ],
)

/** A person whom a provider's search found, before it is known who that is. */
export const pipelineRunFound = snakeCase.table(
  'pipeline_run_found',
  {
    runId: uuid()
      .notNull()
      .references(() => pipelineRun.id, { onDelete: 'cascade' }),
    providerPersonId: text().notNull(),
    outcome: stageOutcome().notNull().default('WAITING'),
    code: text(),
    attempts: integer().notNull().default(0),
    leadId: uuid().references(() => lead.id, { onDelete: 'set null' }),
    heldUntil: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.providerPersonId] }),
    index('pipeline_run_found_lead').on(t.leadId).where(sql`${t.leadId} is not null`),
    index('pipeline_run_found_waiting').on(t.runId, t.providerPersonId).where(sql`${t.outcome} = 'WAITING'`),
  ],
)
