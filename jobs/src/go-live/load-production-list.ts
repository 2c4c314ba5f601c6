import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { organisationSection } from '../craft/organisation.ts'
import { dispatchSection } from '../dispatch/dispatch-settings.ts'
import { calledProviderNames, calledProviders } from '../provider-status/provider-names.ts'
import { publicAddressProblem } from '../public-address.ts'
import type { Reason } from '../reason.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { unsubscribeLink } from '../signals/read-event.ts'
import { type Confirmation, type Finding, type GoLiveItem, type GoLiveItemName, productionList } from './production-list.ts'

/** What only the process knows, not the database. */
export type Deployment = {
  /** PUBLIC_URL as it was set. */
  publicUrl: string | null
  failing: readonly Reason[]
  /** Promises that hold by care alone, by name. */
  weaker: readonly string[]
}

type Facts = {
  mode: string
  bornAt: string
  organisationBy: string | null
  organisationAt: string | null
  /** What the first start filled in. */
  shipped: { postalAddress: string | null; timeZone: string | null } | null
  accounts: { address: string; platform: string; verdict: string | null; paused: boolean; checkedAt: string | null }[]
  providers: { provider: string; outcome: string | null; message: string | null; at: string | null }[]
  webhooks: { passed: boolean; value: string; evidence: { hooks: { checkedAt: string | null }[] } } | null
  checks: { passed: boolean; value: string; evidence: { checks: { at: string | null }[] } } | null
  history: number
  historyAt: string | null
  /** The last time that the platforms were read for it; null: never. `readAt`: to the end of all lists. */
  reading: { readAt: string | null; lists: { platform: string; problem: string | null }[] } | null
  exclusions: number
  suppressions: number
  listedAt: string | null
  people: string[]
  /** Who decides something and signs in by a secret alone. */
  withoutFactor: string[]
  audit: { fault: string | null; links: number; finishedAt: string; isFresh: boolean } | null
  confirmations: { item: string; by: string; at: string; note: string }[]
}

/** Platforms that cold mail can leave by. */
const mailPlatforms = ['instantly', 'resend', 'smtp']

/** Platforms that keep a list of whom they wrote to (history-lists.ts). */
const historyPlatforms = ['instantly', 'heyreach', 'ghl'] as const

/** The production list as it stands now. Needs sign-in data, which the read-only role has no right to. */
export async function loadProductionList(db: Sql, deployment: Deployment): Promise<GoLiveItem[]> {
  const { document: organisation } = await loadSettings(db, organisationSection)
  const { document: dispatch } = await loadSettings(db, dispatchSection)
  const { rows } = await db.execute<{ facts: Facts }>(facts)
  const found = rows[0]?.facts
  if (!found) throw new Error('going live has no facts')
  const by = new Map(found.confirmations.map(({ item, ...said }) => [item, said]))
  const confirmationOf = (name: GoLiveItemName): Confirmation | null => {
    const said = by.get(name)
    return said ? { by: said.by, at: new Date(said.at), note: said.note } : null
  }
  const address = publicAddressProblem('production', deployment.publicUrl)
  const isRead = found.organisationBy !== null
  const read = { by: found.organisationBy, at: found.organisationAt }
  const healthy = found.accounts.filter(({ verdict, paused }) => verdict === 'PASS' && !paused)
  const silent = found.providers.filter(({ outcome }) => outcome !== 'OK' && outcome !== 'UNTESTABLE')
  const hasMail = found.providers.some(({ provider }) => mailPlatforms.includes(provider))
  const listed = found.exclusions + found.suppressions
  const unread = unreadHistory(found)
  const findings: Record<GoLiveItemName, Finding> = {
    mode: finding(found.mode === 'production', found.mode, { bornAt: found.bornAt }, found.bornAt),
    https_address: finding(address === null, address ?? deployment.publicUrl ?? '', { publicUrl: deployment.publicUrl }, null),
    ready: finding(
      deployment.failing.length === 0,
      deployment.failing.length === 0 ? 'yes' : deployment.failing.map(({ code }) => code).join(', '),
      { failing: deployment.failing },
      null,
    ),
    organisation: finding(isRead, `${organisation.senderName}, ${organisation.company}`, read, found.organisationAt),
    postal_address: finding(
      isRead && organisation.postalAddress !== found.shipped?.postalAddress,
      organisation.postalAddress,
      read,
      found.organisationAt,
    ),
    time_zone: finding(isRead && organisation.timeZone !== found.shipped?.timeZone, organisation.timeZone, read, found.organisationAt),
    providers: finding(
      hasMail && silent.length === 0,
      !hasMail
        ? 'no mail platform has a key'
        : silent.length > 0
          ? silent.map(({ provider, outcome }) => `${provider}: ${outcome === null ? 'not tested' : outcome.toLowerCase()}`).join(', ')
          : `${found.providers.length} answer`,
      { providers: found.providers },
      oldest(found.providers.map(({ at }) => at)),
    ),
    accounts: finding(
      healthy.length > 0,
      `${healthy.length} of ${found.accounts.length} healthy`,
      { accounts: found.accounts },
      oldest(found.accounts.map(({ checkedAt }) => checkedAt)),
    ),
    webhooks: finding(
      found.webhooks?.passed === true,
      found.webhooks?.value ?? 'not looked at',
      found.webhooks?.evidence ?? null,
      oldest((found.webhooks?.evidence.hooks ?? []).map(({ checkedAt }) => checkedAt)),
    ),
    test_recipients: finding(
      dispatch.testRecipients.length > 0,
      `${dispatch.testRecipients.length} named`,
      { count: dispatch.testRecipients.length },
      null,
    ),
    history: finding(
      unread === null && (found.history > 0 || found.reading !== null),
      unread ?? (found.history > 0 ? `${found.history} messages` : found.reading === null ? 'none' : 'the platforms show none'),
      { messages: found.history, platformsReadAt: found.reading?.readAt ?? null },
      found.reading?.readAt ?? found.historyAt,
    ),
    exclusions: finding(
      listed > 0,
      `${found.exclusions} excluded, ${found.suppressions} suppressed`,
      { exclusions: found.exclusions, suppressions: found.suppressions },
      found.listedAt,
    ),
    smoke_and_replay: finding(
      found.checks?.passed === true,
      found.checks?.value ?? 'not recorded',
      found.checks?.evidence ?? null,
      oldest((found.checks?.evidence.checks ?? []).map(({ at }) => at)),
    ),
    audit: finding(
      found.audit !== null && found.audit.fault === null && found.audit.isFresh,
      found.audit === null
        ? 'not verified yet'
        : (found.audit.fault ?? (found.audit.isFresh ? `${found.audit.links} links are whole` : 'verified too long ago')),
      found.audit,
      found.audit?.finishedAt ?? null,
    ),
    second_person: finding(found.people.length >= 2, found.people.join(', ') || 'nobody', { people: found.people }, null),
    second_factor: finding(
      found.withoutFactor.length === 0,
      found.withoutFactor.length === 0 ? 'all have one' : `without: ${found.withoutFactor.join(', ')}`,
      { without: found.withoutFactor },
      null,
    ),
    database_roles: finding(
      deployment.weaker.length === 0,
      deployment.weaker.length === 0 ? 'four roles' : deployment.weaker.join(', '),
      { weaker: deployment.weaker },
      null,
    ),
    backup: finding(false, 'no row can tell', null, null),
  }
  return productionList((name) => findings[name], confirmationOf)
}

/** Which platforms were not read for what was sent before, once somebody has asked for it; null: none. */
function unreadHistory({ reading, providers }: Pick<Facts, 'reading' | 'providers'>): string | null {
  if (reading === null) return null
  if (reading.readAt === null) return 'the platforms are being read'
  const withKey = historyPlatforms
    .filter((name) => providers.some(({ provider }) => provider === name))
    .map((name) => calledProviders[name].label)
  const isUnread = (platform: string) => {
    const lists = reading.lists.filter((list) => list.platform === platform)
    return lists.length === 0 || lists.some(({ problem }) => problem !== null)
  }
  const unread = [...new Set([...withKey, ...reading.lists.map(({ platform }) => platform)])].filter(isUnread)
  return unread.length === 0 ? null : `not read: ${unread.join(', ')}`
}

const finding = (holds: boolean, value: string, evidence: unknown, at: string | null): Finding => ({
  holds,
  value,
  evidence,
  at: at === null ? null : new Date(at),
})

/** A list is as fresh as the oldest of what it rests on; null when any part was never looked at. */
function oldest(all: readonly (string | null)[]): string | null {
  const known = all.flatMap((at) => at ?? [])
  return known.length < all.length || known.length === 0 ? null : (known.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null)
}

/** What lists learn by themselves, from providers and from single decisions: nobody's answer to who must not be written to. */
const learned = [...calledProviderNames, unsubscribeLink, 'signals', 'review'].flatMap((source) => [source, `sandbox: ${source}`])

/** Times as text with their zone: everything comes as one document. */
const facts = sql`
  with criteria as materialized (select c.name, c.passed, c.value, c.evidence from ramp_criteria() c where c.name in ('webhooks_healthy', 'smoke_and_replay')),
  listed as materialized (
    select 'exclusion' as kind, e.at from exclusion e where e.removed_at is null and e.source <> all (${sql.param([...learned])}::text[])
    union all
    select 'suppression', s.at from suppression s where s.lifted_at is null and s.source <> all (${sql.param([...learned])}::text[]) and coalesce(s.person_key, '') not like 'erased:%'
  )
  select jsonb_build_object(
    'mode', i.mode, 'bornAt', i.born_at, 'organisationBy', o.created_by, 'organisationAt', o.created_at,
    'shipped', (select jsonb_build_object('postalAddress', v.document ->> 'postalAddress', 'timeZone', v.document ->> 'timeZone') from setting_version v where v.section = 'organisation' and v.version = 1 and v.created_by = 'first start'),
    'accounts', coalesce((select jsonb_agg(jsonb_build_object('address', a.address, 'platform', a.platform, 'verdict', h.verdict, 'paused', a.paused_at is not null, 'checkedAt', h.checked_at) order by a.position)
      from sending_account a left join account_health h on h.account_id = a.id where a.platform in ('INSTANTLY', 'RESEND', 'SMTP')), '[]'),
    'providers', coalesce((select jsonb_agg(jsonb_build_object('provider', p.provider, 'outcome', t.outcome, 'message', t.message, 'at', t.done_at) order by p.provider)
      from provider_access p left join lateral (select * from provider_test x where x.provider = p.provider and x.outcome is not null order by x.id desc limit 1) t on true
      where p.has_key), '[]'),
    'webhooks', (select jsonb_build_object('passed', c.passed, 'value', c.value, 'evidence', c.evidence) from criteria c where c.name = 'webhooks_healthy'),
    'checks', (select jsonb_build_object('passed', c.passed, 'value', c.value, 'evidence', c.evidence) from criteria c where c.name = 'smoke_and_replay'),
    'history', (select count(*) from (select from history_send limit 1000000) x), 'historyAt', (select max(h.at) from history_send h),
    'reading', (select jsonb_build_object('readAt', r.read_at, 'lists', r.report) from history_reading r where r.read_at is null or r.report <> '[]' order by r.id desc limit 1),
    'exclusions', (select count(*) from listed where kind = 'exclusion'), 'suppressions', (select count(*) from listed where kind = 'suppression'), 'listedAt', (select max(at) from listed),
    'people', coalesce((select jsonb_agg(u.name order by u.name) from user_account u where u.disabled_at is null and 'operate' = any (u.scopes)), '[]'),
    'withoutFactor', coalesce((select jsonb_agg(u.name order by u.name) from user_account u
      where u.disabled_at is null and u.scopes && array['review', 'operate', 'admin'] and not exists (select from second_factor f where f.user_id = u.id and f.confirmed_at is not null)), '[]'),
    'audit', (select jsonb_build_object('fault', v.fault, 'links', v.links, 'finishedAt', v.finished_at, 'isFresh', v.finished_at > business_now() - interval '48 hours')
      from audit_verification v where v.finished_at is not null order by v.started_at desc limit 1),
    'confirmations', coalesce((select jsonb_agg(jsonb_build_object('item', c.item, 'by', c.confirmed_by, 'at', c.confirmed_at, 'note', c.note))
      from (select distinct on (item) * from go_live_confirmation order by item, id desc) c where c.is_confirmed), '[]')
  ) as facts
  from installation i
  -- Who last saved it, if a person did: the first start and upgrades write versions too.
  left join lateral (select v.created_by, v.created_at from setting_version v where v.section = 'organisation' and v.created_by not in ('first start', 'upgrade') order by v.version desc limit 1) o on true`
