import { setTimeout as sleep } from 'node:timers/promises'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { JobContext } from '../context.ts'
import { craftStage } from '../craft/craft-stage.ts'
import { createApolloDiscovery } from '../discover/apollo-discovery.ts'
import { discoverKnown } from '../discover/discover-known.ts'
import { createEnrichment } from '../enrich/enrich-stage.ts'
import { resumeAnswered } from '../enrich/finders/questions.ts'
import { errorWords } from '../error-words.ts'
import { guardStage } from '../guard/guard-stage.ts'
import { queueStage } from '../review/queue-stage.ts'
import { segmentStage } from '../segment/segment-stage.ts'
import { failRun, finishRun, noteFailure } from './finish-run.ts'
import { MOST_AT_ONCE, moveLeads, runBatch, type StageWork } from './run-batch.ts'
import { workSideBySide } from './side-by-side.ts'
import { type Run, STAGES, type Stage, stageAfter, type TakenLead } from './stages.ts'

/** How long one job stays with one run, in milliseconds: then it lets others have their turn, and comes back. */
const SLICE_MS = 15_000
/** How long it waits when everything that is left waits for somebody else, in milliseconds. */
const IDLE_MS = 200
/** Stages of one run that are at work at once: while one waits for the database another computes. Each has a connection of its own meanwhile. */
const HANDS = 3
/** Runs that one runner advances at once, and connections that are left to everything else. */
const RUNS = 2
const CONNECTIONS_LEFT = 2
/** Times in a row that advancing may end by an error before the run is given up. */
const MOST_FAILURES = 5

/** A stage that waits for a provider: `step` books finished calls and starts new ones, and never waits for one itself. */
export type ProviderStage = {
  /** How much it has moved, started or booked. */
  step(): Promise<number>
  /** Books finished calls alone. */
  book(): Promise<number>
  /** Calls under way. */
  underWay(): number
  /** Waits until one of them has ended. */
  next(): Promise<void>
  /** Lets go of what keeps it alive. */
  end(): void
}

/**
 * Moves a run's leads through the stages for as long as the slice lasts. Stages that only compute move many leads in one transaction, those
 * that wait for a provider keep many calls in flight, and a slow call holds up no other lead. Returns whether there is more to do.
 */
export async function advanceRun(run: Run, context: JobContext): Promise<boolean> {
  try {
    return await advance(run, context)
  } catch (error) {
    const failures = await noteFailure(context.writer, run)
    if (failures < MOST_FAILURES) throw error
    context.log.error({ err: error, run: run.key }, 'run given up')
    await failRun(context.writer, run, errorWords(error))
    return false
  }
}

async function advance(run: Run, context: JobContext): Promise<boolean> {
  const discovery = createApolloDiscovery(run, context)
  const enrichment = createEnrichment(run, context)
  const work: Record<Stage, StageWork> = {
    DISCOVER: discoverKnown(),
    ENRICH: enrichment.work,
    SEGMENT: segmentStage(),
    CRAFT: craftStage(context),
    GUARD: guardStage(context),
    QUEUE: queueStage(),
  }
  const waiting = [discovery, enrichment]
  try {
    await takeTurns(run, context, work, { DISCOVER: discovery, ENRICH: enrichment })
    // What has been asked is paid for: its answers are booked before this job hands the run back.
    for (const stage of waiting) {
      while (stage.underWay() > 0) {
        await stage.next()
        await stage.book()
      }
      await stage.book()
    }
    // Whoever answers wakes the run again, and so does a sweep: nobody holds a worker for that.
    return (await isRunning(context.writer, run)) && !(await isOnlyAwaiting(context.writer, run))
  } finally {
    for (const stage of waiting) stage.end()
  }
}

/** Turns in every stage, several side by side, again and again, until nothing waits or the time is up. */
async function takeTurns(
  run: Run,
  context: JobContext,
  work: Readonly<Record<Stage, StageWork>>,
  asking: Readonly<Partial<Record<Stage, ProviderStage>>>,
): Promise<void> {
  const { writer, stopping } = context
  const sizes = new Map<Stage, number>()
  const hands = Math.max(1, Math.min(HANDS, Math.floor((writer.pool.options.max - CONNECTIONS_LEFT) / RUNS)))
  const until = performance.now() + SLICE_MS
  const isOver = () => stopping.aborted || performance.now() >= until
  const waiting = Object.values(asking)
  // A provider's rate is used by asking again at once: an answer is booked before anything else is done.
  const isAsking = (stage: Stage) => (asking[stage]?.underWay() ?? 0) > 0
  const turn = async (stage: Stage) => {
    const moved = ((await asking[stage]?.step()) ?? 0) + (await moveBatch(context, run, stage, work[stage], sizes))
    // Answers may have come meanwhile: whatever moves, those who ask look again.
    const opens = [stage, stageAfter(stage), ...STAGES.filter(isAsking)]
    return { moved, opens: moved === 0 ? [] : opens.filter((one) => one !== null) }
  }
  while (!isOver()) {
    const moved = await workSideBySide({ places: STAGES, hands, isOver, isUrgent: isAsking, turn })
    if (moved > 0) continue
    if ((await finishRun(writer, run)) || !(await isRunning(writer, run))) return
    if (waiting.every((stage) => stage.underWay() === 0) && (await isOnlyAwaiting(writer, run))) {
      if ((await resumeAnswered(writer.sql, run.id)).length > 0) continue
      return
    }
    const calls = waiting.filter((stage) => stage.underWay() > 0).map((stage) => stage.next())
    await Promise.race([sleep(IDLE_MS, undefined, { ref: false }), ...calls])
  }
}

async function isRunning(writer: Writer, run: Run): Promise<boolean> {
  const { rows } = await writer.sql.execute<{ id: string }>(sql`select id from pipeline_run where id = ${run.id} and status = 'RUNNING'`)
  return rows.length > 0
}

/** Whether everything that is left waits for providers that answer later. */
async function isOnlyAwaiting(writer: Writer, run: Run): Promise<boolean> {
  const { rows } = await writer.sql.execute<{ id: string }>(sql`
    select r.id from pipeline_run r where r.id = ${run.id} and coalesce((r.discovery ->> 'isDone')::boolean, true)
      and not exists (select from pipeline_run_found f where f.run_id = r.id and f.outcome = 'WAITING')
      and not exists (select from pipeline_run_lead l where l.run_id = r.id and l.outcome = 'WAITING'
        and (l.code is distinct from 'AWAITING' or l.held_until is null or l.held_until <= clock_timestamp()))`)
  return rows.length > 0
}

/**
 * One batch. When it can't be written, smaller ones are tried, down to the one lead that is at fault: that one is recorded as failed, and
 * the others go on.
 */
async function moveBatch({ writer, log }: JobContext, run: Run, stage: Stage, work: StageWork, sizes: Map<Stage, number>): Promise<number> {
  const size = sizes.get(stage) ?? MOST_AT_ONCE
  let taken: readonly TakenLead[] = []
  try {
    const moved = await runBatch(writer, run, stage, size, work, (leads) => {
      taken = leads
    })
    sizes.set(stage, Math.min(MOST_AT_ONCE, size * 10))
    return moved
  } catch (error) {
    log.warn({ err: error, run: run.key, stage, leads: taken.length }, 'a batch could not be moved')
    if (taken.length === 0) throw error
    if (taken.length > 1) {
      sizes.set(stage, Math.max(1, Math.floor(taken.length / 10)))
      return taken.length
    }
    await writer.transaction((tx) =>
      moveLeads(
        tx,
        run,
        stage,
        taken,
        taken.map(({ leadId }) => ({ leadId, to: 'failed', code: 'STAGE_ERROR' })),
      ),
    )
    return 1
  }
}
