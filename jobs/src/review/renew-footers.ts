import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Actor, requireAgentAction } from '../actors.ts'
import { announce } from '../announce.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { lockLeads } from '../craft/craft-leads.ts'
import { evidenceIdsOf } from '../craft/evidence.ts'
import { renewedFooter } from '../craft/footer.ts'
import { loadCraftFacts } from '../craft/load-craft-facts.ts'
import { organisationSection } from '../craft/organisation.ts'
import { FACT_CHANGED, unapproveOutdatedDrafts } from '../craft/unapprove-outdated-drafts.ts'
import type { AddressLists } from '../identity/load-address-lists.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { recordTimeline } from '../timeline.ts'
import { checkText } from './check-text.ts'
import type { ComplianceCheckName } from './compliance-check.ts'
import { decideDrafts } from './decide.ts'
import type { ReviewedDraft } from './queries.ts'
import { regionRuleOf } from './recipient-problems.ts'
import { loadReviewContext, type ReviewContext } from './review-context.ts'

const GATEKEEPER: Actor = { kind: 'agent', name: 'GATEKEEPER' }
const ACTION = 'drafts.renewed'
/** Drafts of one transaction: whoever waits for one of their leads waits less than a second. */
const mostAtOnce = 200
/** Drafts that were being written or approved by the old profile while the new one was saved are there by then. Minutes of real time. */
const SETTLING_MINUTES = 1

/**
 * After the organisation's profile was saved: what waits gets the footer of the new one, with its own link, and what was approved with another
 * footer, or with words that no longer pass, waits for a person again, with the reason (review.md: any later change of text or sender
 * un-approves). In parts, each a transaction of its own; killed anywhere, the rest comes with the next call. Returns how many drafts changed.
 */
export async function renewFooters(writer: Writer, lists: AddressLists): Promise<number> {
  const { version } = await loadSettings(writer.sql, organisationSection)
  const { rows } = await writer.sql.execute<{ isSettled: boolean }>(sql`
    select v.created_at < now() - make_interval(mins => ${SETTLING_MINUTES})
      and not exists (select from send s where s.status = 'IN_FLIGHT' and s.draft_id is not null) as "isSettled" from setting_version v
    where v.section = ${organisationSection.name} and v.version = ${version} and v.version > 1
      and not exists (select from audit_entry a where a.action = ${ACTION} and a.subject_id = v.version::text)`)
  const [due] = rows
  if (!due) return 0
  let changed = 0
  for (const ids of partsOf(await listOutdated(writer.sql))) changed += await writer.transaction((tx) => renewPart(tx, lists, ids))
  // From here on nothing is looked at until the next save.
  if (due.isSettled) {
    await writer.transaction((tx) =>
      writeAudit(tx, GATEKEEPER, { action: ACTION, subjectType: 'organisation', subjectId: String(version), detail: {} }),
    )
  }
  return changed
}

function partsOf(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / mostAtOnce) }, (_, part) => ids.slice(part * mostAtOnce, (part + 1) * mostAtOnce))
}

/**
 * Drafts that are approved or will be with their batch, or whose footer the profile would write otherwise now, as far as it can be told without
 * their facts. What is leaving just now waits for the next look: it keeps the words that were sent.
 */
async function listOutdated(db: Sql): Promise<string[]> {
  const { document: organisation } = await loadSettings(db, organisationSection)
  const { rows } = await db.execute<{ id: string; isDecided: boolean; footer: string; countryCode: string | null }>(sql`
    select d.id, i.is_decided as "isDecided", d.footer, l.country_code as "countryCode" from draft d join lead l on l.id = d.lead_id
    cross join lateral (select d.status = 'APPROVED' or d.status = 'PENDING' and d.is_decided_in_batch as is_decided) i
    where (i.is_decided or d.status in ('PENDING', 'BLOCKED') and d.channel = 'EMAIL') and not d.is_test
      and not exists (select from send s where s.draft_id = d.id and s.status = 'IN_FLIGHT') order by d.lead_id, d.id`)
  return rows.flatMap(({ id, isDecided, footer, countryCode }) => {
    const made = renewedFooter(footer, organisation, { rule: regionRuleOf(countryCode, organisation), contactSource: null })
    return !isDecided && made.ok && made.footer === footer ? [] : [id]
  })
}

type Renewed = { draft: ReviewedDraft; footer: string | null; reason: string | null }

async function renewPart(tx: Sql, lists: AddressLists, ids: readonly string[]): Promise<number> {
  // Leads before drafts, as every decision does; what stands behind the locks is read after them.
  const { rows } = await tx.execute<{ leadId: string }>(
    sql`select distinct lead_id as "leadId" from draft where id = any(${sql.param([...ids])}::uuid[])`,
  )
  const leads = await lockLeads(
    tx,
    rows.map(({ leadId }) => leadId),
  )
  const context = await loadReviewContext(tx, lists, ids)
  const facts = await loadCraftFacts(tx, leads, [], context.now)
  const former = await loadFormer(tx, context)
  const found = [...context.drafts.values()].flatMap((draft): Renewed[] => {
    const rule = regionRuleOf(context.recipients.get(draft.leadId)?.countryCode ?? null, context.organisation)
    const made = renewedFooter(draft.footer, context.organisation, {
      rule,
      contactSource: facts.get(draft.leadId)?.contactSource ?? null,
    })
    const footer = made.ok && made.footer !== draft.footer ? made.footer : null
    const reason =
      draft.status === 'APPROVED'
        ? whyNotAnyMore(draft, footer, former, context)
        : draft.status === 'PENDING' && draft.isDecidedInBatch
          ? whyNotAnyMore({ ...draft, footer: footer ?? draft.footer }, null, former, context)
          : null
    return footer === null && reason === null ? [] : [{ draft, footer, reason }]
  })
  await unapprove(tx, found, context)
  await saveFooters(tx, lists, found, context.now)
  // A note on the market is evidence of a draft, and the profile's; and what a draft is told with may be over by its new footer.
  const noted = [...context.drafts.values()].filter(({ id, evidence, guardNotes }) => {
    const market = evidenceIdsOf(id)('company', 'market')
    return evidence.some((piece) => piece.id === market) || guardNotes.some(({ code }) => code === FACT_CHANGED)
  })
  await unapproveOutdatedDrafts(
    tx,
    noted.map(({ leadId }) => leadId),
  )
  return found.length
}

/** What earlier versions of the profile had and this one has not: results of clients that somebody took back, first names of other senders. */
type Former = { results: string[]; names: string[] }

async function loadFormer(tx: Sql, { organisation }: ReviewContext): Promise<Former> {
  const { rows } = await tx.execute<{ result: string | null; name: string }>(sql`
    select distinct p.result, split_part(v.document ->> 'senderName', ' ', 1) as name from setting_version v
    left join lateral jsonb_array_elements_text(v.document -> 'proofPoints') p(result) on p.result <> ''
    where v.section = ${organisationSection.name}`)
  return {
    results: rows.flatMap(({ result }) =>
      result === null || organisation.proofPoints.some((now) => now.includes(result)) ? [] : [result],
    ),
    names: rows.flatMap(({ name }) => (name === organisation.senderName.split(/\s+/)[0] ? [] : [name])),
  }
}

/** The checks that read the profile. What else fails by now is for the guards at send time. */
const OF_US: ReadonlySet<ComplianceCheckName> = new Set(['reply_stop', 'unsubscribe_link', 'postal_address', 'signature', 'call_to_action'])

/** Why what was approved, or would be with its batch, can't go out as it is. */
function whyNotAnyMore(draft: ReviewedDraft, footer: string | null, former: Former, context: ReviewContext): string | null {
  if (footer !== null) return 'Its footer is another one since the organisation’s profile changed.'
  const signed = draft.body.trimEnd().split('\n').at(-1) ?? ''
  if (former.names.includes(signed)) return `It is signed ${signed}, who is no longer the sender.`
  const told = former.results.find((result) => draft.body.includes(result))
  if (told !== undefined) return `The organisation’s profile no longer has what it tells: ${told}`
  const failed = checkText(draft, { subject: draft.subject, body: draft.body }, context).failed.find(({ name }) => OF_US.has(name))
  return failed === undefined ? null : `By the organisation’s profile as it stands it fails ${failed.name}: ${failed.message ?? ''}`.trim()
}

async function unapprove(tx: Sql, found: readonly Renewed[], { settings }: ReviewContext): Promise<void> {
  const decisions = found.flatMap(({ draft: { id: draftId, version, status }, reason }) =>
    reason === null || status !== 'APPROVED' ? [] : [{ draftId, version, decision: 'UNAPPROVE' as const, reason }],
  )
  if (decisions.length > 0) await decideDrafts(tx, GATEKEEPER, decisions, settings.undoMinutes)
}

/** The new footers of what waits now, with what the checks say of them: a decision that saw the old one is answered with a conflict. */
async function saveFooters(tx: Sql, lists: AddressLists, found: readonly Renewed[], at: Date): Promise<void> {
  if (found.length === 0) return
  requireAgentAction(GATEKEEPER, ACTION)
  const ids = found.map(({ draft }) => draft.id)
  const footers = found.flatMap(({ draft: { id }, footer }) => (footer === null ? [] : [{ id, footer }]))
  const { rows } = await tx.execute<{ id: string; leadId: string }>(sql`
    update draft d set footer = r.footer, version = d.version + 1, updated_at = ${at.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(footers)}::jsonb) as r(id uuid, footer text)
    where d.id = r.id and d.status in ('PENDING', 'BLOCKED') returning d.id, d.lead_id as "leadId"`)
  const context = await loadReviewContext(tx, lists, ids)
  const outdated = found.flatMap(({ draft, reason }) => (reason === null ? [] : [{ ...draft, reason }]))
  const checked = [...context.drafts.values()].map((draft) => {
    const { compliance, failed } = checkText(draft, { subject: draft.subject, body: draft.body }, context)
    const is_compliant = failed.length === 0
    return { id: draft.id, compliance, is_compliant, stays_in_batch: is_compliant && !outdated.some(({ id }) => id === draft.id) }
  })
  await tx.execute(sql`
    update draft d set compliance = r.compliance, is_compliant = r.is_compliant, is_decided_in_batch = d.is_decided_in_batch and r.stays_in_batch
    from jsonb_to_recordset(${JSON.stringify(checked)}::jsonb) as r(id uuid, compliance jsonb, is_compliant boolean, stays_in_batch boolean)
    where d.id = r.id and d.status in ('PENDING', 'BLOCKED')`)
  await recordTimeline(
    tx,
    at,
    rows.map(({ id, leadId }) => ({
      leadId,
      kind: 'draft',
      actor: GATEKEEPER.name,
      summary: 'The draft has a new footer: the organisation’s profile changed',
      detail: { draftId: id },
    })),
  )
  await recordTimeline(
    tx,
    at,
    outdated.flatMap(({ id, leadId, status, reason }) =>
      status === 'PENDING'
        ? [
            {
              leadId,
              kind: 'draft',
              actor: GATEKEEPER.name,
              summary: `Waits for a person, not for its batch: ${reason}`,
              detail: { draftId: id },
            },
          ]
        : [],
    ),
  )
  await announce(tx, 'draft', ids)
  await announce(tx, 'queue', null)
}
