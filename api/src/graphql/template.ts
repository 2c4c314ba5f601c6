import { angleName } from '@swarm/jobs/craft/angle-name'
import type { TemplateCheck } from '@swarm/jobs/craft/check-template'
import { isPlaceholderName, PLACEHOLDERS, type PlaceholderName } from '@swarm/jobs/craft/placeholders'
import { previewTemplate, type TemplatePreview } from '@swarm/jobs/craft/preview-template'
import { type SavedTemplate, saveTemplate } from '@swarm/jobs/craft/save-template'
import { wordCount } from '@swarm/jobs/craft/sentences'
import { signOffTemplate } from '@swarm/jobs/craft/sign-off-template'
import type { Trial } from '@swarm/jobs/craft/try-template'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { mustLoad } from './batch.ts'
import { builder, decodeGlobalId, needs } from './builder.ts'
import { ComplianceCheckType, Draft } from './draft/type.ts'
import { Tier } from './enums.ts'
import { ReasonType } from './errors.ts'
import { mutation, text } from './mutation.ts'
import { loadOutdatedDrafts, loadTemplateRows, type SignOffRow, type TemplateRow, type TemplateVersionRow } from './template-rows.ts'

const TemplateVersion = builder.objectRef<TemplateVersionRow>('TemplateVersion').implement({
  description: 'One version of a text, as it was saved. Versions never change.',
  extensions: needs('read'),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Counts from 1.' }),
    document: t.field({
      type: 'JSON',
      description:
        'Subjects, openers (best first), body and sign-off, with names in braces for words of the lead; see templatePlaceholders.',
      resolve: ({ document }) => document,
    }),
    note: t.exposeString('note', { nullable: true, description: 'Why it was changed.' }),
    createdBy: t.exposeString('createdBy', { description: 'Who saved it.' }),
    createdAt: t.field({ type: 'DateTime', description: 'When, in business time.', resolve: (row) => row.createdAt }),
  }),
})

const TemplateSignOff = builder.objectRef<SignOffRow>('TemplateSignOff').implement({
  description: 'A reviewer’s word that a version goes live.',
  extensions: needs('read'),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Which version.' }),
    replaced: t.exposeInt('replaced', { nullable: true, description: 'The version that it took the place of.' }),
    note: t.exposeString('note', { nullable: true, description: 'What the reviewer said.' }),
    actor: t.exposeString('actor', { description: 'Who.' }),
    at: t.field({ type: 'DateTime', description: 'When, in business time.', resolve: (row) => row.at }),
  }),
})

/** The document that a text stands for: the live one, or the newest of a text that never was live. */
const standing = ({ live, newest }: TemplateRow): TemplateVersionRow['document'] => (live ?? newest).document

const Template = builder.objectRef<TemplateRow>('Template').implement({
  description: 'One text: the strategy of a first email, a follow-up, a LinkedIn message or what a person says.',
  extensions: needs('read'),
  fields: (t) => ({
    angle: t.exposeString('angle', { description: 'Its name; of first touches the angle.' }),
    kind: t.string({
      description: 'first_touch, follow_up, revival, connection_note, linkedin_message or a script.',
      resolve: (row) => standing(row).kind,
    }),
    channel: t.string({ description: 'EMAIL, LINKEDIN or TASK.', resolve: (row) => standing(row).channel }),
    tiers: t.field({ type: [Tier], description: 'Who may get it.', resolve: (row) => standing(row).tiers }),
    live: t.field({
      type: TemplateVersion,
      nullable: true,
      description: 'What is written from: the version that was signed off last. Null while none was: nobody gets a new text before that.',
      resolve: ({ live }) => live,
    }),
    newest: t.field({
      type: TemplateVersion,
      description: 'The newest version, live or waiting for a sign-off.',
      resolve: ({ newest }) => newest,
    }),
    versions: t.field({
      type: [TemplateVersion],
      description: 'Every version, newest first.',
      resolve: ({ angle }, _, { loaders }) => loaders.templateVersions.load(angle),
    }),
    signOffs: t.field({
      type: [TemplateSignOff],
      description: 'Who let which version go live, the last first.',
      resolve: ({ angle }, _, { loaders }) => loaders.templateSignOffs.load(angle),
    }),
    outdated: t.exposeInt('outdated', {
      description:
        'Waiting drafts that were made from another version than the live one and that nobody edited. They keep their words until somebody crafts them again.',
    }),
  }),
})

builder.queryField('templates', (t) =>
  t.field({
    type: [Template],
    description: 'Every text that is written from, by name.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => loadTemplateRows(reader),
  }),
)

builder.queryField('template', (t) =>
  t.field({
    type: Template,
    nullable: true,
    description: 'One text; null when there is none of this name.',
    extensions: needs('read'),
    args: { angle: t.arg.string({ required: true, description: 'Its name.' }) },
    resolve: async (_, { angle }, { reader }) => (await loadTemplateRows(reader)).find((row) => row.angle === angle) ?? null,
  }),
)

builder.queryField('outdatedDrafts', (t) =>
  t.field({
    type: [Draft],
    description:
      'Waiting drafts of a text that were made from another version than the live one: the oldest, at most 100. recraftDrafts makes them anew.',
    extensions: needs('read'),
    args: { angle: t.arg.string({ required: true, description: 'Name of the text.' }) },
    resolve: async (_, { angle }, { reader, loaders }) => {
      const ids = await loadOutdatedDrafts(reader, angle, 100)
      return Promise.all(ids.map((id) => mustLoad(loaders.draft.load(id))))
    },
  }),
)

const PlaceholderType = builder.objectRef<PlaceholderName>('TemplatePlaceholder').implement({
  description: 'A name that may stand in braces in a text.',
  extensions: needs('read'),
  fields: (t) => ({
    name: t.string({ description: 'Written {name}.', resolve: (name) => name }),
    from: t.string({
      description: 'Where the words come from: a kind of evidence, organisation or greeting.',
      resolve: (name) => PLACEHOLDERS[name].from,
    }),
    example: t.string({ description: 'What it reads like.', resolve: (name) => PLACEHOLDERS[name].example }),
  }),
})

builder.queryField('templatePlaceholders', (t) =>
  t.field({
    type: [PlaceholderType],
    description: 'Every name that may stand in braces in a text.',
    extensions: needs('read'),
    resolve: () => Object.keys(PLACEHOLDERS).filter(isPlaceholderName),
  }),
)

const TemplateCheckType = builder.objectRef<TemplateCheck>('TemplateCheck').implement({
  description: 'One thing that is asked of a text before it may go live, tried on sample leads.',
  extensions: needs('read'),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Stable name.' }),
    label: t.exposeString('label', { description: 'The same in words.' }),
    passed: t.exposeBoolean('passed', { description: 'Whether it holds.' }),
    messages: t.exposeStringList('messages', { description: 'What is wrong.' }),
  }),
})

type Part = { text: string; evidence: string | null }

const TemplatePart = builder.objectRef<Part>('TemplatePart').implement({
  description: 'A piece of a tried text: words of the text itself, or words that rest on evidence.',
  extensions: needs('read'),
  fields: (t) => ({
    text: t.exposeString('text', { description: 'The words.' }),
    evidence: t.exposeString('evidence', {
      nullable: true,
      description: 'What they rest on, with its source; null for the text’s own words.',
    }),
  }),
})

/** A text cut at the borders of its claims. */
function partsOf({ message, evidence }: Trial, field: 'subject' | 'body'): Part[] {
  const whole = message[field] ?? ''
  const claims = message.claims.filter((claim) => claim.field === field).toSorted((one, other) => one.start - other.start)
  const parts: Part[] = []
  let from = 0
  for (const { start, end, evidenceId } of claims) {
    const piece = evidence.find(({ id }) => id === evidenceId)
    parts.push(
      { text: whole.slice(from, start), evidence: null },
      { text: whole.slice(start, end), evidence: piece ? `${piece.text} (${piece.source})` : null },
    )
    from = end
  }
  return [...parts, { text: whole.slice(from), evidence: null }].filter(({ text: words }) => words !== '')
}

const TemplateForm = builder.objectRef<Trial>('TemplateForm').implement({
  description: 'A text as one lead would get it, with one of its openers and subjects.',
  extensions: needs('read'),
  fields: (t) => ({
    opener: t.int({ description: 'Which opener; counts from 1.', resolve: ({ opener }) => opener + 1 }),
    variant: t.exposeString('variant', { nullable: true, description: 'Which subject, A or B; null without one.' }),
    subject: t.string({ nullable: true, description: 'Emails only.', resolve: ({ message }) => message.subject }),
    subjectParts: t.field({ type: [TemplatePart], description: 'The subject in pieces.', resolve: (trial) => partsOf(trial, 'subject') }),
    body: t.string({ description: 'The text.', resolve: ({ message }) => message.body }),
    bodyParts: t.field({ type: [TemplatePart], description: 'The text in pieces.', resolve: (trial) => partsOf(trial, 'body') }),
    footer: t.exposeString('footer', { description: 'Signature, address and ways to unsubscribe; empty for other channels.' }),
    words: t.int({ description: 'Words of the text, greeting and sign-off included.', resolve: ({ message }) => wordCount(message.body) }),
    compliance: t.field({ type: [ComplianceCheckType], description: 'Every check on this form.', resolve: ({ compliance }) => compliance }),
    problems: t.field({
      type: [ReasonType],
      description: 'What lengths and guards found; empty when nothing is wrong.',
      resolve: ({ problems }) => problems,
    }),
  }),
})

const TemplatePreviewType = builder.objectRef<TemplatePreview>('TemplatePreview').implement({
  description: 'A text that nobody has saved yet, tried on one lead.',
  extensions: needs('read'),
  fields: (t) => ({
    passed: t.exposeBoolean('passed', { description: 'Whether a reviewer may sign it off.' }),
    checks: t.field({ type: [TemplateCheckType], description: 'What is asked of every text.', resolve: ({ checks }) => checks }),
    forms: t.field({
      type: [TemplateForm],
      description: 'Every opener that can be said to this lead, with every subject; the first opener is what crafting takes.',
      resolve: ({ tried }) => tried.trials,
    }),
    unsaid: t.field({ type: [ReasonType], description: 'Why openers can’t be said to this lead.', resolve: ({ tried }) => tried.unsaid }),
  }),
})

builder.queryField('templatePreview', (t) =>
  t.field({
    type: TemplatePreviewType,
    description: 'Tries a text on a lead without saving it, with every check that a sign-off asks for.',
    extensions: needs('read'),
    args: {
      angle: t.arg.string({ required: true, description: 'Name of the text.' }),
      document: t.arg({ type: 'JSON', required: true, description: 'The text, as TemplateVersion.document.' }),
      leadId: t.arg.id({ description: 'Whom to try it on; a made-up lead where none is given.' }),
    },
    resolve: (_, { angle, document, leadId }, { reader }) => {
      const decoded = leadId == null ? null : decodeGlobalId(leadId)
      if (leadId != null && decoded?.typename !== 'Lead')
        throw new GraphQLError('leadId is not an id of a Lead.', { extensions: { code: 'INVALID_INPUT', path: ['leadId'] } })
      return reader.read((db) => previewTemplate(db, { angle, document, leadId: decoded?.id ?? null }))
    },
  }),
)

const note = text({ max: 500 }).nullish()
const success = (t: Parameters<Parameters<typeof mutation<unknown, SavedTemplate>>[0]['success']>[0]) => ({
  template: t.field({
    type: Template,
    description: 'The text as it stands now.',
    resolve: async ({ angle: name }: SavedTemplate, _, { reader }) => {
      const row = (await loadTemplateRows(reader)).find((one) => one.angle === name)
      if (!row) throw new Error(`template ${name} is gone`)
      return row
    },
  }),
})

const saveInput = z.object({ angle: angleName, document: z.unknown(), note, expectedVersion: z.int().min(0) })

mutation<z.infer<typeof saveInput>, SavedTemplate>({
  name: 'saveTemplate',
  description: 'Saves the next version of a text, or the first of a new one. It is written from once a reviewer has signed it off.',
  needs: ['admin'],
  input: (t) => ({
    angle: t.string({ required: true, description: 'Name of the text.' }),
    document: t.field({ type: 'JSON', required: true, description: 'The text, as TemplateVersion.document.' }),
    note: t.string({ description: 'Why, at most 500 characters.' }),
    expectedVersion: t.int({ required: true, description: 'The newest version that was seen; 0 for a new text.' }),
  }),
  schema: saveInput,
  success,
  run: (input, { writer, caller }) => saveTemplate(writer, caller, { ...input, note: input.note ?? null }),
})

const signOffInput = z.object({ angle: angleName, version: z.int().min(1), liveVersion: z.int().min(1).nullish(), note })

mutation<z.infer<typeof signOffInput>, SavedTemplate>({
  name: 'signOffTemplate',
  description:
    'Lets a version of a text go live, an older one too. Refused while it fails a check. Drafts that were made before keep their words.',
  needs: ['review'],
  input: (t) => ({
    angle: t.string({ required: true, description: 'Name of the text.' }),
    version: t.int({ required: true, description: 'The version that goes live.' }),
    liveVersion: t.int({ description: 'The live version that was seen; left out where none is live.' }),
    note: t.string({ description: 'For everyone to read, at most 500 characters.' }),
  }),
  schema: signOffInput,
  success,
  run: (input, { writer, caller }) =>
    signOffTemplate(writer, caller, { ...input, liveVersion: input.liveVersion ?? null, note: input.note ?? null }),
})
