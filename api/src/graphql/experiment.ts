import type { Arm, Verdict } from '@swarm/jobs/kpis/experiment'
import { experimentDefinition } from '@swarm/jobs/kpis/experiment-rules'
import { type Experiment, loadExperiments } from '@swarm/jobs/kpis/load-experiments'
import { wilson } from '@swarm/jobs/kpis/wilson'
import { builder, needs } from './builder.ts'

const sentences: Readonly<Record<Verdict, string>> = {
  KEEP_RUNNING: 'Keep running, no winner yet.',
  A_IS_BETTER: 'A is clearly better: stop, and write A alone.',
  B_IS_BETTER: 'B is clearly better: stop, and write B alone.',
}

const VerdictEnum = builder.enumType('ExperimentVerdict', {
  description: 'Which subject is better, as soon as that is certain however often somebody looked.',
  values: {
    KEEP_RUNNING: { description: 'Not decided.' },
    A_IS_BETTER: { description: 'A is clearly better.' },
    B_IS_BETTER: { description: 'B is clearly better.' },
  },
})

const ArmType = builder.objectRef<Arm>('ExperimentArm').implement({
  description: 'One of the two subjects.',
  extensions: needs('read'),
  fields: (t) => ({
    numerator: t.int({ description: 'Emails that were answered.', resolve: ({ hits }) => hits }),
    denominator: t.int({ description: 'Emails whose time to be answered is over.', resolve: ({ counted }) => counted }),
    value: t.float({
      nullable: true,
      description: 'Their share.',
      resolve: ({ hits, counted }) => (counted === 0 ? null : hits / counted),
    }),
    low: t.float({
      nullable: true,
      description: 'Lower end of its Wilson 95 % interval.',
      resolve: ({ hits, counted }) => wilson(hits, counted)?.low ?? null,
    }),
    high: t.float({
      nullable: true,
      description: 'Upper end of its Wilson 95 % interval.',
      resolve: ({ hits, counted }) => wilson(hits, counted)?.high ?? null,
    }),
  }),
})

const ExperimentType = builder.objectRef<Experiment>('Experiment').implement({
  description: 'Two subjects of one text, told apart by their answers.',
  extensions: needs('read'),
  fields: (t) => ({
    angle: t.exposeString('angle', { description: 'Message strategy of the text.' }),
    templateVersion: t.exposeInt('templateVersion', { description: 'Version of the text: another one is another experiment.' }),
    since: t.field({ type: 'DateTime', description: 'When its first email was sent.', resolve: ({ since }) => since }),
    a: t.field({ type: ArmType, description: 'Subject A.', resolve: ({ a }) => a }),
    b: t.field({ type: ArmType, description: 'Subject B.', resolve: ({ b }) => b }),
    waiting: t.exposeInt('waiting', { description: 'Emails that may still be answered: not counted yet.' }),
    difference: t.exposeFloat('difference', { nullable: true, description: 'Share of B less share of A, from -1 to 1.' }),
    low: t.exposeFloat('low', {
      description:
        'Lower end of the always-valid 95 % interval of the difference: it holds over all looks together, so looking early is no mistake.',
    }),
    high: t.exposeFloat('high', { description: 'Upper end of that interval.' }),
    verdict: t.expose('verdict', { type: VerdictEnum, description: 'Decided as soon as the interval leaves out 0.' }),
    stoppedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was ended: the better subject is written alone since then.',
      resolve: ({ stoppedAt }) => stoppedAt,
    }),
    winner: t.exposeString('winner', { nullable: true, description: 'The subject that it goes on with; null while both are written.' }),
    sentence: t.string({
      description: 'The verdict for a person.',
      resolve: ({ verdict, winner }) => (winner === null ? sentences[verdict] : `Ended: ${winner} is better and is written alone.`),
    }),
    definition: t.field({
      type: 'JSON',
      description: 'What it counts: numerator, denominator, window, exclusions.',
      resolve: () => experimentDefinition,
    }),
  }),
})

builder.queryField('experiments', (t) =>
  t.field({
    type: [ExperimentType],
    description: 'Every angle whose text has two subjects, with what their answers say so far.',
    extensions: needs('read'),
    resolve: (_, __, { reader }) => reader.read(loadExperiments),
  }),
)
