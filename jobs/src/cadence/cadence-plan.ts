import { z } from 'zod'

export const cadenceActions = ['EMAIL', 'LINKEDIN_REQUEST', 'LINKEDIN_MESSAGE', 'TASK'] as const
export type CadenceAction = (typeof cadenceActions)[number]
export const stepConditions = ['always', 'hasLinkedin', 'notReplied', 'connected'] as const
export type StepCondition = (typeof stepConditions)[number]
export const taskKinds = ['PHONE', 'VOICE_NOTE'] as const
export type TaskKind = (typeof taskKinds)[number]

const stepSchema = z
  .object({
    /** Its number, part of the once-key. */
    step: z.int().min(1).max(50),
    /** The first touch is on day 1. */
    day: z.int().min(1).max(365),
    action: z.enum(cadenceActions),
    /** The template of its message or of its task's script. */
    template: z.string().min(1).max(100),
    onlyWhen: z.enum(stepConditions),
    /** What a person does; tasks only. */
    task: z.enum(taskKinds).nullable().default(null),
  })
  .refine(({ action, task }) => (action === 'TASK') === (task !== null), 'a task, and nothing else, says what a person does')

/** A plan as a versioned document: at most one step a day, in order, the first touch first. */
export const planSchema = z.object({
  /** What it is called on screen. */
  title: z.string().min(1).max(200),
  steps: z
    .array(stepSchema)
    .min(2)
    .max(30)
    .refine((steps) => steps.every(({ step }, index) => step === index + 1), 'steps are numbered from 1 without gaps')
    .refine(
      (steps) => steps.every(({ day }, index) => day > (steps[index - 1]?.day ?? 0)),
      'each step has a day of its own, after the one before it',
    )
    .refine(([first]) => first?.day === 1 && first.action !== 'TASK', 'it begins with a touch on day 1'),
})

export type PlanStep = z.infer<typeof stepSchema>
export type PlanDocument = z.infer<typeof planSchema>
