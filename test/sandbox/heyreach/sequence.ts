import { randomUUID } from 'node:crypto'
import { drawReply } from '../instantly/replies.ts'
import { drawFor } from '../random.ts'
import type { Activity } from '../wire.ts'
import { announce } from './deliveries.ts'
import { slugOf } from './people.ts'
import { delayMs, type Node, nodeAt } from './sequence-tree.ts'
import { type Conversation, type Deed, type Member, membersOf, type Person, type State, slot } from './state.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Running campaigns take their leads from node to node. */
export function sequenceActivity(state: State): Activity {
  const first = (): Member | null => {
    let found: Member | null = null
    for (const member of state.members.values()) {
      if (member.place === null || state.campaigns.get(String(member.campaignId))?.status !== 'IN_PROGRESS') continue
      if (found === null || member.nextAt < found.nextAt) found = member
    }
    return found
  }
  return {
    nextAt: () => first()?.nextAt ?? null,
    run: (now) => {
      const member = first()
      if (member && member.nextAt <= now) step(member, state, now)
      return Promise.resolve()
    },
  }
}

function step(member: Member, state: State, now: number): void {
  const campaign = state.campaigns.get(String(member.campaignId))
  const node = campaign && member.place !== null ? nodeAt(campaign.sequence, member.place) : null
  if (!node || node.nodeType === 'END') {
    finish(member, state, now)
    return
  }
  const text = fill(node.payload?.messages[0] ?? '', member.person)
  const gone = { ...member, ...onwards(member, node, 'u', now), status: 'InSequence', lastActionAt: now } as const
  switch (node.nodeType) {
    case 'CONNECTION_REQUEST': {
      const sent: Member = { ...gone, connection: 'ConnectionSent' }
      put(sent, state)
      announce(state, now, 'CONNECTION_REQUEST_SENT', { member: sent })
      planAnswer(sent, 'accept', state, now)
      return
    }
    case 'MESSAGE': {
      const sent: Member = { ...gone, message: 'MessageSent' }
      put(sent, state)
      const conversation = say(sent, { at: now, body: text, isReply: false }, state)
      announce(state, now, 'MESSAGE_SENT', { member: sent, conversation })
      planAnswer(sent, 'reply', state, now)
      return
    }
    default:
      put(gone, state)
  }
}

/** The next place along a branch, and when its node is due. */
function onwards(member: Member, node: Node, turn: 'c' | 'u', now: number): Pick<Member, 'place' | 'nextAt'> {
  const next = turn === 'c' ? node.conditionalNode : node.unconditionalNode
  return next ? { place: `${member.place ?? ''}${turn}`, nextAt: now + delayMs(next) } : { place: null, nextAt: now }
}

function finish(member: Member, state: State, now: number): void {
  const done: Member = { ...member, status: 'Finished', place: null }
  put(done, state)
  announce(state, now, 'CAMPAIGN_COMPLETED', { member: done })
  finishIfDone(member.campaignId, state)
}

function finishIfDone(campaignId: number, state: State): void {
  const campaign = state.campaigns.get(String(campaignId))
  const isDone = membersOf(state, campaignId).every(({ status }) => status !== 'Pending' && status !== 'InSequence')
  if (campaign?.status === 'IN_PROGRESS' && isDone) state.campaigns.put(String(campaignId), { ...campaign, status: 'FINISHED' })
}

type LinkedinFate = 'silent' | 'accept' | 'reply'

/** What somebody does with a request or message: as the control API says, else by the seed. */
function fateOf(person: Person, state: State): { fate: LinkedinFate; wanted: string | null } {
  const { rates, linkedinFates } = state.world.behaviour.get()
  const set = linkedinFates[person.profileUrl.toLowerCase()]
  if (set !== undefined && set !== 'invalid') {
    return set.startsWith('reply:')
      ? { fate: 'reply', wanted: set.slice('reply:'.length) }
      : { fate: set === 'silent' || set === 'accept' ? set : 'reply', wanted: null }
  }
  const draw = drawFor(state.world.seed, `linkedin ${slugOf(person.profileUrl)}`).unit('fate')
  return {
    fate: draw < rates.linkedinReply ? 'reply' : draw < rates.linkedinReply + rates.linkedinAccept ? 'accept' : 'silent',
    wanted: null,
  }
}

function planAnswer(member: Member, kind: Deed['kind'], state: State, now: number): void {
  const { fate, wanted } = fateOf(member.person, state)
  if (fate === 'silent' || (kind === 'reply' && fate !== 'reply')) return
  const draw = drawFor(state.world.seed, `linkedin deeds ${member.campaignId} ${slugOf(member.person.profileUrl)}`)
  const after = kind === 'accept' ? draw.whole('accept', HOUR_MS, 60 * HOUR_MS) : draw.whole('reply', 10 * MINUTE_MS, 20 * HOUR_MS)
  const deed: Deed = {
    id: randomUUID(),
    at: now + after,
    kind,
    member: slot(member.campaignId, member.person),
    text: drawReply(draw, wanted).body,
  }
  state.deeds.put(deed.id, deed)
}

/** What people do, each thing when it is due; whatever became of the campaign since. */
export function deedsActivity(state: State): Activity {
  const first = (): Deed | null => {
    let found: Deed | null = null
    for (const deed of state.deeds.values()) if (found === null || deed.at < found.at) found = deed
    return found
  }
  return {
    nextAt: () => first()?.at ?? null,
    run: (now) => {
      const deed = first()
      if (deed && deed.at <= now) {
        state.deeds.delete(deed.id)
        const member = state.members.get(deed.member)
        if (member) (deed.kind === 'accept' ? accept : reply)(member, deed, state, now)
      }
      return Promise.resolve()
    },
  }
}

function accept(member: Member, _deed: Deed, state: State, now: number): void {
  const campaign = state.campaigns.get(String(member.campaignId))
  const requestPlace = member.place?.slice(0, -1) ?? ''
  const node = campaign && nodeAt(campaign.sequence, requestPlace)
  const isRunning = member.place !== null && node !== undefined && node !== null
  const accepted: Member = {
    ...member,
    ...(isRunning ? onwards({ ...member, place: requestPlace }, node, 'c', now) : {}),
    connection: 'ConnectionAccepted',
    lastActionAt: now,
  }
  put(accepted, state)
  announce(state, now, 'CONNECTION_REQUEST_ACCEPTED', { member: accepted })
  // Nobody is written to any more: who wants to answer answers the note.
  if (node?.conditionalNode?.nodeType !== 'MESSAGE') planAnswer(accepted, 'reply', state, now)
}

/** A reply ends the sequence. It comes under two event types. */
function reply(member: Member, deed: Deed, state: State, now: number): void {
  const replied: Member = {
    ...member,
    message: 'MessageReply',
    status: member.isStopped ? member.status : 'Finished',
    place: null,
    lastActionAt: now,
  }
  put(replied, state)
  const conversation = say(replied, { at: now, body: deed.text, isReply: true }, state)
  announce(state, now, 'MESSAGE_REPLY_RECEIVED', { member: replied, conversation })
  announce(state, now + 1_000, 'EVERY_MESSAGE_REPLY_RECEIVED', { member: replied, conversation })
  finishIfDone(member.campaignId, state)
}

/** Writes into the one conversation of these two; its id is opaque and may end in `=`. */
function say(member: Member, message: Conversation['messages'][number], state: State): Conversation {
  const id = `2-${Buffer.from(`${member.accountId}:${member.person.linkedin_id}`).toString('base64')}`
  const before = state.conversations.get(id)
  const conversation: Conversation = {
    id,
    accountId: member.accountId,
    campaignId: member.campaignId,
    person: member.person,
    messages: [...(before?.messages ?? []), message],
  }
  state.conversations.put(id, conversation)
  return conversation
}

/** Merge fields: the person's own and the custom ones by name; one that is missing stays empty. */
function fill(template: string, person: Person): string {
  const own: Record<string, string> = { firstName: person.firstName, lastName: person.lastName, companyName: person.companyName }
  return template.replaceAll(
    /\{\{(\w+)\}\}/g,
    (_, name: string) => person.customUserFields.find((field) => field.name === name)?.value ?? own[name] ?? '',
  )
}

function put(member: Member, state: State): void {
  state.members.put(slot(member.campaignId, member.person), member)
}
