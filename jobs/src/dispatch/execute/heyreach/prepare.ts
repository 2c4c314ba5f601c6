import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type Added, settleOne } from '../../../providers/heyreach/added.ts'
import type { Campaign, Departure as LeadDeparture } from '../../../providers/heyreach/campaigns.ts'
import type { NewPlatformLead } from '../../../providers/heyreach/platform-lead.ts'
import { sendFields, sequenceProblem } from '../../../providers/heyreach/sequence.ts'
import type { Heyreach } from '../../../providers/heyreach.ts'
import { ProviderError } from '../../../providers/http/provider-error.ts'
import { linkedinSection } from '../../../settings/linkedin.ts'
import { loadSettings } from '../../../settings/load-settings.ts'
import type { DirectOutcome, DirectSend, Preparation } from '../direct-platform.ts'
import { campaignFor } from './campaign-for.ts'
import { profileUrlOf } from './heyreach-profile.ts'
import { putIntoIntake } from './intake-list.ts'
import { statusProblem } from './status-problem.ts'
import { textProblem } from './text-problem.ts'

/** Until what a person has to mend is looked at again, in milliseconds. */
const waitMs = 10 * 60_000

const wait = (code: string, message: string): Preparation => ({ is: 'WAIT', code, message, forMs: waitMs })

/**
 * Everything that is read, and the list that is written, before one lead may be handed over: the campaign that somebody chose does exactly this
 * one thing with our words, runs, is not paused, and does not hold this person yet. Its status is read last, because a paused campaign wakes
 * up when anybody is added.
 */
export async function prepareForHeyreach(writer: Writer, heyreach: Heyreach, send: DirectSend): Promise<Preparation> {
  const { action } = send
  if (action === 'EMAIL') return { is: 'REFUSED', code: 'INVALID_RECIPIENT', message: 'HeyReach sends no email.' }
  const profileUrl = profileUrlOf(send.address)
  if (profileUrl === null)
    return { is: 'REFUSED', code: 'INVALID_RECIPIENT', message: 'This LinkedIn id leads to no profile without a look-up.' }
  const problem = textProblem(send.text, action)
  if (problem !== null) return { is: 'REFUSED', code: 'UNSAFE_TEXT', message: problem }
  const { document: settings } = await loadSettings(writer.sql, linkedinSection)
  const id = campaignFor(send, settings)
  if (id === null) return wait('NO_CAMPAIGN', 'Nobody chose a campaign at HeyReach for this step.')

  const campaign = await heyreach.campaigns.get(id)
  const held = campaign === null ? `HeyReach has no campaign ${id}.` : cannotTake(campaign, send)
  if (campaign === null || held !== null) return wait('CAMPAIGN_NOT_READY', held ?? '')
  const wrong = sequenceProblem(await heyreach.campaigns.sequence(id), action)
  if (wrong !== null) return wait('WRONG_SEQUENCE', `${campaign.name}: ${wrong}`)
  if (campaign.listId === null) return wait('CAMPAIGN_NOT_READY', `${campaign.name} has no list that could be read back.`)
  if ((await heyreach.lists.findLead(campaign.listId, profileUrl)).length > 0)
    return {
      is: 'REFUSED',
      code: 'ALREADY_IN_CAMPAIGN',
      message: `${campaign.name} holds this person already; they would be changed there, not written to.`,
    }

  const lead = { ...(await loadPerson(writer, send)), profileUrl, fields: { [sendFields.text]: send.text } }
  const intake = await putIntoIntake(heyreach, send.windowFrom, lead)
  if (intake.is === 'FAILED') return { is: 'REFUSED', code: 'NOT_TAKEN', message: 'HeyReach does not take this profile.' }
  if (intake.is === 'UNCLEAR') return wait('NOT_READY', intake.message)

  const now = await heyreach.campaigns.get(id)
  const stopped = now === null ? `HeyReach has no campaign ${id}.` : cannotTake(now, send)
  if (stopped !== null) return wait('CAMPAIGN_NOT_READY', stopped)
  const accountId = Number(send.providerAccountId)
  const admission = await heyreach.campaigns.admit()
  return {
    is: 'READY',
    providerCampaignId: String(id),
    deliver: (departure) => deliver(heyreach, { id, accountId, lead }, { ...departure, admission }),
    giveUp: admission.giveBack,
  }
}

/** Why a campaign can't be given anybody now. */
function cannotTake(campaign: Campaign, { providerAccountId }: DirectSend): string | null {
  const { name, accountIds } = campaign
  const problem = statusProblem(campaign)
  if (problem !== null) return problem
  return providerAccountId !== null && accountIds.includes(Number(providerAccountId)) ? null : `This profile is not a sender of ${name}.`
}

type Handed = { id: number; accountId: number; lead: NewPlatformLead }

/** The one delivering request, with one lead, so that its counters name who they are about. */
async function deliver({ campaigns }: Heyreach, { id, accountId, lead }: Handed, departure: LeadDeparture): Promise<DirectOutcome> {
  const named = { ...lead, fields: { ...lead.fields, [sendFields.attemptKey]: departure.attemptKey } }
  try {
    return outcomeOf(await campaigns.addLead(id, accountId, named, departure))
  } catch (error) {
    // Its own no is about the campaign as often as about the person: it stays planned, and is prepared again.
    if (error instanceof ProviderError && error.kind === 'rejected' && error.certainlyNotSent)
      return { outcome: 'NOT_SENT', code: 'CAMPAIGN_REFUSED', message: error.message, notBeforeMs: waitMs, isRejected: true }
    throw error
  }
}

export function outcomeOf(added: Added): DirectOutcome {
  const counted = settleOne(added)
  switch (counted) {
    case 'ADDED':
      return { outcome: 'ACCEPTED' }
    case 'FAILED':
      return { outcome: 'REFUSED', code: 'NOT_TAKEN', message: 'HeyReach did not take this profile.' }
    case 'REPEATED':
      return {
        outcome: 'UNKNOWN',
        code: 'UPDATED',
        message: 'HeyReach says that it changed somebody whom it had; whether it starts is read.',
      }
    case 'UNCLEAR':
      return { outcome: 'UNKNOWN', code: 'UNKNOWN_OUTCOME', message: 'HeyReach’s counters do not add up to one lead.' }
    default:
      return counted satisfies never
  }
}

type Person = Pick<NewPlatformLead, 'firstName' | 'lastName' | 'companyName' | 'position'>

/** What HeyReach shows its users of the person; nothing of it stands in the text. */
async function loadPerson(writer: Writer, { leadId }: DirectSend): Promise<Person> {
  const { rows } = await writer.sql.execute<Person>(sql`
    select first_name as "firstName", last_name as "lastName", company_name as "companyName", title as position from lead where id = ${leadId}`)
  return rows[0] ?? { firstName: null, lastName: null, companyName: null, position: null }
}
