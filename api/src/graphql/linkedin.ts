import { loadLinkedinChecklist } from '@swarm/jobs/dispatch/linkedin-checklist'
import { builder, needs } from './builder.ts'
import { RampCriterionType } from './ramp.ts'

builder.queryField('linkedinChecklist', (t) =>
  t.field({
    type: [RampCriterionType],
    description: 'What must hold before anything but internal tests goes to LinkedIn; the guard NOT_READY reads the same.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => reader.read(loadLinkedinChecklist),
  }),
)
