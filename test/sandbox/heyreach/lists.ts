import { z } from 'zod'
import { firstHalf } from '../faults.ts'
import type { WireAnswer } from '../wire.ts'
import { type Call, iso, json, pageOf, refuse, refuseInput } from './answers.ts'
import { paging } from './campaigns.ts'
import { leadInputSchema, personOf, shownPerson, slugOf } from './people.ts'
import { type List, type Listed, listedIn, type Person, type State, slot } from './state.ts'

export function createList({ state, request }: Call): WireAnswer {
  const input = z
    .object({ name: z.string().min(1), type: z.enum(['USER_LIST', 'COMPANY_LIST']).default('USER_LIST') })
    .safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const list: List = { id: state.nextId(), ...input.data, createdAt: state.world.clock.now() }
  state.lists.put(String(list.id), list)
  // Here it is `count`; elsewhere `totalItemsCount`.
  return json({
    id: list.id,
    name: list.name,
    count: 0,
    listType: list.type,
    creationTime: iso(list.createdAt),
    isDeleted: false,
    campaigns: null,
    search: null,
    status: 'UNKNOWN',
  })
}

export function listLists({ state, request }: Call): WireAnswer {
  const input = paging.extend({ keyword: z.string().nullish(), listType: z.string().nullish() }).safeParse(request.json ?? {})
  if (!input.success) return refuseInput(input.error)
  const { keyword, listType } = input.data
  const found = [...state.lists.values()].filter(
    (list) => (!keyword || list.name.toLowerCase().includes(keyword.toLowerCase())) && (!listType || list.type === listType),
  )
  return pageOf(found, input.data, (list) => listShape(list, state))
}

export function getList({ state, request }: Call): WireAnswer {
  const list = state.lists.get(request.query.get('listId') ?? '')
  return list ? json(listShape(list, state)) : refuse('The list was not found.', 404)
}

/** A repeat of the same lead is an update; what is no profile fails, and only the counters say so. */
export function addLeadsToList({ state, request }: Call): WireAnswer {
  const input = z.object({ listId: z.int(), leads: z.array(leadInputSchema).min(1).max(100) }).safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { listId, leads } = input.data
  if (!state.lists.has(String(listId))) return refuse('The list was not found.')
  const counts = { addedLeadsCount: 0, updatedLeadsCount: 0, failedLeadsCount: 0 }
  for (const lead of firstHalf(leads, request)) {
    const person = knownPerson(personOf(lead), state)
    if (person === null) counts.failedLeadsCount += 1
    else if (putIntoList(listId, person, state)) counts.addedLeadsCount += 1
    else counts.updatedLeadsCount += 1
  }
  return json(counts)
}

/** A profile that the control API calls invalid is nobody's. */
export function knownPerson(person: Person | null, state: State): Person | null {
  if (person === null) return null
  return state.world.behaviour.get().linkedinFates[person.profileUrl.toLowerCase()] === 'invalid' ? null : person
}

/** Whether the person is new in the list. */
export function putIntoList(listId: number, person: Person, state: State): boolean {
  const before = state.listed.get(slot(listId, person))
  state.listed.put(slot(listId, person), { listId, person, createdAt: before?.createdAt ?? state.world.clock.now() })
  return before === undefined
}

export function leadsOfList({ state, request }: Call): WireAnswer {
  const input = paging
    .extend({
      listId: z.int(),
      limit: z.int().min(1).max(1_000).default(10),
      keyword: z.string().nullish(),
      leadProfileUrl: z.string().nullish(),
      leadLinkedInId: z.string().nullish(),
    })
    .safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { listId, keyword, leadProfileUrl, leadLinkedInId } = input.data
  if (!state.lists.has(String(listId))) return refuse('The list was not found.')
  const slug = leadProfileUrl ? slugOf(leadProfileUrl) : null
  const found = listedIn(state, listId).filter(
    ({ person }) =>
      (!keyword || `${person.firstName} ${person.lastName} ${person.companyName}`.toLowerCase().includes(keyword.toLowerCase())) &&
      (!leadProfileUrl || slugOf(person.profileUrl) === slug) &&
      (!leadLinkedInId || person.linkedin_id === leadLinkedInId),
  )
  return pageOf(found, input.data, ({ person }) => shownPerson(person))
}

/** A DELETE with a body. */
export function deleteFromListByUrl({ state, request }: Call): WireAnswer {
  const input = z.object({ listId: z.int(), profileUrls: z.array(z.string()).min(1) }).safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { listId, profileUrls } = input.data
  const notFoundInList = profileUrls.filter((url) => {
    const found = findListed(state, listId, url)
    return !(found && state.listed.delete(slot(listId, found.person)))
  })
  return json({ notFoundInList })
}

export function deleteFromList({ state, request }: Call): WireAnswer {
  const input = z.object({ listId: z.int(), leadMemberIds: z.array(z.string()).min(1) }).safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  for (const id of input.data.leadMemberIds) state.listed.delete(`${input.data.listId} ${id}`)
  return json({})
}

export function listsOfLead({ state, request }: Call): WireAnswer {
  const input = paging
    .extend({ profileUrl: z.string().nullish(), linkedinId: z.string().nullish(), email: z.string().nullish() })
    .safeParse(request.json)
  if (!input.success) return refuseInput(input.error)
  const { profileUrl, linkedinId, email } = input.data
  const slug = profileUrl ? slugOf(profileUrl) : null
  const found = [...state.listed.values()].filter(
    ({ person }) =>
      (slug !== null && slugOf(person.profileUrl) === slug) ||
      (linkedinId && person.linkedin_id === linkedinId) ||
      (email && person.emailAddress.toLowerCase() === email.toLowerCase()),
  )
  return pageOf(found, input.data, ({ listId }) => ({ listId, listName: state.lists.get(String(listId))?.name ?? '' }))
}

function findListed(state: State, listId: number, url: string): Listed | undefined {
  const slug = slugOf(url)
  return slug === null ? undefined : listedIn(state, listId).find(({ person }) => slugOf(person.profileUrl) === slug)
}

function listShape(list: List, state: State): Record<string, unknown> {
  return {
    id: list.id,
    name: list.name,
    totalItemsCount: listedIn(state, list.id).length,
    listType: list.type,
    creationTime: iso(list.createdAt),
    campaignIds: [...state.campaigns.values()].filter((campaign) => campaign.listId === list.id).map((campaign) => campaign.id),
  }
}
