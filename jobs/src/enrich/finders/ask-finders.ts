import type { Sql } from '@swarm/db/write'
import type { JobContext } from '../../context.ts'
import type { Reason } from '../../reason.ts'
import { icpSection } from '../../segment/icp-profile.ts'
import { type EnrichmentSettings, enrichmentSection } from '../../settings/enrichment.ts'
import { loadSettings } from '../../settings/load-settings.ts'
import { type ApolloNeed, NOBODY_IS_ASKED } from '../apollo-need.ts'
import { isBreakerOpen } from '../breaker-open.ts'
import type { ResolvedFacts } from '../facts.ts'
import { type Finder, finders, nextFinder } from './next-finder.ts'
import { askLater, loadLastQuestions } from './questions.ts'

/** A lead of a run is looked at again after so long though nobody said that its answer is there, in milliseconds. Normally somebody does. */
export const LONGEST_WAIT_MS = 240_000

/** Codes that say that a provider failed, and nothing about the person. */
const OUTAGES: ReadonlySet<string> = new Set(['BREAKER_OPEN', 'UNAVAILABLE'])

export type FinderWork = {
  /** Leads that wait for an answer. */
  awaiting: Set<string>
  /** Why finders were passed over, for each lead that goes on. */
  passed: Map<string, Reason[]>
  /** Who failed and was passed over, for each lead that goes on without what they know. */
  failing: Map<string, Finder>
  /** Of those that wait, whom nobody is being asked about yet. */
  asked: { leadId: string; finder: Finder }[]
}

/** For leads that Apollo has nothing more to say of: who of them waits for a finder that answers later, and who goes on. Set-based. */
export async function askFinders(
  tx: Sql,
  at: Date,
  leads: readonly { id: string; email: string | null; linkedinUrl: string | null }[],
  known: ReadonlyMap<string, ResolvedFacts>,
  needs: ReadonlyMap<string, ApolloNeed>,
  context: Pick<JobContext, 'betterContact' | 'clay'>,
): Promise<FinderWork> {
  const awaiting = new Set<string>()
  const passed = new Map<string, Reason[]>()
  // Who must be left alone costs nothing, and waits for nobody.
  const open = leads.filter(({ id }) => !NOBODY_IS_ASKED.has(needs.get(id)?.code ?? ''))
  const failing = new Map<string, Finder>()
  if (open.length === 0) return { awaiting, passed, failing, asked: [] }
  const { document: settings } = await loadSettings(tx, enrichmentSection)
  const { document: profile } = await loadSettings(tx, icpSection)
  const closed = await closedFinders(tx, context, settings)
  const last = await loadLastQuestions(
    tx,
    open.map(({ id }) => id),
  )
  const wanted: { leadId: string; finder: Finder }[] = []
  for (const lead of open) {
    const facts = known.get(lead.id) ?? {}
    const next = nextFinder(lead, facts, last.get(lead.id) ?? {}, closed, { profile, settings, now: at })
    switch (next.is) {
      case 'ask':
        wanted.push({ leadId: lead.id, finder: next.finder })
        awaiting.add(lead.id)
        break
      case 'wait':
        awaiting.add(lead.id)
        break
      case 'done':
        for (const finder of finders) {
          // In the order of the finders, one reason each.
          if (OUTAGES.has(next.passed[finders.indexOf(finder)]?.code ?? '')) failing.set(lead.id, finder)
        }
        // That it has nothing to add is not worth a word.
        passed.set(
          lead.id,
          next.passed.filter(({ code }) => code !== 'ENOUGH_KNOWN'),
        )
        break
      default:
        next satisfies never
    }
  }
  await askLater(tx, at, wanted)
  return { awaiting, passed, failing, asked: wanted }
}

/** Finders that nobody can be asked of now, with the reason; one whose breaker is open is passed over at once. */
async function closedFinders(
  tx: Sql,
  { betterContact, clay }: Pick<JobContext, 'betterContact' | 'clay'>,
  settings: EnrichmentSettings,
): Promise<{ [Name in Finder]?: Reason }> {
  const fails = (name: string): Reason => ({ code: 'BREAKER_OPEN', message: `${name} fails lately and is passed over.` })
  const closed: { [Name in Finder]?: Reason } = {}
  if (betterContact === null) closed.bettercontact = { code: 'NO_KEY', message: 'BetterContact has no key here.' }
  else if (await isBreakerOpen(tx, 'bettercontact')) closed.bettercontact = fails('BetterContact')
  if (!settings.clay.pipeline) closed.clay = { code: 'OFF', message: 'Clay is not part of the pipeline (setting clay.pipeline).' }
  else if (clay === null) closed.clay = { code: 'NO_KEY', message: 'Clay has no table here.' }
  else if (await isBreakerOpen(tx, 'clay')) closed.clay = fails('Clay')
  return closed
}
