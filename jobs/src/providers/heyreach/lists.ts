import { z } from 'zod'
import type { HttpClient } from '../http/http-client.ts'
import { type Added, addedSchema } from './added.ts'
import { listAll, pageOf, pageSize } from './page.ts'
import { type NewPlatformLead, type PlatformLead, platformLeadSchema, wireLead } from './platform-lead.ts'

export type LeadList = {
  id: number
  name: string /** Campaigns that take their leads from it; empty for a list of ours. */
  campaignIds: number[]
}

const listSchema = z
  .object({ id: z.number(), name: z.string(), campaignIds: z.array(z.number()).nullish() })
  .transform((wire): LeadList => ({ id: wire.id, name: wire.name, campaignIds: wire.campaignIds ?? [] }))

/** HeyReach's lead lists. None can be deleted. */
export type Lists = {
  /** By part of the name; compare names for one list. */
  find(words: string): Promise<LeadList[]>
  create(name: string): Promise<{ id: number }>
  /** Only ever into a list that no campaign uses: into one behind a running campaign it would be a hand-over. */
  addLead(listId: number, lead: NewPlatformLead): Promise<Added>
  /** The lead with this profile, if it is there. */
  findLead(listId: number, profileUrl: string): Promise<PlatformLead[]>
  /** True: it was there and is gone. */
  removeLead(listId: number, profileUrl: string): Promise<boolean>
}

export function createLists(http: HttpClient): Lists {
  return {
    find: (words) => listAll(http, '/list/GetAll', listSchema, { keyword: words }),

    create(name) {
      return http.call({
        kind: 'write',
        method: 'POST',
        path: '/list/CreateEmptyList',
        body: { name, type: 'USER_LIST' },
        schema: z.object({ id: z.number() }),
      })
    },

    addLead(listId, lead) {
      return http.call({
        kind: 'write',
        method: 'POST',
        path: '/list/AddLeadsToListV2',
        body: { listId, leads: [wireLead(lead)] },
        schema: addedSchema,
      })
    },

    async findLead(listId, profileUrl) {
      const { items } = await http.call({
        kind: 'read',
        method: 'POST',
        path: '/list/GetLeadsFromList',
        body: { listId, offset: 0, limit: pageSize, leadProfileUrl: profileUrl },
        schema: pageOf(platformLeadSchema),
      })
      return items
    },

    async removeLead(listId, profileUrl) {
      const { notFoundInList } = await http.call({
        kind: 'write',
        // With a body, which HeyReach wants here.
        method: 'DELETE',
        path: '/list/DeleteLeadsFromListByProfileUrl',
        body: { listId, profileUrls: [profileUrl] },
        schema: z.object({ notFoundInList: z.array(z.string()) }),
      })
      return notFoundInList.length === 0
    },
  }
}
