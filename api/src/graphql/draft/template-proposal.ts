import { draftEditChange } from '@swarm/db/schema/draft-edit'
import { listProposals, type TemplateProposal } from '@swarm/jobs/review/list-proposals'
import { acceptProposal, dismissProposal } from '@swarm/jobs/review/settle-proposal'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { builder, needs } from '../builder.ts'
import { mutation, text } from '../mutation.ts'
import { DraftEdit } from './edits.ts'

/** Edits that are shown with a proposal; `draftEdits` has all of them. */
const mostShown = 20

const TemplateProposalType = builder.objectRef<TemplateProposal>('TemplateProposal').implement({
  description: 'An edit that reviewers made again and again: a change of the template, for a person to accept or to dismiss.',
  extensions: needs('read'),
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Names the proposal in acceptTemplateProposal and dismissTemplateProposal.' }),
    angle: t.exposeString('angle', { description: 'The template: the message strategy.' }),
    field: t.exposeString('field', { description: 'subject or body.' }),
    before: t.exposeString('before', { description: 'The words as drafts had them.' }),
    after: t.exposeString('after', { description: 'The words that reviewers put in their place.' }),
    left: t.exposeString('left', { description: 'The few words before them.' }),
    right: t.exposeString('right', { description: 'The few words behind them.' }),
    drafts: t.exposeInt('drafts', { description: 'How many drafts were edited like this.' }),
    lastAt: t.field({ type: 'DateTime', description: 'When it was made last, in business time.', resolve: (row) => row.lastAt }),
    newestVersion: t.exposeInt('newestVersion', { description: 'The newest version of the template, which would be changed.' }),
    document: t.field({
      type: 'JSON',
      nullable: true,
      description: 'That version with the change made; null where it can’t be made by itself.',
      resolve: (row) => row.document,
    }),
    whyNot: t.exposeString('whyNot', { nullable: true, description: 'Why the change can’t be made by itself.' }),
    edits: t.field({
      type: [DraftEdit],
      description: `The last ${mostShown} edits it rests on, newest first.`,
      resolve: (row, _, { reader }) =>
        reader.read((db) =>
          db
            .select()
            .from(draftEditChange)
            .where(sql`${draftEditChange.key} = ${row.key}`)
            .orderBy(sql`${draftEditChange.at} desc, ${draftEditChange.id} desc`)
            .limit(mostShown),
        ),
    }),
  }),
})

builder.queryField('templateProposals', (t) =>
  t.field({
    type: [TemplateProposalType],
    description: 'Changes of templates that edits propose and nobody has decided about, those of most drafts first.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => reader.read((db) => listProposals(db)),
  }),
)

const key = z.string().regex(/^[0-9a-f]{64}$/, 'is not the key of a proposal')

mutation({
  name: 'acceptTemplateProposal',
  description:
    'Saves the next version of the template with the proposed change. Nothing is written from it before a reviewer signs it off.',
  needs: ['review'],
  input: (t) => ({
    key: t.string({ required: true, description: 'Which proposal.' }),
    note: t.string({ description: 'Kept with the version; up to 400 characters.' }),
  }),
  schema: z.object({ key, note: text({ min: 1, max: 400 }).nullish() }),
  run: ({ key: of, note }, { writer, caller }) => acceptProposal(writer, caller, { key: of, note: note ?? null }),
  success: (t) => ({
    angle: t.exposeString('angle', { description: 'The template.' }),
    version: t.exposeInt('version', { description: 'The version that was saved.' }),
  }),
})

mutation({
  name: 'dismissTemplateProposal',
  description: 'Says that a proposed change of a template is not made, and why. It is not proposed again.',
  needs: ['review'],
  input: (t) => ({
    key: t.string({ required: true, description: 'Which proposal.' }),
    reason: t.string({ required: true, description: 'Why not; 10 to 400 characters.' }),
  }),
  schema: z.object({ key, reason: text({ min: 10, max: 400 }) }),
  run: async ({ key: of, reason }, { writer, caller }) => {
    await dismissProposal(writer, caller, { key: of, reason })
    return { key: of }
  },
  success: (t) => ({ key: t.exposeString('key', { description: 'The proposal.' }) }),
})
