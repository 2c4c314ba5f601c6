import type { CheckedSettings, SettingProblem } from '@swarm/jobs/settings/check-settings'
import { loosensSafety } from '@swarm/jobs/settings/loosens-safety'
import { previewSettings } from '@swarm/jobs/settings/preview-settings'
import type { SafetyControl } from '@swarm/jobs/settings/safety-controls'
import { getSection, restoreSettings, type SavedSettings, updateSettings } from '@swarm/jobs/settings/save-settings'
import { type SettingChange, settingChanges } from '@swarm/jobs/settings/setting-changes'
import { type SettingField, settingFields, type settingKinds } from '@swarm/jobs/settings/setting-fields'
import { tighteningWords } from '@swarm/jobs/settings/tightening'
import { wakeAfterSaving } from '@swarm/jobs/settings/wake-after-saving'
import { z } from 'zod'
import { changesOf } from '../live/subscribe.ts'
import { builder, needs } from './builder.ts'
import { inWords } from './in-words.ts'
import { mutation } from './mutation.ts'
import { brakesOf } from './production-brakes.ts'
import {
  answered,
  listVersions,
  loadSettingsRow,
  type SectionRow,
  type SettingsRow,
  sectionNamed,
  type VersionRow,
} from './settings-rows.ts'

const SettingKindEnum = builder.enumType('SettingKind', {
  description: 'How a setting is filled in. CHOICES, TEXTS and NUMBERS are lists; ROWS are lists of objects; JSON is all that has no form.',
  values: inWords({
    SWITCH: 'On or off.',
    NUMBER: 'One number.',
    NUMBERS: 'A list of numbers.',
    TEXT: 'One line.',
    TEXTS: 'A list of lines.',
    TIME: 'A time of day.',
    CHOICE: 'One of several words.',
    CHOICES: 'Some of several words.',
    ROWS: 'A list of objects.',
    JSON: 'Whatever has no form.',
  } satisfies Record<(typeof settingKinds)[number], string>),
})

const Field = builder.objectRef<SettingField & { whileRamp: string | null }>('SettingField')
Field.implement({
  description: 'One setting as a form needs it.',
  extensions: needs('read'),
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Where it stands in the document: `ceilings.emailPerDay`. In a row: the column’s name.' }),
    group: t.exposeString('group', { nullable: true, description: 'What it belongs to; null at the top of its section.' }),
    label: t.exposeString('label', { description: 'Its name in words.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it decides.' }),
    unit: t.exposeString('unit', { nullable: true, description: 'What a number counts.' }),
    kind: t.expose('kind', { type: SettingKindEnum, description: 'How it is filled in.' }),
    options: t.field({
      type: 'JSON',
      description: 'A list of what can be chosen; empty for other kinds.',
      resolve: ({ options }) => options,
    }),
    min: t.exposeFloat('min', { nullable: true, description: 'The least number.' }),
    max: t.exposeFloat('max', { nullable: true, description: 'The greatest number.' }),
    isWhole: t.exposeBoolean('isWhole', { description: 'Whether numbers must be whole.' }),
    maxLength: t.exposeInt('maxLength', { nullable: true, description: 'The most characters of a text.' }),
    maxItems: t.exposeInt('maxItems', { nullable: true, description: 'The most entries of a list.' }),
    isOptional: t.exposeBoolean('isOptional', { description: 'Whether it may be left out.' }),
    isNullable: t.exposeBoolean('isNullable', { description: 'Whether it may be null: nothing is chosen.' }),
    columns: t.field({
      type: [Field],
      description: 'The parts of a row; empty for other kinds.',
      resolve: ({ columns }) => columns.map((column) => ({ ...column, whileRamp: null })),
    }),
    whileRamp: t.exposeString('whileRamp', {
      nullable: true,
      description: 'For a safety setting: what may be done with it while the ramp is on. Null for all others.',
    }),
  }),
})

const Problem = builder.objectRef<SettingProblem>('SettingProblem').implement({
  description: 'What is wrong with one value.',
  extensions: needs('read'),
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The path of the setting; empty for the document as a whole.' }),
    message: t.exposeString('message', { description: 'What is wrong, for a person.' }),
  }),
})

const Section = builder.objectRef<SectionRow>('SettingsSection').implement({
  description: 'One section of what a person decides. No secret ever stands here: keys live in the environment.',
  extensions: needs('read'),
  fields: (t) => ({
    name: t.string({ description: 'Stable name.', resolve: ({ editable }) => editable.section.name }),
    title: t.string({ description: 'Its name in words.', resolve: ({ editable }) => editable.title }),
    purpose: t.string({ description: 'What it decides.', resolve: ({ editable }) => editable.purpose }),
    version: t.exposeInt('version', { description: 'The version in force; 0 is the shipped one, which nobody has saved over yet.' }),
    document: t.field({ type: 'JSON', description: 'Every value in force.', resolve: ({ document }) => document }),
    shipped: t.field({
      type: 'JSON',
      description: 'The values that it is shipped with: version 0.',
      resolve: ({ editable }) => editable.section.schema.parse({}),
    }),
    fields: t.field({
      type: [Field],
      description: 'Every setting, in the order of a form.',
      resolve: ({ editable: { section, tightening } }) =>
        settingFields(section.schema).map((field) => {
          const tighter = tightening[field.path]
          return { ...field, whileRamp: tighter === undefined || tighter === 'free' ? null : tighteningWords(tighter) }
        }),
    }),
    changedBy: t.exposeString('changedBy', { nullable: true, description: 'Who saved the version in force; null for the shipped one.' }),
    changedAt: t.expose('changedAt', { type: 'DateTime', nullable: true, description: 'When, in real time.' }),
    problems: t.field({
      type: [Problem],
      description: 'What this version of the product refuses of the stored document. Nothing is sent on such a one.',
      resolve: ({ problems }) => problems,
    }),
  }),
})

const Control = builder.objectRef<SafetyControl>('SafetyControl').implement({
  description: 'One thing that keeps people safe.',
  extensions: needs('read'),
  fields: (t) => ({
    label: t.exposeString('label', { description: 'Its name in words.' }),
    section: t.exposeString('section', {
      nullable: true,
      description: 'The section that decides it; null for what the ramp itself holds.',
    }),
    path: t.exposeString('path', { nullable: true, description: 'The setting that decides it.' }),
    now: t.field({ type: 'JSON', nullable: true, description: 'What holds now.', resolve: (row) => row.now }),
    afterGraduation: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What holds once the ramp is over; null when it does not hold any more.',
      resolve: (row) => row.afterGraduation,
    }),
    unit: t.exposeString('unit', { nullable: true, description: 'What a number counts.' }),
    whileRamp: t.exposeString('whileRamp', {
      nullable: true,
      description: 'What may be done with it while the ramp is on; null once it is over.',
    }),
  }),
})

const Settings = builder.objectRef<SettingsRow>('Settings').implement({
  description: 'What a person decides: versioned documents, one for each section.',
  extensions: needs('read'),
  fields: (t) => ({
    sections: t.field({ type: [Section], description: 'Every section, in the order of the page.', resolve: ({ sections }) => sections }),
    tighteningOnly: t.exposeBoolean('isRampOn', {
      description: 'Whether safety settings can only be tightened now, because the ramp is on.',
    }),
    safetyControls: t.field({
      type: [Control],
      description: 'What keeps people safe, now and later.',
      resolve: ({ controls }) => controls,
    }),
  }),
})

const Change = builder.objectRef<SettingChange>('SettingChange').implement({
  description: 'One value that differs.',
  extensions: needs('read'),
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The path of the setting.' }),
    before: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The value before: the one in force, or that of the version before.',
      resolve: (row) => row.before,
    }),
    after: t.field({ type: 'JSON', nullable: true, description: 'The value that would be, or that came.', resolve: (row) => row.after }),
  }),
})

const Preview = builder.objectRef<CheckedSettings & { version: number }>('SettingsPreview').implement({
  description: 'What a save would come to. Nothing was changed.',
  extensions: needs('admin'),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'The version in force that it was compared with.' }),
    changes: t.field({ type: [Change], description: 'Every value that differs.', resolve: ({ changes }) => changes }),
    problems: t.field({ type: [Problem], description: 'What is not valid, value by value.', resolve: ({ problems }) => problems }),
    refusals: t.field({
      type: [Problem],
      description: 'What is valid but refused now, value by value.',
      resolve: ({ refusals }) => refusals,
    }),
  }),
})

const Version = builder.objectRef<VersionRow>('SettingsVersion').implement({
  description: 'One saved version of a section.',
  extensions: needs('read'),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Counts from 1.' }),
    document: t.field({ type: 'JSON', description: 'Its values, as they were saved.', resolve: ({ document }) => document }),
    changes: t.field({
      type: [Change],
      description: 'What it changed of the version before, value by value.',
      resolve: ({ before, document }) => settingChanges(before, document),
    }),
    by: t.exposeString('createdBy', { description: 'Who saved it.' }),
    at: t.expose('createdAt', { type: 'DateTime', description: 'When, in real time.' }),
  }),
})

const VersionConnection = builder.connectionObject(
  { type: Version, name: 'SettingsVersionConnection', description: 'A page of versions.' },
  { name: 'SettingsVersionEdge', description: 'One row of it.' },
)

builder.queryFields((t) => ({
  settings: t.field({
    type: Settings,
    description: 'What a person decides, as it stands.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => loadSettingsRow(reader),
  }),
  settingsVersions: t.connection(
    {
      type: Version,
      description: 'The saved versions of a section, newest first.',
      extensions: needs('read'),
      args: { section: t.arg.string({ required: true, description: 'The section’s name.' }) },
      resolve: (_, { section, ...page }, { reader }) => listVersions(reader, sectionNamed(section), page),
    },
    VersionConnection,
  ),
  settingsPreview: t.field({
    type: Preview,
    description: 'What a patch, or restoring a version, would change, and why it would be refused. Give one of the two.',
    extensions: needs('admin'),
    args: {
      section: t.arg.string({ required: true, description: 'The section’s name.' }),
      patch: t.arg({ type: 'JSON', description: 'As updateSettings takes it.' }),
      restore: t.arg.int({ description: 'A version, as restoreSettings takes it.' }),
    },
    resolve: async (_, { section, patch, restore }, context) => {
      const wanted = { section: sectionNamed(section), patch: patch ?? null, restore: restore ?? null }
      return answered(() => previewSettings(context.writer.sql, wanted, brakesOf(context)))
    },
  }),
}))

builder.subscriptionField('settingsChanged', (t) =>
  t.field({
    type: Settings,
    description: 'The settings, whenever somebody saves a section.',
    extensions: needs('read'),
    subscribe: (_, __, context) => changesOf(context, ['settings']),
    resolve: (_, __, { reader }) => loadSettingsRow(reader),
  }),
)

const version = z.int().min(0, 'counts from 0').max(2_147_483_646)
const section = z.string().max(100)

mutation<{ section: string; patch: unknown; expectedVersion: number }, SavedSettings>({
  name: 'updateSettings',
  description:
    'Saves a section with a patch laid over it (JSON merge patch: objects are merged, lists replaced, null brings the default back). While the ramp is on, safety settings can only be tightened.',
  needs: ['admin'],
  input: (t) => ({
    section: t.string({ required: true, description: 'The section’s name.' }),
    patch: t.field({ type: 'JSON', required: true, description: 'What changes.' }),
    expectedVersion: t.int({ required: true, description: 'The version that it was made on; another one in force is a conflict.' }),
  }),
  schema: z.object({ section, patch: z.unknown(), expectedVersion: version }),
  asksAgain: (input, { writer }) => loosensSafety(writer.sql, { ...input, restore: null }),
  run: async (input, context) =>
    wakeAfterSaving(context.wake, await updateSettings(context.writer, context.caller, input, brakesOf(context))),
  success: (t) => ({
    section: t.field({
      type: Section,
      description: 'The section as it stands.',
      resolve: (saved, _, { reader }) => savedSection(reader, saved),
    }),
  }),
})

mutation<{ section: string; version: number; expectedVersion: number }, SavedSettings>({
  name: 'restoreSettings',
  description: 'Makes an older version of a section the newest again, under the same rules as any save.',
  needs: ['admin'],
  input: (t) => ({
    section: t.string({ required: true, description: 'The section’s name.' }),
    version: t.int({ required: true, description: 'Which version; 0 is the shipped one.' }),
    expectedVersion: t.int({ required: true, description: 'The version in force, as it was seen; another one is a conflict.' }),
  }),
  schema: z.object({ section, version, expectedVersion: version }),
  asksAgain: (input, { writer }) => loosensSafety(writer.sql, { ...input, patch: null, restore: input.version }),
  run: async (input, context) =>
    wakeAfterSaving(context.wake, await restoreSettings(context.writer, context.caller, input, brakesOf(context))),
  success: (t) => ({
    section: t.field({
      type: Section,
      description: 'The section as it stands.',
      resolve: (saved, _, { reader }) => savedSection(reader, saved),
    }),
  }),
})

async function savedSection(reader: Parameters<typeof loadSettingsRow>[0], { section }: SavedSettings): Promise<SectionRow> {
  const { sections } = await loadSettingsRow(reader, [getSection(section)])
  const [row] = sections
  if (!row) throw new Error('the section that was just saved is gone')
  return row
}
