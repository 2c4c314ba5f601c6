import type { Sql } from '@swarm/db/write'
import { type Actor, requireAgentAction } from '../actors.ts'
import { announce } from '../announce.ts'
import { businessNow } from '../business-now.ts'
import type { JobContext } from '../context.ts'
import { organisationSection } from '../craft/organisation.ts'
import type { ApolloObservation } from '../providers/apollo/person.ts'
import type { PersonKey } from '../providers/apollo.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import type { Reason } from '../reason.ts'
import type { ProviderStage } from '../runs/advance-run.ts'
import { createFlights } from '../runs/flights.ts'
import { HOLD_MS, keepHolding } from '../runs/holding.ts'
import { MOST_ATTEMPTS } from '../runs/retry-policy.ts'
import type { StageWork } from '../runs/run-batch.ts'
import type { Run, StageOutcome, TakenLead } from '../runs/stages.ts'
import { icpSection } from '../segment/icp-profile.ts'
import { NO_INTENT } from '../segment/score.ts'
import { leftAlone } from '../segment/segment-stage.ts'
import { enrichmentSection } from '../settings/enrichment.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { loadRecipients } from '../suppression/recipients.ts'
import { recordTimeline, type TimelineEntry } from '../timeline.ts'
import { type ApolloNeed, apolloNeed } from './apollo-need.ts'
import { notePassedOver } from './ask-again.ts'
import { isBreakerOpen } from './breaker-open.ts'
import { enricherNames } from './credits.ts'
import { FAILED_CALL, noteCalls, outcomeOf } from './enrichment-calls.ts'
import type { Fact, ResolvedFacts } from './facts.ts'
import { askFinders, LONGEST_WAIT_MS } from './finders/ask-finders.ts'
import { leadColumnsOf } from './lead-columns.ts'
import { learnFacts } from './learn-facts.ts'
import { loadFacts } from './load-facts.ts'
import { bookCredits, loadLookups, releaseLookups, rememberPeople, settleLookups } from './lookups.ts'
import { resolveFacts } from './resolve-facts.ts'
import { saveLeadColumns } from './save-lead-columns.ts'
import { type LeadNow, loadLeads, release, renew } from './stage-leads.ts'

/** Codes of leads that went on without Apollo because it failed. */
const APOLLO_FAILS: ReadonlySet<string> = new Set(['BREAKER_OPEN', 'APOLLO_UNAVAILABLE'])

const ENRICHER: Actor = { kind: 'agent', name: 'ENRICHER' }

type Asked = { leadId: string; key: string; whom: PersonKey; attempts: number }
/** What was observed of each lead, and which of it counts: worked out once for a batch. */
type Known = { observed: ReadonlyMap<string, Fact[]>; facts: ReadonlyMap<string, ResolvedFacts> }
type Answer = { person: ApolloObservation | null; credits: number }

/** Under what a lookup of this lead is kept; the address first, as Apollo is asked by it first. */
function lookupKeyOf(lead: LeadNow): { key: string; whom: PersonKey } | null {
  if (lead.email !== null && lead.personKey !== null) return { key: `email:${lead.personKey}`, whom: { email: lead.email } }
  return lead.linkedinKey !== null && lead.linkedinUrl !== null
    ? { key: `linkedin:${lead.linkedinKey}`, whom: { linkedinUrl: lead.linkedinUrl } }
    : null
}

/**
 * The waterfall: what is known and fresh, else Apollo, else a finder that answers later, else without. Apollo is called from here; a finder's
 * question is a row that others ask and answer, and its lead waits in the stage while this job ends. A lead never waits for another's answer.
 */
export function createEnrichment(run: Run, context: JobContext): ProviderStage & { work: StageWork } {
  const { writer, log, apollo } = context
  const flights = createFlights<Asked, Answer>(apollo?.matchesPerSecond ?? 0)
  const holding = keepHolding(writer, log, (tx) => renew(tx, run, flights.asked()))

  const ask = (asked: Asked): void => {
    if (apollo) flights.start(asked, apollo.matchPerson(asked.whom))
  }

  const work: StageWork = async (tx, _, leads, afterCommit) => {
    const ids = leads.map(({ leadId }) => leadId)
    const at = await businessNow(tx)
    const now = await loadLeads(tx, ids)
    const observed = await loadFacts(tx, ids)
    const facts = new Map([...observed].map(([id, seen]) => [id, resolveFacts(seen)]))
    const needs = await needsOf(tx, at, now, { observed, facts }, leads)
    const wanted = now.flatMap((lead) => {
      const by = lookupKeyOf(lead)
      return needs.get(lead.id)?.ask && by
        ? [{ leadId: lead.id, ...by, attempts: leads.find(({ leadId }) => leadId === lead.id)?.attempts ?? 0 }]
        : []
    })
    const allowed = await allowedToAsk(tx, at, wanted, needs)
    const asking = new Set(allowed.map(({ leadId }) => leadId))
    // Those for whom there is no room now wait for the next round, and hold up nobody.
    const later = new Set(wanted.filter(({ leadId }) => needs.get(leadId)?.ask && !asking.has(leadId)).map(({ leadId }) => leadId))
    const settled = now.filter(({ id }) => !asking.has(id) && !later.has(id))
    const { awaiting, passed, failing, asked } = await askFinders(tx, at, settled, facts, needs, context)
    const going = settled.filter(({ id }) => !awaiting.has(id))
    // They are asked about by what stands in their columns.
    await saveLeadColumns(
      tx,
      at,
      asked.map(({ leadId }) => ({ leadId, columns: leadColumnsOf(facts.get(leadId) ?? {}, context) })),
    )
    await recordTimeline(
      tx,
      at,
      asked.map(({ leadId, finder }) => ({
        leadId,
        kind: 'facts' as const,
        actor: ENRICHER.name,
        runId: run.id,
        summary: `${enricherNames[finder] ?? finder} is asked, and answers later.`,
      })),
    )
    const without = new Map<string, string>(failing)
    for (const { id } of going) if (APOLLO_FAILS.has(needs.get(id)?.code ?? '')) without.set(id, 'apollo')
    await notePassedOver(tx, run, without)
    await goOn(tx, run, at, going, { observed, facts }, needs, { passed, without }, context)
    for (const asked of allowed) afterCommit(() => ask(asked))
    if (asked.length > 0) afterCommit(() => void context.wake('sweepEnrichment', {}, 'asked'))
    return ids.map((leadId): StageOutcome => {
      if (asking.has(leadId)) return { leadId, to: 'held', forMs: HOLD_MS }
      if (awaiting.has(leadId)) return { leadId, to: 'awaiting', forMs: LONGEST_WAIT_MS }
      return later.has(leadId) ? { leadId, to: 'held', forMs: 100 } : { leadId, to: 'next' }
    })
  }

  /** Why each lead needs Apollo, or why not: who must be left alone costs nothing, whatever is missing. */
  async function needsOf(
    tx: Sql,
    now: Date,
    leads: readonly LeadNow[],
    { observed, facts }: Known,
    taken: readonly TakenLead[],
  ): Promise<Map<string, ApolloNeed>> {
    const { document: settings } = await loadSettings(tx, enrichmentSection)
    const { document: profile } = await loadSettings(tx, icpSection)
    const { document: organisation } = await loadSettings(tx, organisationSection)
    const recipients = await loadRecipients(
      tx,
      leads.map(({ id }) => id),
    )
    const lookups = await loadLookups(
      tx,
      'apollo',
      leads.flatMap((lead) => lookupKeyOf(lead)?.key ?? []),
      now,
      settings,
    )
    const attempts = new Map(taken.map((one) => [one.leadId, one.attempts]))
    const isHeld = apollo !== null && (await isBreakerOpen(tx, 'apollo'))
    return new Map(
      leads.map((lead): [string, ApolloNeed] => {
        const recipient = recipients.get(lead.id)
        const no = (code: string, message: string): [string, ApolloNeed] => [lead.id, { ask: false, code, message }]
        if (!recipient) return no('LEAD_GONE', 'The lead is gone.')
        // Without a country nobody knows the law; Apollo may, so that alone does not stop the question.
        const alone = leftAlone(lead, { ...recipient, countryCode: recipient.countryCode ?? 'US' }, organisation)
        if (alone !== null) return no('EXCLUDED', alone.reason.message)
        const by = lookupKeyOf(lead)
        const apolloFact = observed.get(lead.id)?.find(({ provider }) => provider === 'apollo')
        const known = { lookup: lookups.get(by?.key ?? '')?.state ?? null, observedAt: apolloFact ? new Date(apolloFact.at) : null }
        const need = apolloNeed(lead, facts.get(lead.id) ?? {}, known, { profile, intent: NO_INTENT, settings, now })
        if (!need.ask) return [lead.id, need]
        if (apollo === null) return no('NO_KEY', 'Apollo has no key here.')
        if (isHeld) return no('BREAKER_OPEN', 'Apollo fails lately and is passed over.')
        if ((attempts.get(lead.id) ?? 0) >= MOST_ATTEMPTS)
          return no('APOLLO_UNAVAILABLE', `Apollo could not be asked, ${MOST_ATTEMPTS} times.`)
        return [lead.id, need]
      }),
    )
  }

  /** Those of the wanted for whom there is room and budget; who is beyond the budget goes on without. */
  async function allowedToAsk(tx: Sql, at: Date, wanted: readonly Asked[], needs: Map<string, ApolloNeed>): Promise<Asked[]> {
    const room = wanted.slice(0, Math.max(0, flights.most() - flights.asked().length))
    if (room.length === 0) return []
    const { document: settings } = await loadSettings(tx, enrichmentSection)
    const { document: organisation } = await loadSettings(tx, organisationSection)
    const { booked, elsewhere } = await bookCredits(
      tx,
      room.map(({ key }) => key),
      at,
      settings,
      organisation.timeZone,
    )
    const isSpent = room.some(({ key }) => !booked.has(key) && !elsewhere.has(key))
    // The budget is as empty for those behind them.
    for (const { leadId, key } of isSpent ? wanted : []) {
      if (!booked.has(key) && !elsewhere.has(key))
        needs.set(leadId, { ask: false, code: 'CREDIT_BUDGET', message: "This month's Apollo credits are spent." })
    }
    return room.filter(({ key }) => booked.has(key))
  }

  async function book(): Promise<number> {
    const landed = flights.collect()
    if (landed.length === 0) return 0
    await writer.transaction(async (tx) => {
      const at = await businessNow(tx)
      const answers = landed.flatMap((one) => ('answer' in one ? [one] : []))
      await settleLookups(
        tx,
        answers.map(({ asked, answer }) => ({
          key: asked.key,
          isFound: answer.person !== null,
          answer: answer.person,
          credits: answer.credits,
        })),
      )
      await rememberPeople(
        tx,
        answers.flatMap(({ answer }) => answer.person ?? []),
        at,
      )
      await learnFacts(
        tx,
        at,
        'apollo',
        answers.flatMap(({ asked, answer }) => (answer.person ? [{ leadId: asked.leadId, facts: answer.person.facts }] : [])),
        context,
      )
      const failed = landed.flatMap((one) => ('error' in one ? [one] : []))
      await noteCalls(
        tx,
        'apollo',
        'PIPELINE',
        at,
        landed.map((one) => ({ leadId: one.asked.leadId, tookMs: one.tookMs, ...('answer' in one ? outcomeOf(one.answer) : FAILED_CALL) })),
      )
      // Only what was certainly not sent is given back: anything else may have been charged.
      const unsent = failed.filter(
        ({ error }) =>
          error instanceof ProviderError && (error.certainlyNotSent || error.kind === 'rate_limited' || error.kind === 'unauthorized'),
      )
      await releaseLookups(
        tx,
        unsent.map(({ asked }) => asked.key),
      )
      for (const { asked, error } of failed)
        log.warn({ err: error, run: run.key, lead: asked.leadId }, 'apollo: a lead could not be looked up')
      const again = new Map(
        unsent.map(({ asked, error }) => [asked.leadId, error instanceof ProviderError ? (error.retryAfterMs ?? 2_000) : 2_000]),
      )
      await release(
        tx,
        run,
        landed.map(({ asked }) => ({ leadId: asked.leadId, pauseMs: again.get(asked.leadId) ?? null })),
      )
    })
    return landed.length
  }

  return {
    work,
    step: book,
    book,
    underWay: flights.underWay,
    next: flights.next,
    end: holding.stop,
  }
}

/** Leads that need nothing more: what is known of them becomes their columns. */
async function goOn(
  tx: Sql,
  run: Run,
  at: Date,
  leads: readonly LeadNow[],
  { observed, facts }: Known,
  needs: Map<string, ApolloNeed>,
  { passed, without }: { passed: ReadonlyMap<string, readonly Reason[]>; without: ReadonlyMap<string, string> },
  context: JobContext,
): Promise<void> {
  if (leads.length === 0) return
  requireAgentAction(ENRICHER, 'lead.enriched')
  const rows = leads.map(({ id }) => ({ leadId: id, columns: leadColumnsOf(facts.get(id) ?? {}, context) }))
  const changed = await saveLeadColumns(tx, at, rows)
  await recordTimeline(
    tx,
    at,
    leads.map(({ id }): TimelineEntry => {
      const need = needs.get(id)
      const providers = [...new Set((observed.get(id) ?? []).map(({ provider }) => provider))]
      const again = without.has(id) ? 'Another run asks again once that works, for a week, unless there is a draft by then.' : ''
      const why = [need?.message ?? '', ...(passed.get(id) ?? []).map(({ message }) => message), again]
        .filter((text) => text !== '')
        .join(' ')
      return {
        leadId: id,
        kind: 'facts',
        actor: ENRICHER.name,
        runId: run.id,
        summary: changed.has(id) ? `Facts settled from ${providers.join(', ')}. ${why}`.trim() : `Nothing new. ${why}`.trim(),
        detail: { code: need?.code ?? null, providers, passed: passed.get(id) ?? [] },
      }
    }),
  )
  if (changed.size > 0) await announce(tx, 'lead', null)
}
