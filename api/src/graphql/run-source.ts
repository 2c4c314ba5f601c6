import { listSources, type RunSource } from '@swarm/jobs/runs/list-sources'
import { builder, needs } from './builder.ts'

const RunSourceType = builder.objectRef<RunSource>('RunSource').implement({
  description: 'Something that a run can be started over.',
  extensions: needs('read'),
  fields: (t) => ({
    source: t.exposeString('source', { description: 'What runPipeline takes as `source`.' }),
    label: t.exposeString('label', { description: 'What it means, for a person.' }),
    kind: t.exposeString('kind', { description: 'NEW, LIST (of the settings), INDUSTRY or IMPORT.' }),
  }),
})

builder.queryField('runSources', (t) =>
  t.field({
    type: [RunSourceType],
    description:
      'What a run can be started over: new leads, target lists, industries, the last 10 imports. A company is named by its domain besides.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => reader.read(listSources),
  }),
)
