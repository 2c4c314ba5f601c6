import type { KeysetOrder } from '@swarm/db/keyset'
import { mergeSuggestion, type mergeSuggestionKind } from '@swarm/db/schema/lead-merge'
import { dismissMergeSuggestion } from '@swarm/jobs/merge/dismiss-merge-suggestion'
import { mergeLeads } from '@swarm/jobs/merge/merge-leads'
import { unmergeLeads } from '@swarm/jobs/merge/unmerge-leads'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { builder, encodeGlobalId, needs } from './builder.ts'
import { inWords } from './in-words.ts'
import { Lead } from './lead-type.ts'
import { loadMerge, type MergeRow, type SuggestionRow, suggestionColumns } from './merge-rows.ts'
import { idOf, mutation, text } from './mutation.ts'
import { listPage } from './page.ts'

const MergeSuggestionKind = builder.enumType('MergeSuggestionKind', {
  description:
    'SAME_PERSON: a source names the address of one with the profile of the other, and nothing speaks against it; merged by itself as soon as nothing is under way. CONTRADICTION: a source says so, but each has another of its own. SAME_NAME: the same name at the same company.',
  values: inWords({
    SAME_PERSON: 'A source names the address of one with the profile of the other; merged by itself as soon as nothing is under way.',
    CONTRADICTION: 'Something says the same person, and something else speaks against it.',
    SAME_NAME: 'The same name at the same company.',
  } satisfies Record<(typeof mergeSuggestionKind.enumValues)[number], string>),
})

const LeadMerge = builder.objectRef<MergeRow>('LeadMerge').implement({
  description: 'Two leads that became one: the older stayed, the younger went into it.',
  extensions: needs('read'),
  fields: (t) => ({
    id: t.id({ description: 'For unmergeLeads.', resolve: (row) => encodeGlobalId('LeadMerge', row.id) }),
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'The lead that stayed.',
      resolve: (row, _, { loaders }) => loaders.lead.load(row.leadId),
    }),
    mergedName: t.exposeString('mergedName', { description: 'Name, address or profile of the lead that went.' }),
    mergedEmail: t.exposeString('mergedEmail', { nullable: true, description: 'Its address.' }),
    mergedLinkedinUrl: t.exposeString('mergedLinkedinUrl', { nullable: true, description: 'Its profile.' }),
    reason: t.exposeString('reason', { description: 'What said that they are one person.' }),
    mergedBy: t.exposeString('mergedBy', { description: 'Who merged them.' }),
    mergedAt: t.field({ type: 'DateTime', description: 'When, in business time.', resolve: (row) => row.mergedAt }),
    undoneBy: t.exposeString('undoneBy', { nullable: true, description: 'Who took them apart again.' }),
    undoneAt: t.field({ type: 'DateTime', nullable: true, description: 'When they were taken apart.', resolve: (row) => row.undoneAt }),
  }),
})

const MergeSuggestion = builder.objectRef<SuggestionRow>('MergeSuggestion').implement({
  description: 'Two leads that may be one person, and what says so.',
  extensions: needs('read'),
  fields: (t) => ({
    id: t.id({ description: 'For dismissMergeSuggestion.', resolve: (row) => encodeGlobalId('MergeSuggestion', row.id) }),
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'One of them.',
      resolve: (row, _, { loaders }) => loaders.lead.load(row.leadId),
    }),
    other: t.field({
      type: Lead,
      nullable: true,
      description: 'The second lead of the pair.',
      resolve: (row, _, { loaders }) => loaders.lead.load(row.otherId),
    }),
    kind: t.expose('kind', { type: MergeSuggestionKind, description: 'How much speaks for it.' }),
    evidence: t.exposeString('evidence', { description: 'What says so.' }),
    refusal: t.exposeString('refusal', { nullable: true, description: 'Why it could not be merged by itself at the last try.' }),
    at: t.field({ type: 'DateTime', description: 'Since when it is suggested, in business time.', resolve: (row) => row.at }),
  }),
})

builder.objectFields(Lead, (t) => ({
  merges: t.field({
    type: [LeadMerge],
    description: 'Leads that were merged into this one, newest first; those that were taken apart again too.',
    resolve: (row, _, { loaders }) => loaders.mergesOf.load(row.id),
  }),
  mergeSuggestions: t.field({
    type: [MergeSuggestion],
    description: 'Leads that may be the same person; nobody has decided about them yet.',
    resolve: (row, _, { loaders }) => loaders.mergeSuggestionsOf.load(row.id),
  }),
}))

const newestFirst: KeysetOrder = {
  name: 'mergeSuggestions',
  value: sql`${mergeSuggestion.at}`,
  id: sql`${mergeSuggestion.id}`,
  type: 'timestamptz',
  descending: true,
}

builder.queryField('mergeSuggestions', (t) =>
  t.connection(
    {
      type: MergeSuggestion,
      description: 'Pairs of leads that may be one person and that nobody has decided about, newest first.',
      extensions: needs('read'),
      resolve: (_, args, { reader }) =>
        listPage<SuggestionRow>({
          reader,
          args,
          order: newestFirst,
          from: sql`${mergeSuggestion}`,
          conditions: [sql`${mergeSuggestion.dismissedAt} is null`],
          rows: (db, { where, orderBy, limit }) =>
            db.select(suggestionColumns).from(mergeSuggestion).where(where).orderBy(orderBy).limit(limit),
          cursorOf: (row) => ({ value: row.at.toISOString(), id: row.id }),
        }),
    },
    { name: 'MergeSuggestionConnection', description: 'A page of suggestions.' },
    { name: 'MergeSuggestionEdge', description: 'One row of it.' },
  ),
)

mutation({
  name: 'mergeLeads',
  description:
    'Makes one lead of two that are one person: the older keeps its id and history and gets everything of the other. Whoever may not be written to under one of their names may not be under any. Refused while a message to one of them is in a frozen batch or being handed over.',
  needs: ['operate'],
  input: (t) => ({
    leadId: t.id({ required: true, description: 'One of them.' }),
    otherId: t.id({ required: true, description: 'The other; which is the older decides who stays, not the order.' }),
    reason: t.string({ description: 'What says that they are one person, for the timeline; up to 500 characters.' }),
  }),
  schema: z.object({ leadId: idOf('Lead'), otherId: idOf('Lead'), reason: text({ min: 1, max: 500 }).nullish() }),
  run: ({ leadId, otherId, reason }, { writer, caller }) =>
    mergeLeads(writer, caller, { leadId, otherId, reason: reason ?? `${caller.name} says that they are one person.` }),
  success: (t) => ({
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'The lead that stays.',
      resolve: ({ leadId }, _, { loaders }) => loaders.lead.load(leadId),
    }),
    merge: t.field({
      type: LeadMerge,
      nullable: true,
      description: 'What was done, to be undone.',
      resolve: ({ mergeId }, _, { reader }) => loadMerge(reader, mergeId),
    }),
    rows: t.int({ description: 'Rows that moved, of every kind.', resolve: ({ rows }) => rows }),
  }),
})

mutation({
  name: 'unmergeLeads',
  description:
    'Takes two merged leads apart again, each with its own rows and values. What was sent, answered or refused meanwhile counts for both; they are never merged by themselves again.',
  needs: ['operate'],
  input: (t) => ({ mergeId: t.id({ required: true, description: 'Which merge, as Lead.merges names it.' }) }),
  schema: z.object({ mergeId: idOf('LeadMerge') }),
  run: (input, { writer, caller }) => unmergeLeads(writer, caller, input),
  success: (t) => ({
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'The lead that had stayed.',
      resolve: ({ leadId }, _, { loaders }) => loaders.lead.load(leadId),
    }),
    other: t.field({
      type: Lead,
      nullable: true,
      description: 'The lead that is back.',
      resolve: ({ otherId }, _, { loaders }) => loaders.lead.load(otherId),
    }),
    rows: t.int({ description: 'Rows that went back.', resolve: ({ rows }) => rows }),
  }),
})

mutation({
  name: 'dismissMergeSuggestion',
  description: 'Says that two leads are two people: they are not suggested again and never merged by themselves.',
  needs: ['operate'],
  input: (t) => ({ id: t.id({ required: true, description: 'Which suggestion.' }) }),
  schema: z.object({ id: idOf('MergeSuggestion') }),
  run: (input, { writer, caller }) => dismissMergeSuggestion(writer, caller, input),
  success: (t) => ({
    lead: t.field({
      type: Lead,
      nullable: true,
      description: 'One of them.',
      resolve: ({ leadId }, _, { loaders }) => loaders.lead.load(leadId),
    }),
    other: t.field({
      type: Lead,
      nullable: true,
      description: 'The second lead of the pair.',
      resolve: ({ otherId }, _, { loaders }) => loaders.lead.load(otherId),
    }),
  }),
})
