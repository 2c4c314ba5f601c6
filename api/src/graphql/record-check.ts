import { checkNames, recordCheck } from '@swarm/jobs/ramp/record-check'
import { z } from 'zod'
import { builder } from './builder.ts'
import { inWords } from './in-words.ts'
import { mutation, text } from './mutation.ts'

const CheckName = builder.enumType('CheckName', {
  description: 'What checks a version: the smoke of the deployed system, the replay of the golden set.',
  values: inWords({
    SMOKE: 'The checklist of the deployed system.',
    REPLAY: 'The golden set of recorded cases.',
  } satisfies Record<(typeof checkNames)[number], string>),
})

mutation({
  name: 'recordCheck',
  description:
    'Keeps the verdict of a check. The newest verdicts of the running version count towards graduation; a failed smoke stops all sending.',
  needs: ['operate'],
  input: (t) => ({
    name: t.field({ type: CheckName, required: true, description: 'Which check.' }),
    passed: t.boolean({ required: true, description: 'Whether it was green.' }),
    version: t.string({ description: 'The version that was checked; the one that answers here when left out.' }),
    detail: t.field({ type: 'JSON', description: 'What it said.' }),
  }),
  schema: z.object({
    name: z.enum(checkNames),
    passed: z.boolean(),
    version: text({ min: 1, max: 100 }).nullish(),
    detail: z
      .unknown()
      .optional()
      .refine((value) => (JSON.stringify(value ?? null)?.length ?? 0) <= 100_000, 'may have at most 100,000 characters'),
  }),
  run: async ({ name, passed, version, detail }, context) => {
    const checked = version ?? context.version
    const { id } = await recordCheck(context.writer, context.caller, { name, passed, version: checked, detail: detail ?? null })
    return { id, version: checked }
  },
  success: (t) => ({
    id: t.id({ description: 'The verdict.', resolve: ({ id }) => id }),
    version: t.string({ description: 'The version that it counts for.', resolve: ({ version }) => version }),
  }),
})
