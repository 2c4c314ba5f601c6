import { scopeWords } from '@swarm/jobs/access/scope-words'
import { type Scope, scopes } from '@swarm/jobs/actors'
import { builder, needs } from './builder.ts'
import { mutationsThatNeed } from './needs.ts'

const AccessScope = builder.objectRef<{ scope: Scope }>('AccessScope').implement({
  description: 'A right that people and keys can hold, and what it allows.',
  extensions: needs('read'),
  fields: (t) => ({
    name: t.string({ description: 'One of read, review, operate, admin and webhook.', resolve: ({ scope }) => scope }),
    may: t.string({ description: 'What it allows, in a sentence.', resolve: ({ scope }) => scopeWords[scope] }),
    forPeople: t.boolean({
      description: 'Whether a person can hold it; one is for keys alone.',
      resolve: ({ scope }) => scope !== 'webhook',
    }),
    mutations: t.stringList({
      description: 'Every mutation that asks for it, as the schema declares; some ask for another scope besides.',
      resolve: ({ scope }, _, __, { schema }) => mutationsThatNeed(schema, scope),
    }),
  }),
})

builder.queryField('accessScopes', (t) =>
  t.field({
    type: [AccessScope],
    description: 'The scopes and what each allows.',
    extensions: needs('read'),
    resolve: () => scopes.map((scope) => ({ scope })),
  }),
)
