import { type AngleChoiceRecord, angleChoiceWords } from '@swarm/jobs/craft/angle-choice'
import { craft } from '@swarm/jobs/craft/craft'
import { type AngleResult, expectedResultOf } from '@swarm/jobs/craft/expected-result'
import { SANDBOX_ORGANISATION } from '@swarm/jobs/craft/organisation'
import { shippedTemplates } from '@swarm/jobs/craft/shipped-templates'
import { NO_REJECTIONS, rejectionMemoryOf } from '@swarm/jobs/review/rejection-memory'
import { expect, it } from 'vitest'
import { AS_OF, makeFacts, makeOrder } from './make-facts.ts'

const templates = shippedTemplates()
const result = (angle: string, sent: number, answered: number): AngleResult => ({ tier: 'TIER_1', angle, sent, answered })

function choiceOf(results: readonly AngleResult[], memory = NO_REJECTIONS): { angle: string; choice: AngleChoiceRecord } {
  const facts = makeFacts()
  const expectedResult = expectedResultOf(results, { tier: 'TIER_1', seed: 'seed', leadId: facts.leadId })
  const made = craft(facts, SANDBOX_ORGANISATION, templates, memory, makeOrder({ results, ...(expectedResult && { expectedResult }) }))
  if (!made.ok || made.draft.angleChoice === null) throw new Error('no choice')
  return { angle: made.draft.angle, choice: made.draft.angleChoice }
}

it('says that all are as likely until there is enough to learn from', () => {
  const { angle, choice } = choiceOf([result('value_first', 40, 9)])
  expect(choice).toMatchObject({ chosen: angle, way: 'uniform', sent: 40 })
  expect(choice.options.map(({ angle: name }) => name).toSorted()).toEqual([
    'executive_buyin',
    'hiring_trigger',
    'industry_specific',
    'value_first',
  ])
  expect(choice.options.find(({ angle: name }) => name === 'hiring_trigger')).toMatchObject({
    code: 'NO_EVIDENCE',
    message: 'Nothing is known of growth.',
  })
  expect(angleChoiceWords(choice)).toBe(
    'One of 3 angles that fit, each as likely as the other: 40 first emails are too few to tell them apart. One other could not be used.',
  )
})

it('tells the results that the best draw came from', () => {
  const { angle, choice } = choiceOf([
    result('value_first', 400, 120),
    result('executive_buyin', 400, 4),
    result('industry_specific', 400, 4),
  ])
  expect(angle).toBe('value_first')
  expect(choice.way).toBe('results')
  const drawn = choice.options.map((option) => option.drawn)
  expect(drawn.slice(0, 3).toSorted((one, other) => Number(other) - Number(one))).toEqual(drawn.slice(0, 3))
  expect(angleChoiceWords(choice)).toContain('Best draw of 3 from past results: 120 of 400 who got value first answered well or booked.')
})

it('names what was rejected for this lead, and never chooses it', () => {
  const rejected = ['executive_buyin', 'industry_specific'].map((angle) => ({
    rejectedAt: AS_OF,
    tag: 'weak_cta' as const,
    reason: 'Asks for too much.',
    angle,
    opener: 'x',
    fingerprint: 'f',
    body: 'x',
    evidenceKeys: [],
  }))
  const { angle, choice } = choiceOf([], rejectionMemoryOf(rejected, AS_OF))
  expect(angle).toBe('value_first')
  expect(
    choice.options
      .filter(({ code }) => code === 'REJECTED')
      .map(({ angle: name }) => name)
      .toSorted(),
  ).toEqual(['executive_buyin', 'industry_specific'])
  expect(angleChoiceWords(choice)).toBe('The only angle of this tier that could be written to this lead. 3 others could not be used.')
})
