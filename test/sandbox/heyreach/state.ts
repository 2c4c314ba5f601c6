import { z } from 'zod'
import type { Collection } from '../journal.ts'
import type { World } from '../world.ts'
import { nodeSchema } from './sequence-tree.ts'

export const CAMPAIGN_STATUSES = ['DRAFT', 'STARTING', 'SCHEDULED', 'IN_PROGRESS', 'PAUSED', 'FINISHED', 'CANCELED', 'FAILED'] as const

const campaignSchema = z.object({
  id: z.int(),
  name: z.string(),
  status: z.enum(CAMPAIGN_STATUSES),
  listId: z.int(),
  accountIds: z.array(z.int()),
  sequence: nodeSchema,
  createdAt: z.number(),
})
export type Campaign = z.infer<typeof campaignSchema>

const accountSchema = z.object({
  id: z.int(),
  emailAddress: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  isActive: z.boolean(),
  authIsValid: z.boolean(),
})
export type Account = z.infer<typeof accountSchema>

const personSchema = z.object({
  /** LinkedIn's member id, which HeyReach writes in snake case among camel case. */
  linkedin_id: z.string(),
  profileUrl: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  companyName: z.string(),
  position: z.string(),
  location: z.string(),
  emailAddress: z.string(),
  customUserFields: z.array(z.object({ name: z.string(), value: z.string() })),
})
export type Person = z.infer<typeof personSchema>

const listSchema = z.object({ id: z.int(), name: z.string(), type: z.enum(['USER_LIST', 'COMPANY_LIST']), createdAt: z.number() })
export type List = z.infer<typeof listSchema>

const listedSchema = z.object({ listId: z.int(), person: personSchema, createdAt: z.number() })
export type Listed = z.infer<typeof listedSchema>

const memberSchema = z.object({
  campaignId: z.int(),
  accountId: z.int(),
  person: personSchema,
  status: z.enum(['Pending', 'InSequence', 'Finished', 'Paused', 'Failed']),
  connection: z.enum(['None', 'ConnectionSent', 'ConnectionAccepted']),
  message: z.enum(['None', 'MessageSent', 'MessageReply']),
  /** Which node comes next: `c` and `u` from the root on; null when there is none. */
  place: z.string().nullable(),
  nextAt: z.number(),
  isStopped: z.boolean(),
  createdAt: z.number(),
  lastActionAt: z.number().nullable(),
})
export type Member = z.infer<typeof memberSchema>

const messageSchema = z.object({ at: z.number(), body: z.string(), isReply: z.boolean() })

const conversationSchema = z.object({
  id: z.string(),
  accountId: z.int(),
  campaignId: z.int().nullable(),
  person: personSchema,
  messages: z.array(messageSchema),
})
export type Conversation = z.infer<typeof conversationSchema>

const hookSchema = z.object({
  id: z.int(),
  name: z.string(),
  url: z.string(),
  eventType: z.string(),
  campaignIds: z.array(z.int()),
  isActive: z.boolean(),
})
export type Hook = z.infer<typeof hookSchema>

const deliverySchema = z.object({
  id: z.string(),
  hookId: z.int(),
  payload: z.record(z.string(), z.unknown()),
  attempt: z.int(),
  at: z.number(),
})
export type Delivery = z.infer<typeof deliverySchema>

/** What a person is going to do. */
const deedSchema = z.object({ id: z.string(), at: z.number(), kind: z.enum(['accept', 'reply']), member: z.string(), text: z.string() })
export type Deed = z.infer<typeof deedSchema>

export interface State {
  world: World
  campaigns: Collection<Campaign>
  accounts: Collection<Account>
  lists: Collection<List>
  listed: Collection<Listed>
  members: Collection<Member>
  conversations: Collection<Conversation>
  hooks: Collection<Hook>
  deliveries: Collection<Delivery>
  deeds: Collection<Deed>
  /** The next integer id; none is ever given out twice. */
  nextId(): number
  clear(): void
}

export function openState(world: World): State {
  const { journal } = world
  const collections = {
    campaigns: journal.collection('heyreach.campaigns', campaignSchema),
    accounts: journal.collection('heyreach.accounts', accountSchema),
    lists: journal.collection('heyreach.lists', listSchema),
    listed: journal.collection('heyreach.listed', listedSchema),
    members: journal.collection('heyreach.members', memberSchema),
    conversations: journal.collection('heyreach.conversations', conversationSchema),
    hooks: journal.collection('heyreach.hooks', hookSchema),
    deliveries: journal.collection('heyreach.deliveries', deliverySchema),
    deeds: journal.collection('heyreach.deeds', deedSchema),
  }
  const counter = journal.collection('heyreach.counter', z.int())
  return {
    world,
    ...collections,
    nextId: () => {
      const next = (counter.get('id') ?? 700_000) + 1
      counter.put('id', next)
      return next
    },
    clear: () => {
      for (const collection of Object.values(collections)) collection.clear()
    },
  }
}

/** One person in one campaign, or in one list. */
export function slot(containerId: number, person: Pick<Person, 'linkedin_id'>): string {
  return `${containerId} ${person.linkedin_id}`
}

export function membersOf(state: State, campaignId: number): Member[] {
  return [...state.members.values()].filter((member) => member.campaignId === campaignId)
}

export function listedIn(state: State, listId: number): Listed[] {
  return [...state.listed.values()].filter((listed) => listed.listId === listId)
}
