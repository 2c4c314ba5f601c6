import type { dataRequest, replyClass } from '@swarm/db/schema/reply'
import { answerBy } from '@swarm/jobs/replies/follow-stops'
import { preparedAnswer } from '@swarm/jobs/replies/prepared-answer'
import { builder, needs } from './builder.ts'
import { Draft } from './draft/type.ts'
import { Channel } from './enums.ts'
import { inWords } from './in-words.ts'
import { Lead } from './lead-type.ts'
import { loadReplies, mostColleagues, type ReplyRow } from './reply-rows.ts'

export const ReplyClass = builder.enumType('ReplyClass', {
  description: 'What a reply is; in the order of the inbox’s keys, 1 to 9 and a to c.',
  values: inWords({
    INTERESTED: 'Wants to hear more.',
    MEETING_REQUEST: 'Wants to talk, or names a time.',
    QUESTION: 'Asks something before anything else.',
    OBJECTION: 'Says what speaks against it.',
    NOT_NOW: 'Later, perhaps with a date.',
    NOT_INTERESTED: 'No.',
    WRONG_PERSON: 'Not theirs to decide.',
    REFERRAL: 'Names somebody else.',
    OUT_OF_OFFICE: 'Away; written by a machine.',
    UNSUBSCRIBE: 'Asks to stop.',
    BOUNCE: 'A machine says that it could not be delivered.',
    OTHER: 'None of these.',
  } satisfies Record<(typeof replyClass.enumValues)[number], string>),
})

const DataRequest = builder.enumType('DataRequest', {
  description: 'What somebody asks about their own data: that it be erased, or to be shown what we hold.',
  values: inWords({
    ACCESS: 'To be shown what we hold.',
    ERASURE: 'That it be erased.',
  } satisfies Record<(typeof dataRequest.enumValues)[number], string>),
})

const NamedPerson = builder.objectRef<{ name: string | null; title: string | null; email: string | null }>('NamedPerson').implement({
  description: 'Somebody whom a reply names instead of its writer.',
  extensions: needs('read'),
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true, description: 'Their name, as it was written.' }),
    title: t.exposeString('title', { nullable: true, description: 'What they are there, as it was written.' }),
    email: t.exposeString('email', { nullable: true, description: 'Their address.' }),
  }),
})

const PreparedAnswer = builder.objectRef<{ subject: string; body: string }>('PreparedAnswer').implement({
  description: 'An answer to begin with, with the booking link.',
  extensions: needs('read'),
  fields: (t) => ({
    subject: t.exposeString('subject', { description: 'Subject of the answer to begin with.' }),
    body: t.exposeString('body', { description: 'Its text, without the footer.' }),
  }),
})

export const Reply = builder.objectRef<ReplyRow>('Reply')

builder.node(Reply, {
  description: 'Something that somebody, or their mail program, wrote back.',
  extensions: needs('read'),
  id: { resolve: (row) => row.id },
  loadMany: (ids, { reader }) => loadReplies(reader, ids),
  fields: (t) => ({
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'Whose it is; null while nobody knows.',
      resolve: (row, _, { loaders }) => (row.leadId === null ? null : loaders.lead.load(row.leadId)),
    }),
    matchedBy: t.exposeString('matchedBy', { nullable: true, description: 'Why it is theirs, where the address does not say so.' }),
    provider: t.exposeString('provider', { description: 'Who brought it.' }),
    channel: t.field({ type: Channel, description: 'How it came.', resolve: (row) => row.channel }),
    from: t.exposeString('fromAddress', { nullable: true, description: 'Who wrote it, as far as that is told.' }),
    subject: t.exposeString('subject', { nullable: true, description: 'Subject as it came; null on LinkedIn.' }),
    text: t.exposeString('text', { description: 'All that came, of more than 50,000 characters the first so many.' }),
    newText: t.exposeString('newText', { description: 'What the person newly wrote.' }),
    class: t.field({ type: ReplyClass, description: 'What it is: as read, or as a person said.', resolve: (row) => row.class }),
    readAs: t.field({ type: ReplyClass, description: 'What the rules read.', resolve: (row) => row.readAs }),
    confidence: t.exposeFloat('confidence', { description: 'How sure the rules were, 0 to 1.' }),
    deciders: t.exposeStringList('deciders', { description: 'The writer’s words that decided, the strongest first.' }),
    doubtful: t.boolean({
      description: 'Whether it may ask us to stop, as all may that nobody is sure of: nothing is sent to them until a person has said.',
      resolve: (row) => (row.stop === 'doubt' || row.needsPerson) && row.confirmedBy === null,
    }),
    stopsCompany: t.exposeBoolean('stopsCompany', {
      description: 'Whether who asks to stop asks it for everybody at their company: its domain is suppressed once that is sure.',
    }),
    dataRequest: t.field({
      type: DataRequest,
      nullable: true,
      description: 'What they ask about their own data; an operator answers.',
      resolve: (row) => row.dataRequest,
    }),
    dataAnswerBy: t.field({
      type: 'Date',
      nullable: true,
      description: 'The last day for an answer about their data: 30 days after they asked (UTC).',
      resolve: (row) => (row.dataRequest === null ? null : answerBy(row.at)),
    }),
    automatic: t.exposeBoolean('isAutomatic', { description: 'Whether nobody wrote it: it counts as no reply.' }),
    needsPerson: t.exposeBoolean('needsPerson', { description: 'Whether it waits for a person to say what it is.' }),
    confirmedBy: t.exposeString('confirmedBy', { nullable: true, description: 'Who said what it is.' }),
    returnsOn: t.field({ type: 'Date', nullable: true, description: 'When they are back.', resolve: (row) => row.returnsOn }),
    notBefore: t.field({
      type: 'Date',
      nullable: true,
      description: 'From when they may be asked again.',
      resolve: (row) => row.notBefore,
    }),
    referral: t.string({
      nullable: true,
      description: 'Whom they name instead.',
      resolve: ({ referralName, referralTitle, referralEmail }) =>
        [referralName, referralTitle, referralEmail].filter((one) => one !== null).join(', ') || null,
    }),
    namedPerson: t.field({
      type: NamedPerson,
      nullable: true,
      description: 'Whom they name instead, in parts. Without an address only a person makes a lead of them.',
      resolve: ({ referralName, referralTitle, referralEmail }) =>
        referralName === null && referralEmail === null ? null : { name: referralName, title: referralTitle, email: referralEmail },
    }),
    referralLead: t.field({
      type: Lead,
      nullable: true,
      description: 'The lead that the named person became.',
      resolve: (row, _, { loaders }) => (row.referralLeadId === null ? null : loaders.lead.load(row.referralLeadId)),
    }),
    colleagues: t.field({
      type: [Lead],
      description: `Of a wrong person: up to ${mostColleagues} others at their company, the best fit first.`,
      resolve: async (row, _, { loaders }) => {
        if (row.class !== 'WRONG_PERSON' || row.leadId === null) return []
        const others = await loaders.colleaguesOf.load(row.leadId)
        const found = await Promise.all(others.map((id) => loaders.lead.load(id)))
        return found.filter((one) => one !== null)
      },
    }),
    preparedAnswer: t.field({
      type: PreparedAnswer,
      nullable: true,
      description: 'For a hot reply: the answer to begin with. A person completes and sends it.',
      resolve: async (row, _, { loaders }) => {
        const theirs = row.leadId === null ? null : await loaders.wholeLead.load(row.leadId)
        const { bookingLink, senderName } = await loaders.organisation()
        return preparedAnswer({ class: row.class, greeting: theirs?.firstName ?? null, subject: row.subject, bookingLink, senderName })
      },
    }),
    answer: t.field({
      type: Draft,
      nullable: true,
      description: 'What was answered from here: it went, or still may. One that did not can be written anew.',
      resolve: (row, _, { loaders }) => (row.answerDraftId === null ? null : loaders.draft.load(row.answerDraftId)),
    }),
    version: t.exposeInt('version', { description: 'Counts every change; classifyReply names the one that was seen.' }),
    at: t.field({ type: 'DateTime', description: 'When it was written, as the provider says.', resolve: (row) => row.at }),
  }),
})
