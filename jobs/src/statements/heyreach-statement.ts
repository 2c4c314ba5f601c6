import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { isGone } from '../dispatch/execute/heyreach/is-gone.ts'
import { parseLinkedinProfile } from '../identity/linkedin-profile.ts'
import type { LeadProgress } from '../providers/heyreach/lead-progress.ts'
import type { Heyreach } from '../providers/heyreach.ts'
import type { OurSend, TheirMessage } from './compare-statement.ts'
import type { StatementSource } from './statement-source.ts'

type Carried = { address: string; action: 'LINKEDIN_REQUEST' | 'LINKEDIN_MESSAGE' }

/** HeyReach's clock and ours may differ; in milliseconds. */
const clockSlackMs = 3_600_000

/**
 * What HeyReach's campaigns have done with each person. It tells the last thing that happened alone, which may be an acceptance days after
 * the request: so somebody whom a send of ours brought there counts on that send's day and on no other.
 */
export function heyreachStatement({ sql: db }: Pick<Writer, 'sql'>, { campaigns }: Pick<Heyreach, 'campaigns'>): StatementSource {
  return {
    platform: 'HEYREACH',
    async sentBetween(from, to, ours) {
      const all: TheirMessage[] = []
      for (const { id } of await campaigns.list()) {
        const campaignId = String(id)
        const leads = await campaigns.leads(id, { since: new Date(from.getTime() - clockSlackMs).toISOString() })
        const seen = leads.flatMap((lead) => {
          const parsed = parseLinkedinProfile(lead.profileUrl)
          return lead.lastActionAt === null
            ? []
            : [{ lead, at: utc(lead.lastActionAt), address: parsed.ok ? parsed.profile.key : lead.profileUrl }]
        })
        const carried = new Map((await loadCarried(db, campaignId, seen)).map((send) => [send.address, send.action]))
        for (const { lead, at, address } of seen) {
          const action = carried.get(address)
          const isSent =
            action === undefined ? hasActed(lead) && isWithin(at, from, to) : isOfDay(ours, campaignId, address) && isGone(action, lead)
          if (isSent) all.push({ messageId: `${campaignId} ${address}`, campaignId, address, account: null, at })
        }
      }
      return all
    },
  }
}

/** Which of these people a send of ours brought into the campaign, on whatever day. */
async function loadCarried(db: Writer['sql'], campaignId: string, people: readonly { address: string }[]): Promise<Carried[]> {
  if (people.length === 0) return []
  const { rows } = await db.execute<Carried>(sql`
    select address, action from send where platform = 'HEYREACH' and provider_campaign_id = ${campaignId}
      and address = any(${sql.param(people.map(({ address }) => address))}::text[])
      and status in ('ACCEPTED', 'PROVEN', 'UNKNOWN') and (status = 'PROVEN' or recalled_at is null)`)
  return rows
}

const isOfDay = (ours: readonly OurSend[], campaignId: string, address: string): boolean =>
  ours.some((send) => send.counts && send.campaignId === campaignId && send.address === address)

const hasActed = (lead: LeadProgress): boolean => lead.isRequested || lead.isMessaged

const isWithin = (at: string, from: Date, to: Date): boolean => Date.parse(at) >= from.getTime() && Date.parse(at) < to.getTime()

/** HeyReach names no zone now and then, and means UTC. */
export const utc = (at: string): string => (/(?:Z|[+-]\d\d:?\d\d)$/i.test(at) ? at : `${at}Z`)
