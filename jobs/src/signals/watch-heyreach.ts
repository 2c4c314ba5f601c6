import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../business-now.ts'
import type { Log } from '../log.ts'
import type { Conversation } from '../providers/heyreach/inbox.ts'
import type { Heyreach } from '../providers/heyreach.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import type { ProgressFact } from './heyreach-events.ts'
import { heyreachHookTypes, heyreachHookUrl, heyreachTypeOf } from './heyreach-hooks.ts'
import { progressEvents, replyEvents } from './heyreach-progress.ts'
import { shortestHookSecret } from './hook-header.ts'
import { alertDeaf, isPollDue, loadHook, takeMissed, watchAlone, writeHearing, writeHook, writePolled } from './hook-state.ts'

const provider = 'heyreach'
const msPerHour = 3_600_000
/** What is read again at each poll, in milliseconds: clocks differ, and HeyReach shows some things late. */
const overlapMs = msPerHour
/** How long a campaign is looked at after its last hand-over, in days: invitations are accepted for weeks. */
const watchedDays = 90

export type HeyreachWatch = { writer: Writer; log: Log; heyreach: Heyreach | null; publicUrl: string; secret: string | null }

/**
 * Keeps us hearing HeyReach: each of our hooks exists once, at our address, and is on; and since nothing that they bring is signed, every
 * five minutes the inbox and the campaigns are read, which brings what was missed and confirms what counts as success.
 */
export async function watchHeyreach(watch: HeyreachWatch): Promise<void> {
  const { heyreach } = watch
  if (heyreach !== null) await watchAlone(watch.writer, provider, () => watchOnce(watch, heyreach))
}

async function watchOnce(watch: HeyreachWatch, heyreach: Heyreach): Promise<void> {
  const { writer, secret } = watch
  if (secret === null || secret.length < shortestHookSecret) {
    const problem = `HEYREACH_WEBHOOK_SECRET is missing or shorter than ${shortestHookSecret} characters.`
    return writeHook(writer, provider, { isHearing: false, problem })
  }
  try {
    const known = await loadHook(writer, provider)
    const now = await businessNow(writer.sql)
    const wereWhole = known.isFresh || (await ensureHooks(watch, heyreach, secret))
    // A gap that an earlier look found and could not read is still one.
    if (!wereWhole || !known.isHearing || isPollDue(known, now) || (await isUnconfirmed(writer, known.polledAt)))
      await poll(watch, heyreach, known.polledAt, now)
    await writeHearing(writer, provider)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    await writeHook(writer, provider, { isHearing: null, problem: `HeyReach could not be asked: ${error.message}` })
  }
}

/** One hook for each kind of event; a second one for the same would bring everything twice. Answers whether they all stood and were on. */
async function ensureHooks({ writer, log, publicUrl }: HeyreachWatch, { webhooks }: Heyreach, secret: string): Promise<boolean> {
  const ours = (await webhooks.list()).flatMap((hook) => {
    const token = hook.url.startsWith(`${publicUrl}/webhooks/heyreach/`) ? hook.url.slice(hook.url.lastIndexOf('/') + 1) : null
    return token === null ? [] : [{ ...hook, type: heyreachTypeOf(secret, token) }]
  })
  const broken: string[] = []
  for (const type of heyreachHookTypes) {
    const [found, ...surplus] = ours.filter((hook) => hook.type === type && hook.eventType.toUpperCase() === type)
    for (const hook of surplus) await webhooks.remove(hook.id)
    const isWhole = found?.isEnabled === true && found.campaignIds.length === 0
    if (isWhole) continue
    broken.push(type)
    await writeHook(writer, provider, { isHearing: false, problem: `HeyReach has no working hook of ours for ${words(type)}.` })
    const url = heyreachHookUrl(publicUrl, secret, type)
    if (found === undefined) await webhooks.create({ name: hookName(type), url, eventType: type })
    else await webhooks.mend(found.id, url)
    if (found !== undefined)
      await alertDeaf(
        writer,
        provider,
        `HeyReach had switched off our hook for ${words(type)}. It is on again, and what was missed is read.`,
      )
  }
  // Of an older secret, or registered for another event than its address says: it brings what is refused.
  for (const hook of ours) if (hook.type === null || hook.eventType.toUpperCase() !== hook.type) await webhooks.remove(hook.id)
  if (broken.length > 0) log.info({ hooks: broken }, 'heyreach: hooks made or mended')
  return broken.length === 0
}

/** Whether a hook told of something that only reading can confirm. */
async function isUnconfirmed(writer: Writer, polledAt: Date | null): Promise<boolean> {
  const { rows } = await writer.sql.execute<{ one: number }>(sql`
    select 1 as one from delivery d where d.provider = ${provider} and d.received_at > ${(polledAt ?? new Date(0)).toISOString()}::timestamptz
      and not d.is_duplicate and d.event_type in ('connection_request_sent', 'connection_request_accepted', 'message_sent', 'campaign_completed') limit 1`)
  return rows.length > 0
}

async function poll(watch: HeyreachWatch, heyreach: Heyreach, polledAt: Date | null, now: Date): Promise<void> {
  // The first look goes a day back, and after an outage as far as it lasted.
  const since = new Date((polledAt?.getTime() ?? now.getTime() - 24 * msPerHour) - overlapMs)
  // Answers first: they stop us.
  const conversations = await heyreach.inbox.since(since.toISOString())
  const replies = []
  for (const conversation of conversations) replies.push(...replyEvents(await whole(heyreach, conversation, since), since))
  await takeMissed(watch, provider, replies)
  // Once a day all of a campaign: what it is through with has no new action.
  const isDaily = polledAt === null || polledAt.toISOString().slice(0, 10) !== now.toISOString().slice(0, 10)
  const progress = []
  for (const id of await watchedCampaigns(watch.writer)) {
    const leads = await heyreach.campaigns.leads(id, isDaily ? {} : { since: since.toISOString() })
    progress.push(...leads.flatMap((lead) => progressEvents(id, lead, now)))
  }
  // What went out first, what came of it afterwards: a proof that is applied late would make an exhausted lead a fresh one.
  const isEnd = ({ fact }: { fact: ProgressFact }) => fact === 'exhausted'
  await takeMissed(
    watch,
    provider,
    progress.filter((event) => !isEnd(event)),
  )
  await takeMissed(watch, provider, progress.filter(isEnd))
  await writePolled(watch.writer, provider, now)
}

/** The list shows the last messages alone: where all of those are new, older ones may be too. */
async function whole(heyreach: Heyreach, conversation: Conversation, since: Date): Promise<Conversation> {
  const { id, accountId, messages, totalMessages } = conversation
  const isCut = totalMessages !== null && totalMessages > messages.length && messages.every(({ at }) => Date.parse(at) >= since.getTime())
  return isCut ? heyreach.inbox.open(accountId, id) : conversation
}

/** Campaigns that hold somebody whom we handed over. */
async function watchedCampaigns(writer: Writer): Promise<number[]> {
  const { rows } = await writer.sql.execute<{ id: string }>(sql`
    select distinct s.provider_campaign_id as id from send s
    where s.platform = 'HEYREACH' and s.provider_campaign_id is not null and s.status in ('ACCEPTED', 'PROVEN')
      and s.accepted_at > (select business_now()) - make_interval(days => ${watchedDays}) order by 1`)
  return rows.flatMap(({ id }) => (/^\d+$/.test(id) ? [Number(id)] : []))
}

const words = (type: string) => type.toLowerCase().replaceAll('_', ' ')
/** 3 to 25 characters. */
const hookName = (type: string) => `swarm ${words(type)}`.slice(0, 25)
