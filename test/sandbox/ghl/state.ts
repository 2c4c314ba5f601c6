import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Collection } from '../journal.ts'
import type { World } from '../world.ts'

/** The one sub-account of the sandbox. */
export const LOCATION = 'swarmSandboxLocation'
export const CALENDAR = 'swarmSandboxCalendar'

/** A pipeline as a sales team has one. */
export const PIPELINE = {
  id: 'swarmSandboxPipeline',
  name: 'Sales',
  stages: ['New', 'Qualified', 'Meeting', 'Proposal', 'Won'].map((name) => ({ id: `stage${name}`, name })),
}

const dndSchema = z.object({ status: z.string(), message: z.string().optional(), code: z.string().optional() })

const contactSchema = z.object({
  id: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  email: z.string().nullable(),
  additionalEmails: z.array(z.string()),
  phone: z.string().nullable(),
  companyName: z.string().nullable(),
  country: z.string().nullable(),
  timezone: z.string().nullable(),
  source: z.string().nullable(),
  tags: z.array(z.string()),
  dnd: z.boolean(),
  dndSettings: z.record(z.string(), dndSchema),
  customFields: z.array(z.object({ id: z.string(), value: z.unknown() })),
  dateAdded: z.number(),
  dateUpdated: z.number(),
  /** What the search still believes until its index has caught up. */
  updatedBefore: z.number(),
  lastActivity: z.number(),
})
export type Contact = z.infer<typeof contactSchema>

const conversationSchema = z.object({ id: z.string(), contactId: z.string(), dateAdded: z.number(), dateUpdated: z.number() })
export type Conversation = z.infer<typeof conversationSchema>

const messageSchema = z.object({
  id: z.string(),
  emailMessageId: z.string(),
  threadId: z.string(),
  conversationId: z.string(),
  contactId: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  status: z.enum(['pending', 'scheduled', 'sent', 'delivered', 'opened', 'failed', 'undelivered']),
  source: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  body: z.string(),
  at: z.number(),
  /** When the mail leaves; null once it has. */
  dueAt: z.number().nullable(),
})
export type Message = z.infer<typeof messageSchema>

const opportunitySchema = z.object({
  id: z.string(),
  contactId: z.string(),
  pipelineId: z.string(),
  pipelineStageId: z.string(),
  name: z.string(),
  status: z.enum(['open', 'won', 'lost', 'abandoned']),
  monetaryValue: z.number().nullable(),
  dateAdded: z.number(),
  dateUpdated: z.number(),
})
export type Opportunity = z.infer<typeof opportunitySchema>

const appointmentSchema = z.object({
  id: z.string(),
  calendarId: z.string(),
  contactId: z.string(),
  title: z.string(),
  startAt: z.number(),
  endAt: z.number(),
  status: z.enum(['new', 'confirmed', 'cancelled', 'showed', 'noshow', 'invalid']),
  dateAdded: z.number(),
  dateUpdated: z.number(),
})
export type Appointment = z.infer<typeof appointmentSchema>

const deliverySchema = z.object({
  id: z.string(),
  type: z.string(),
  /** The very bytes that are signed and sent, also when it is tried again. */
  body: z.string(),
  attempt: z.int(),
  at: z.number(),
})
export type Delivery = z.infer<typeof deliverySchema>

const deedSchema = z.object({
  id: z.string(),
  at: z.number(),
  kind: z.enum(['open', 'click', 'reply', 'auto_reply', 'bounce', 'unsubscribe']),
  messageId: z.string(),
  replyId: z.string().nullable(),
})
export type Deed = z.infer<typeof deedSchema>

export interface State {
  world: World
  contacts: Collection<Contact>
  conversations: Collection<Conversation>
  messages: Collection<Message>
  opportunities: Collection<Opportunity>
  appointments: Collection<Appointment>
  deliveries: Collection<Delivery>
  deeds: Collection<Deed>
  /** Webhook events that were lost for good, by type. */
  lost: Collection<number>
}

export function openState(world: World): State {
  const { journal } = world
  return {
    world,
    contacts: journal.collection('ghl.contacts', contactSchema),
    conversations: journal.collection('ghl.conversations', conversationSchema),
    messages: journal.collection('ghl.messages', messageSchema),
    opportunities: journal.collection('ghl.opportunities', opportunitySchema),
    appointments: journal.collection('ghl.appointments', appointmentSchema),
    deliveries: journal.collection('ghl.deliveries', deliverySchema),
    deeds: journal.collection('ghl.deeds', deedSchema),
    lost: journal.collection('ghl.lost', z.number()),
  }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** An id as GoHighLevel makes them: 20 letters and digits. */
export function newWireId(): string {
  return [...randomBytes(20)].map((byte) => LETTERS.charAt(byte % LETTERS.length)).join('')
}

export const iso = (ms: number): string => new Date(ms).toISOString()
