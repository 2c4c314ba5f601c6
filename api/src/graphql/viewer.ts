import { builder, needs } from './builder.ts'
import type { Caller } from './context.ts'
import { openToUnfinished } from './unfinished.ts'

/** Who asks; how a person signs in is added where that is known (own-sign-in.ts). */
export const Viewer = builder.objectRef<Caller>('Viewer').implement({
  description: 'Who asks.',
  extensions: needs('read'),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the person or key.' }),
    scopes: t.stringList({ description: 'What they may do.', resolve: (caller) => [...caller.scopes] }),
    textKey: t.string({
      nullable: true,
      description: 'By which their browser closes what they typed and did not save yet, while it lies on their device; null for keys.',
      resolve: ({ id }, _, { session, sealer }) => (session === null ? null : sealer.textKey(id)),
    }),
  }),
})

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'Who asks.',
    extensions: { ...needs('read'), ...openToUnfinished },
    resolve: (_, __, { caller }) => caller,
  }),
)
