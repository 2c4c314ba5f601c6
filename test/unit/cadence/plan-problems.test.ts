import type { PlanStep } from '@swarm/jobs/cadence/cadence-plan'
import { planProblems } from '@swarm/jobs/cadence/plan-problems'
import { shippedPlans } from '@swarm/jobs/cadence/shipped-plans'
import { shippedTemplates } from '@swarm/jobs/craft/shipped-templates'
import { expect, test } from 'vitest'

const templates = shippedTemplates()
const first: PlanStep = { step: 1, day: 1, action: 'EMAIL', template: 'personal_intro', onlyWhen: 'always', task: null }
const then = (...steps: Partial<PlanStep>[]) =>
  planProblems(
    {
      title: 'Test',
      steps: [first, ...steps.map((step, index): PlanStep => ({ ...first, step: index + 2, day: index + 2, template: 'close', ...step }))],
    },
    templates,
  )
const message = { action: 'LINKEDIN_MESSAGE', template: 'linkedin_message', onlyWhen: 'connected' } as const

test.each(Object.keys(shippedPlans))('the shipped plan %s has none', (name) => {
  const plan = shippedPlans[name]
  expect(plan && planProblems(plan, templates)).toEqual([])
})

test.each([
  ['a text that is not there', [{ template: 'gone' }], /no text "gone" for step 2/],
  ['a text of another kind', [{ template: 'linkedin_message' }], /"linkedin_message" of step 2 is for something else/],
  ['a first touch later on', [{ template: 'executive_buyin' }], /of step 2 is for something else/],
  ['a message to a stranger', [{ ...message, onlyWhen: 'always' }], /goes only when they are connected/],
  [
    'a second request',
    [1, 2].map(() => ({ action: 'LINKEDIN_REQUEST' as const, template: 'connection_note' })),
    /Step 3 asks .* second time/,
  ],
  ['a third message', [message, message, message], /Step 4 is one LinkedIn message too many/],
] as const)('%s is told in a sentence', (_, steps, words) => {
  expect(then(...steps)).toEqual([expect.stringMatching(words)])
})
