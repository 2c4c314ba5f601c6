import { z } from 'zod'

/** How far a campaign has come with one person. */
export type LeadProgress = {
  profileUrl: string
  linkedinId: string | null
  /** Whether it may still do something: waiting or under way. */
  isOpen: boolean
  /** Through with the whole sequence, nobody having stopped it. */
  isFinished: boolean
  isRequested: boolean
  isConnected: boolean
  isMessaged: boolean
  hasReplied: boolean
  /** The account that acts. */
  accountId: number | null
  /** Of the last of these, ISO 8601; null before the first. */
  lastActionAt: string | null
}

const time = z.iso.datetime({ offset: true, local: true }).nullish()

export const progressSchema = z
  .object({
    linkedInUserProfile: z.object({ profileUrl: z.string().nullish(), linkedin_id: z.union([z.string(), z.number()]).nullish() }).nullish(),
    leadCampaignStatus: z.string(),
    leadConnectionStatus: z.string().nullish(),
    leadMessageStatus: z.string().nullish(),
    linkedInSenderId: z.number().nullish(),
    lastActionTime: time,
  })
  .transform((wire): LeadProgress => {
    const connection = wire.leadConnectionStatus ?? 'None'
    const message = wire.leadMessageStatus ?? 'None'
    const isConnected = connection === 'ConnectionAccepted' || connection === 'Connected'
    const id = wire.linkedInUserProfile?.linkedin_id
    return {
      profileUrl: wire.linkedInUserProfile?.profileUrl ?? '',
      linkedinId: id === null || id === undefined ? null : String(id),
      // Anything that is not known to be over may still act.
      isOpen: !['Finished', 'Paused', 'Failed'].includes(wire.leadCampaignStatus),
      isFinished: wire.leadCampaignStatus === 'Finished',
      isRequested: connection === 'ConnectionSent' || isConnected,
      isConnected,
      isMessaged: message === 'MessageSent' || message === 'MessageReply',
      hasReplied: message === 'MessageReply',
      accountId: wire.linkedInSenderId ?? null,
      lastActionAt: wire.lastActionTime ?? null,
    }
  })
