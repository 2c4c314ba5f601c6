import { type CarriedExclusion, type CarriedOver, type CarriedSuppression, carryOver } from '@swarm/jobs/go-live/carry-over'
import { confirmGoLive } from '@swarm/jobs/go-live/confirm-go-live'
import { loadProductionList } from '@swarm/jobs/go-live/load-production-list'
import type { GoLiveItem } from '@swarm/jobs/go-live/production-list'
import { loadGoLive } from '@swarm/jobs/ramp/go-live'
import { z } from 'zod'
import { builder, needs } from './builder.ts'
import { mutation, text } from './mutation.ts'
import { deploymentOf } from './production-brakes.ts'
import { RampCriterionType } from './ramp.ts'

const GoLiveItemType = builder.objectRef<GoLiveItem>('GoLiveItem').implement({
  description: 'One thing that must be so before the first message to a real person.',
  extensions: needs('admin'),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'A stable name, such as https_address.' }),
    title: t.exposeString('title', { description: 'What it is called on the page.' }),
    passed: t.exposeBoolean('passed', { description: 'Whether it holds, or a person answers for it.' }),
    value: t.exposeString('value', { description: 'What was found.' }),
    required: t.exposeString('required', { description: 'What is asked for.' }),
    blocking: t.boolean({
      description: 'Whether shadow mode can’t be switched off in production without it; false: advice.',
      resolve: (row) => row.isBlocking,
    }),
    evidence: t.field({ type: 'JSON', nullable: true, description: 'What it was computed from.', resolve: (row) => row.evidence }),
    checkedAt: t.expose('checkedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the oldest part of that was written or looked up; null: it is looked up with the question, or never was.',
    }),
    confirmable: t.boolean({ description: 'Whether a person may answer for it where no row can.', resolve: (row) => row.isConfirmable }),
    confirmedBy: t.exposeString('confirmedBy', { nullable: true, description: 'Who answers for it.' }),
    confirmationNote: t.exposeString('confirmationNote', { nullable: true, description: 'Why, in their words.' }),
    todo: t.exposeString('todo', { description: 'What to do where it does not hold.' }),
    href: t.exposeString('href', { description: 'The page where that is done.' }),
  }),
})

builder.queryFields((t) => ({
  goLive: t.field({
    type: [RampCriterionType],
    description: 'The way to going live in 8 steps. The autonomy score is the share of them that passed.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => reader.read(loadGoLive),
  }),
  productionList: t.field({
    type: [GoLiveItemType],
    description: 'The production checklist: what must be so before the first message to a real person, with what was found and when.',
    extensions: needs('admin'),
    resolve: async (_, __, context) => loadProductionList(context.writer.sql, await deploymentOf(context)),
  }),
}))

mutation<{ item: string; confirmed: boolean; note: string }, { item: string }>({
  name: 'confirmGoLive',
  description: 'Says that a person answers for an item of the production list that no row can tell, or takes that back.',
  needs: ['admin'],
  input: (t) => ({
    item: t.string({ required: true, description: 'Its name; one that is confirmable.' }),
    confirmed: t.boolean({ required: true, description: 'False takes an earlier word back.' }),
    note: t.string({ required: true, description: 'Why; 10 to 1,000 characters. It stays in the audit trail.' }),
  }),
  schema: z.object({ item: z.string().max(100), confirmed: z.boolean(), note: text({ min: 10, max: 1_000 }) }),
  run: ({ item, confirmed, note }, { writer, caller }) => confirmGoLive(writer, caller, { item, isConfirmed: confirmed, note }),
  success: (t) => ({
    list: t.field({
      type: [GoLiveItemType],
      description: 'The list as it stands.',
      resolve: async (_, __, context) => loadProductionList(context.writer.sql, await deploymentOf(context)),
    }),
  }),
})

/** Entries of one call; a list comes in pieces. */
const mostEntries = 500
const named = (t: Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0]) => ({
  email: t.string({ description: 'An address.' }),
  domain: t.string({ description: 'A domain with its subdomains.' }),
  linkedinUrl: t.string({ description: 'A LinkedIn profile.' }),
  source: t.string({ required: true, description: 'Who or what listed it there.' }),
})

const CarriedSuppressionInput = builder.inputType('CarriedSuppressionInput', {
  description: 'A suppression of the sandbox. It names exactly one of address, domain and profile.',
  fields: (t) => ({
    ...named(t),
    reason: t.string({ required: true, description: 'Why it is suppressed.' }),
    until: t.field({ type: 'DateTime', description: 'Until when, after repeated soft bounces; for ever when left out.' }),
  }),
})

const CarriedExclusionInput = builder.inputType('CarriedExclusionInput', {
  description: 'An exclusion of the sandbox.',
  fields: (t) => ({
    ...named(t),
    kind: t.string({ required: true, description: 'CUSTOMER, COMPETITOR or DO_NOT_CONTACT.' }),
    name: t.string({ description: 'A company by its name, where no domain is known.' }),
    note: t.string({ description: 'What was noted with it.' }),
  }),
})

const orNull = (most: number) =>
  z
    .string()
    .max(most)
    .nullish()
    .transform((value) => value ?? null)
const namedFields = { email: orNull(320), domain: orNull(253), linkedinUrl: orNull(500), source: text({ min: 1, max: 200 }) }
const carriedOver: z.ZodType<{ suppressions: CarriedSuppression[]; exclusions: CarriedExclusion[] }> = z.object({
  suppressions: z
    .array(
      z.object({
        ...namedFields,
        reason: text({ min: 1, max: 1_000 }),
        until: z
          .date()
          .nullish()
          .transform((value) => value ?? null),
      }),
    )
    .max(mostEntries),
  exclusions: z
    .array(z.object({ ...namedFields, kind: z.enum(['CUSTOMER', 'COMPETITOR', 'DO_NOT_CONTACT']), name: orNull(300), note: orNull(1_000) }))
    .max(mostEntries),
})

mutation<z.infer<typeof carriedOver>, CarriedOver>({
  name: 'carryOver',
  description:
    'Takes suppressions and exclusions of a sandbox over, as `swarm go-live --from` does. What is listed already stays; nothing is lifted.',
  needs: ['admin'],
  input: (t) => ({
    suppressions: t.field({ type: [CarriedSuppressionInput], required: true, description: `At most ${mostEntries}.` }),
    exclusions: t.field({ type: [CarriedExclusionInput], required: true, description: `At most ${mostEntries}.` }),
  }),
  schema: carriedOver,
  run: (input, { writer, caller }) => carryOver(writer, caller, input),
  success: (t) => ({
    added: t.exposeInt('added', { description: 'Entries that were not listed before.' }),
    known: t.exposeInt('known', { description: 'Entries that were.' }),
  }),
})
