import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../../actors.ts'
import { businessNow } from '../../business-now.ts'
import { organisationSection } from '../../craft/organisation.ts'
import type { Log } from '../../log.ts'
import { ProviderError } from '../../providers/http/provider-error.ts'
import { mostInBatch, type Verified, type ZeroBounce } from '../../providers/zerobounce.ts'
import { type EnrichmentSettings, enrichmentSection } from '../../settings/enrichment.ts'
import { loadSettings } from '../../settings/load-settings.ts'
import { recordTimeline } from '../../timeline.ts'
import { holdCredits, warnOfCredits } from '../credits.ts'
import { noteCalls } from '../enrichment-calls.ts'
import type { World } from '../finders/settle-answers.ts'
import { type Learned, learnFacts } from '../learn-facts.ts'
import { bookLookups } from '../lookups.ts'
import { type Judged, verdictOf } from './verdict.ts'

const ENRICHER: Actor = { kind: 'agent', name: 'ENRICHER' }
/** Until an address is asked about again, in hours: that the verifier could not check, and whose answer was lost. */
const againHours = { undecided: 6, lost: 1 }

export type VerifyHands = { writer: Writer; log: Log; zeroBounce: ZeroBounce | null; world: World }
type Claimed = { address: string; tries: number }

/**
 * Checks addresses before the first mail goes to them, where the settings want that: those of approved first emails without a check of the
 * last days, a hundred at a time, their credits booked and the question written down before the call. Until there is a verdict that lets it pass, a
 * send is held (guard 18). Repeatable.
 */
export async function verifyAddresses(hands: VerifyHands): Promise<void> {
  const { writer, zeroBounce } = hands
  const { document: settings } = await loadSettings(writer.sql, enrichmentSection)
  if (!settings.verification.isWanted || zeroBounce === null) return
  const claimed = await writer.transaction((tx) => claim(tx, settings.verification))
  if (claimed.length === 0) return
  const startedAt = performance.now()
  try {
    const answers = await zeroBounce.verify(claimed.map(({ address }) => address))
    const tookMs = Math.round(performance.now() - startedAt)
    await writer.transaction((tx) => settle(tx, claimed, answers, settings.verification, tookMs, hands.world))
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    hands.log.warn({ err: error, addresses: claimed.length }, 'addresses could not be verified')
    await writer.transaction((tx) => giveBack(tx, claimed, error))
  }
}

type Verification = EnrichmentSettings['verification']

async function claim(tx: Sql, settings: Verification): Promise<Claimed[]> {
  const { document: organisation } = await loadSettings(tx, organisationSection)
  const at = await businessNow(tx)
  const now = at.toISOString()
  const { rows: wanted } = await tx.execute<Claimed>(sql`
    select l.email as address, coalesce(max(v.tries), 0) as tries
    from draft d join lead l on l.id = d.lead_id left join address_verification v on v.address = l.email
    where d.status = 'APPROVED' and d.channel = 'EMAIL' and l.email is not null and l.stage <> 'TERMINAL' and l.email_status is distinct from 'INVALID'
      and (v.address is null or ((v.not_before is null or v.not_before <= ${now}::timestamptz)
        and (v.verdict is null or v.verdict = 'HOLD' and v.tries > 0 or v.answered_at < ${now}::timestamptz - make_interval(days => ${settings.freshDays}))))
      and not exists (select from send s where s.lead_id = l.id and s.channel = 'EMAIL' and s.status in ('IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN'))
    group by l.email order by l.email limit ${mostInBatch}`)
  if (wanted.length === 0) return []
  const month = await holdCredits(tx, 'zerobounce')
  const room = Math.max(0, Math.floor(settings.creditsPerMonth - month.spent))
  const chosen = wanted.slice(0, room).map(({ address }) => address)
  await warnOfCredits(tx, 'zerobounce', month, { booked: chosen.length, isShort: chosen.length < wanted.length }, settings)
  if (chosen.length === 0) return []
  // Whoever is first asks: the row is the question, and one that is lost is not asked again at once.
  const { rows: claimed } = await tx.execute<Claimed>(sql`
    insert into address_verification as v (address, asked_at, not_before)
    select a, ${now}::timestamptz, ${now}::timestamptz + make_interval(hours => ${againHours.lost}) from unnest(${sql.param(chosen)}::text[]) a order by a
    on conflict (address) do update set asked_at = excluded.asked_at, not_before = excluded.not_before
      where v.not_before is null or v.not_before <= ${now}::timestamptz
    returning v.address, v.tries`)
  await bookLookups(
    tx,
    'zerobounce',
    claimed.map(({ address }) => address),
    1,
    at,
    organisation.timeZone,
  )
  return claimed
}

async function settle(
  tx: Sql,
  claimed: readonly Claimed[],
  answers: readonly Verified[],
  { freshDays, holdCatchAll }: Verification,
  tookMs: number,
  world: World,
): Promise<void> {
  requireAgentAction(ENRICHER, 'lead.enriched')
  const at = await businessNow(tx)
  // By address, never by place: order is not promised.
  const answered = new Map(answers.map((one) => [one.address, one]))
  const judged = claimed.flatMap(({ address, tries }) => {
    const answer = answered.get(address)
    return answer ? [{ address, answer, tries: tries + 1, ...verdictOf(answer, tries + 1, holdCatchAll) }] : []
  })
  const rows = judged.map((one) => ({
    address: one.address,
    verdict: one.verdict,
    status: one.answer.status,
    sub_status: one.answer.subStatus,
    tries: one.isUndecided ? one.tries : 0,
    again_hours: one.isUndecided ? againHours.undecided : freshDays * 24,
    // What it could not check is free.
    credits: one.answer.status === 'unknown' ? 0 : 1,
  }))
  await tx.execute(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as g(address text, verdict text, status text, sub_status text, tries integer, again_hours integer, credits numeric)
    ), paid as (
      update provider_lookup p set is_found = g.credits > 0, credits = greatest(0, p.credits - 1 + g.credits) from given g
      where p.provider = 'zerobounce' and p.key = g.address returning 1
    )
    update address_verification v set verdict = g.verdict, status = g.status, sub_status = g.sub_status, tries = g.tries, answered_at = ${at.toISOString()}::timestamptz,
      not_before = ${at.toISOString()}::timestamptz + make_interval(hours => g.again_hours)
    from given g where v.address = g.address`)
  const leads = await leadsOf(tx, judged)
  await learnFacts(
    tx,
    at,
    'zerobounce',
    leads.map(
      ({ leadId, address, emailStatus }): Learned => ({
        leadId,
        facts: { emailStatus: { value: { address, status: emailStatus }, confidence: null } },
      }),
    ),
    world,
  )
  // It was said of this very address, whatever address other facts name.
  const said = leads.map(({ leadId, address, emailStatus }) => ({ id: leadId, address, status: emailStatus }))
  await tx.execute(sql`
    update lead l set email_status = s.status, version = l.version + 1, updated_at = ${at.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(said)}::jsonb) as s(id uuid, address text, status email_status)
    where l.id = s.id and l.email = s.address and l.email_status is distinct from s.status`)
  await noteCalls(
    tx,
    'zerobounce',
    'VERIFY',
    at,
    leads.map(({ leadId, isUndecided, emailStatus }) => ({
      leadId,
      tookMs,
      outcome: isUndecided ? 'MISSED' : 'FOUND',
      hasEmail: false,
      credits: emailStatus === 'UNKNOWN' ? 0 : 1,
    })),
  )
  await recordTimeline(
    tx,
    at,
    leads.map(({ leadId, answer, verdict }) => ({
      leadId,
      kind: 'facts' as const,
      actor: ENRICHER.name,
      summary: `ZeroBounce says of the address: ${answer.status}${answer.subStatus === '' ? '' : ` (${answer.subStatus})`}.`,
      detail: { verdict },
    })),
  )
  const traps = leads.filter(({ isSuppressed }) => isSuppressed)
  if (traps.length === 0) return
  const entries = traps.map(({ address, personKey, answer }) => ({
    email: address,
    person_key: personKey,
    reason: `ZeroBounce knows this address as ${answer.status}.`,
    source: 'zerobounce',
    status: 'BOUNCED',
  }))
  await tx.execute(sql`select from suppress(${JSON.stringify(entries)}::jsonb, ${ENRICHER.name})`)
}

type OfLead = Judged & { leadId: string; personKey: string; address: string; answer: Verified }

async function leadsOf(tx: Sql, judged: readonly (Judged & { address: string; answer: Verified })[]): Promise<OfLead[]> {
  const { rows } = await tx.execute<{ leadId: string; personKey: string; address: string }>(sql`
    select id as "leadId", person_key as "personKey", email as address from lead where email = any(${sql.param(judged.map(({ address }) => address))}::text[]) order by id`)
  const byAddress = new Map(judged.map((one) => [one.address, one]))
  return rows.flatMap((row) => {
    const one = byAddress.get(row.address)
    return one ? [{ ...one, ...row }] : []
  })
}

/** What certainly had no effect is asked again soon and costs nothing; an unclear one keeps its credit, and its time. */
async function giveBack(tx: Sql, claimed: readonly Claimed[], error: ProviderError): Promise<void> {
  if (!error.certainlyNotSent) return
  const addresses = claimed.map(({ address }) => address)
  await tx.execute(
    sql`update provider_lookup set credits = greatest(0, credits - 1) where provider = 'zerobounce' and key = any(${sql.param(addresses)}::text[])`,
  )
  await tx.execute(sql`
    update address_verification set not_before = (select business_now()) + make_interval(secs => ${Math.max(60, (error.retryAfterMs ?? 0) / 1_000)})
    where address = any(${sql.param(addresses)}::text[])`)
  if (error.kind === 'unauthorized')
    await tx.execute(
      sql`select from raise_alert('zerobounce:unauthorized', 'WARNING', 'ZeroBounce refuses our key or has no credits: first emails that want a check are held.')`,
    )
}
