import { loadGoLive } from '@swarm/jobs/ramp/go-live'
import { builder, needs } from './builder.ts'
import { RampCriterionType } from './ramp.ts'

builder.queryField('goLive', (t) =>
  t.field({
    type: [RampCriterionType],
    description: 'The way to going live in 8 steps. The autonomy score is the share of them that passed.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => reader.read(loadGoLive),
  }),
)
