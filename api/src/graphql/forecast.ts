import type { ForecastDay } from '@swarm/jobs/cadence/forecast'
import { loadForecast } from '@swarm/jobs/cadence/load-forecast'
import { type PlanPreview, previewPlan } from '@swarm/jobs/cadence/preview-plan'
import { GraphQLError } from 'graphql'
import { builder, needs } from './builder.ts'
import { holidays } from './send-rows.ts'

/** Furthest day that is asked for. */
const mostDays = 90

export const ForecastDayType = builder.objectRef<ForecastDay>('ForecastDay').implement({
  description: 'One day of the organisation as it will be when everything due is approved in time and nobody answers.',
  extensions: needs('read'),
  fields: (t) => ({
    on: t.field({ type: 'Date', description: 'The day.', resolve: (row) => row.on }),
    emailsDue: t.exposeInt('emailsDue', { description: 'Emails whose turn it is, with those that went over from the days before.' }),
    emailsSent: t.exposeInt('emailsSent', { description: 'Those that fit into the ceilings.' }),
    emailLimit: t.exposeInt('emailLimit', { description: 'The most emails of the day; of today what is left.' }),
    firstTouches: t.exposeInt('firstTouches', { description: 'First touches among what goes, on any channel.' }),
    followUps: t.exposeInt('followUps', { description: 'Follow-ups among what goes, on any channel.' }),
    linkedinRequestsDue: t.exposeInt('linkedinRequestsDue', { description: 'Connection requests whose turn it is.' }),
    linkedinRequestsSent: t.exposeInt('linkedinRequestsSent', { description: 'Those that fit.' }),
    linkedinRequestLimit: t.exposeInt('linkedinRequestLimit', { description: 'The most of the day, all accounts together.' }),
    linkedinMessagesDue: t.exposeInt('linkedinMessagesDue', { description: 'LinkedIn messages whose turn it is.' }),
    linkedinMessagesSent: t.exposeInt('linkedinMessagesSent', { description: 'Those that fit.' }),
    linkedinMessageLimit: t.exposeInt('linkedinMessageLimit', { description: 'The most of the day, all accounts together.' }),
    tasks: t.exposeInt('tasks', { description: 'Tasks that people get.' }),
  }),
})

builder.queryField('forecast', (t) =>
  t.field({
    type: [ForecastDayType],
    description:
      'What the next days will bring, today first: running cadences and approved first touches against windows, ceilings and the ramp.',
    extensions: needs('read'),
    args: { days: t.arg.int({ defaultValue: 30, description: 'How many days, at most 90.' }) },
    resolve: (_, { days }, { reader }) => reader.read((db) => loadForecast(db, holidays, daysAsked(days))),
  }),
)

function daysAsked(days: number | null | undefined): number {
  const asked = days ?? 30
  if (asked < 1 || asked > mostDays)
    throw new GraphQLError(`A forecast has 1 to ${mostDays} days, ${asked} were asked for.`, {
      extensions: { code: 'INVALID_INPUT', path: ['days'] },
    })
  return asked
}

const PlanPreviewType = builder.objectRef<PlanPreview>('CadencePlanPreview').implement({
  description: 'What the next version of a plan would bring. Running cadences keep theirs; first touches that wait begin by it.',
  extensions: needs('read'),
  fields: (t) => ({
    problems: t.exposeStringList('problems', { description: 'Why it can’t be saved, a sentence each.' }),
    isInForce: t.exposeBoolean('isInForce', { description: 'Whether cadences begin by this plan; else the coming days stay as they are.' }),
    before: t.field({ type: [ForecastDayType], description: 'The coming days as things stand.', resolve: (row) => row.before }),
    after: t.field({
      type: [ForecastDayType],
      nullable: true,
      description: 'The same days as they would be; null for a plan that can’t be saved.',
      resolve: (row) => row.after,
    }),
  }),
})

builder.queryField('cadencePlanPreview', (t) =>
  t.field({
    type: PlanPreviewType,
    description: 'What saveCadencePlan would bring, beside what stands. Changes nothing.',
    extensions: needs('read'),
    args: {
      name: t.arg.string({ required: true, description: 'The plan’s name.' }),
      document: t.arg({ type: 'JSON', required: true, description: 'title, and steps as cadence.plan shows them.' }),
      days: t.arg.int({ defaultValue: 30, description: 'How many days, at most 90.' }),
    },
    resolve: (_, { name, document, days }, { reader }) =>
      reader.read((db) => previewPlan(db, holidays, { name, document, days: daysAsked(days) })),
  }),
)
