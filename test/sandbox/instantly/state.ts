import { z } from 'zod'
import type { Collection } from '../journal.ts'
import { drawFor } from '../random.ts'
import type { World } from '../world.ts'
import { campaignInputSchema } from './campaign-input.ts'

/** `campaign.status`, as documented. */
export const CAMPAIGN = { draft: 0, active: 1, paused: 2, completed: 3 } as const
/** `lead.status`, as documented. */
export const LEAD = { active: 1, paused: 2, completed: 3, bounced: -1, unsubscribed: -2, skipped: -3 } as const
/** `email.ue_type`, as documented. */
export const MAIL = { campaign: 1, received: 2, sent: 3 } as const

const campaignSchema = z.object({
  id: z.string(),
  settings: campaignInputSchema,
  status: z.int(),
  customVariables: z.array(z.string()),
  createdAt: z.number(),
  updatedAt: z.number(),
  lastSentAt: z.number().nullable(),
  /** Day in the campaign's zone, and what went out on it; first mails to a lead counted apart. */
  day: z.string(),
  sentToday: z.int(),
  newToday: z.int(),
})
export type Campaign = z.infer<typeof campaignSchema>

export const scalarSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])

const leadSchema = z.object({
  id: z.string(),
  email: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  companyName: z.string().nullable(),
  jobTitle: z.string().nullable(),
  website: z.string().nullable(),
  phone: z.string().nullable(),
  personalization: z.string().nullable(),
  campaign: z.string().nullable(),
  listId: z.string().nullable(),
  status: z.int(),
  interest: z.number().nullable(),
  /** What templates name as merge fields. */
  payload: z.record(z.string(), scalarSchema),
  /** Index of the step that goes out next, and not before when. */
  nextStep: z.int(),
  nextAt: z.number(),
  opens: z.int(),
  clicks: z.int(),
  replies: z.int(),
  lastMailId: z.string().nullable(),
  lastContactAt: z.number().nullable(),
  lastOpenAt: z.number().nullable(),
  lastClickAt: z.number().nullable(),
  lastReplyAt: z.number().nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
})
export type Lead = z.infer<typeof leadSchema>

const mailSchema = z.object({
  id: z.string(),
  threadId: z.string(),
  at: z.number(),
  subject: z.string(),
  from: z.string(),
  to: z.string(),
  html: z.string(),
  text: z.string(),
  account: z.string(),
  lead: z.string(),
  leadId: z.string().nullable(),
  campaignId: z.string().nullable(),
  type: z.int(),
  /** Index of the step and the variant; null for mail that is not of a sequence. */
  step: z.int().nullable(),
  variant: z.int().nullable(),
  isAutoReply: z.boolean(),
  interest: z.number().nullable(),
})
export type Mail = z.infer<typeof mailSchema>

const accountSchema = z.object({
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  status: z.int(),
  warmupScore: z.number(),
  dailyLimit: z.int(),
  /** Minutes between two mails of the account. */
  sendingGap: z.number(),
  lastSentAt: z.number().nullable(),
  /** UTC. */
  day: z.string(),
  sentToday: z.int(),
  createdAt: z.number(),
})
export type Account = z.infer<typeof accountSchema>

const hookSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  url: z.string(),
  eventType: z.string().nullable(),
  campaign: z.string().nullable(),
  customInterestValue: z.number().nullable(),
  headers: z.record(z.string(), z.string()),
  status: z.int(),
  /** Deliveries in a row that failed with all their retries. */
  failures: z.int(),
  createdAt: z.number(),
  errorAt: z.number().nullable(),
})
export type Hook = z.infer<typeof hookSchema>

const deliverySchema = z.object({
  id: z.string(),
  hookId: z.string(),
  payload: z.record(z.string(), z.unknown()),
  leadEmail: z.string().nullable(),
  /** 0 for the first attempt. */
  attempt: z.int(),
  at: z.number(),
})
export type Delivery = z.infer<typeof deliverySchema>

/** One row per attempt. */
const hookEventSchema = z.object({
  id: z.string(),
  at: z.number(),
  payload: z.record(z.string(), z.unknown()),
  leadEmail: z.string().nullable(),
  url: z.string(),
  success: z.boolean(),
  attempt: z.int(),
  willRetry: z.boolean(),
  statusCode: z.int().nullable(),
  error: z.string().nullable(),
  nextRetryAt: z.number().nullable(),
  /** The delivery that it tried. */
  group: z.string(),
  retrySuccessful: z.boolean().nullable(),
  tookMs: z.number(),
})
export type HookEvent = z.infer<typeof hookEventSchema>

const deedSchema = z.object({
  id: z.string(),
  at: z.number(),
  kind: z.enum(['open', 'click', 'reply', 'auto_reply', 'bounce', 'unsubscribe']),
  mailId: z.string(),
  /** Which text of replies-dev.jsonl, for the two kinds of reply. */
  replyId: z.string().nullable(),
})
export type Deed = z.infer<typeof deedSchema>

const blockSchema = z.object({ id: z.string(), value: z.string(), isDomain: z.boolean(), createdAt: z.number() })
export type Block = z.infer<typeof blockSchema>

export interface State {
  world: World
  /** The workspace's id. */
  workspace: string
  campaigns: Collection<Campaign>
  leads: Collection<Lead>
  mails: Collection<Mail>
  accounts: Collection<Account>
  hooks: Collection<Hook>
  deliveries: Collection<Delivery>
  hookEvents: Collection<HookEvent>
  /** What people are going to do with mail that has reached them. */
  deeds: Collection<Deed>
  blocks: Collection<Block>
  /** Lead ids by campaign and by address, mail ids by lead address. */
  leadsOfCampaign(campaignId: string): Lead[]
  leadsOfAddress(email: string): Lead[]
  mailsOfAddress(email: string): Mail[]
}

export function openState(world: World): State {
  const { journal } = world
  const leads = indexed(journal.collection('instantly.leads', leadSchema), {
    campaign: (lead) => lead.campaign,
    email: (lead) => lead.email.toLowerCase(),
  })
  const mails = indexed(journal.collection('instantly.mails', mailSchema), { lead: (mail) => mail.lead.toLowerCase() })
  const draw = drawFor(world.seed, 'instantly workspace')
  return {
    world,
    workspace: `${draw.hex('a', 8)}-${draw.hex('b', 4)}-4${draw.hex('c', 3)}-8${draw.hex('d', 3)}-${draw.hex('e', 12)}`,
    campaigns: journal.collection('instantly.campaigns', campaignSchema),
    leads: leads.collection,
    mails: mails.collection,
    accounts: journal.collection('instantly.accounts', accountSchema),
    hooks: journal.collection('instantly.hooks', hookSchema),
    deliveries: journal.collection('instantly.deliveries', deliverySchema),
    hookEvents: journal.collection('instantly.hookEvents', hookEventSchema),
    deeds: journal.collection('instantly.deeds', deedSchema),
    blocks: journal.collection('instantly.blocks', blockSchema),
    leadsOfCampaign: (id) => leads.find('campaign', id),
    leadsOfAddress: (email) => leads.find('email', email.toLowerCase()),
    mailsOfAddress: (email) => mails.find('lead', email.toLowerCase()),
  }
}

/** A collection that can also be asked by other keys than its own. */
function indexed<T extends { id: string }, K extends string>(
  collection: Collection<T>,
  keys: Record<K, (value: T) => string | null>,
): { collection: Collection<T>; find(key: K, value: string): T[] } {
  const ids = new Map<string, Set<string>>()
  const slots = (value: T): string[] => {
    const names: string[] = []
    for (const key in keys) {
      const slot = keys[key](value)
      if (slot !== null) names.push(`${key} ${slot}`)
    }
    return names
  }
  const enter = (value: T): void => {
    for (const slot of slots(value)) {
      const known = ids.get(slot)
      if (known) known.add(value.id)
      else ids.set(slot, new Set([value.id]))
    }
  }
  const leave = (id: string): void => {
    const old = collection.get(id)
    if (old) for (const slot of slots(old)) ids.get(slot)?.delete(id)
  }
  for (const value of collection.values()) enter(value)
  return {
    collection: {
      get size() {
        return collection.size
      },
      get: collection.get,
      has: collection.has,
      values: collection.values,
      put: (id, value) => {
        const old = collection.get(id)
        // The order within a slot is that of arrival; a value that only changed keeps its place.
        const stays = old !== undefined && slots(old).join() === slots(value).join()
        if (!stays) leave(id)
        collection.put(id, value)
        if (!stays) enter(value)
      },
      delete: (id) => {
        leave(id)
        return collection.delete(id)
      },
      clear: () => {
        ids.clear()
        collection.clear()
      },
    },
    find: (key, value) => [...(ids.get(`${key} ${value}`) ?? [])].flatMap((id) => collection.get(id) ?? []),
  }
}
