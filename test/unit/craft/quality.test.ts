import { type CraftedDraft, craft } from '@swarm/jobs/craft/craft'
import type { CraftFacts } from '@swarm/jobs/craft/craft-facts'
import { sentencesOf, wordCount } from '@swarm/jobs/craft/sentences'
import { overlapOf, wordTriplesOf } from '@swarm/jobs/craft/word-triples'
import { GENERIC_PHRASES, genericPhraseIn } from '@swarm/jobs/guard/generic-phrases'
import { SPAM_WORDS } from '@swarm/jobs/guard/spam-words'
import { NO_REJECTIONS } from '@swarm/jobs/review/rejection-memory'
import { asksIn } from '@swarm/jobs/review/text-checks'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeOrder } from './make-facts.ts'
import { readingEaseOf } from './reading-ease.ts'
import { inCadence, MESSAGES, SAMPLE_LEADS, TELLING_ORGANISATION } from './sample-leads.ts'

/** Two texts to one person share at most so much of the shorter one. */
const MOST_SHARED = 0.3

/** Every text that one lead could ever get, whatever its tier, each with the given opener left out by rejecting it. */
function allTexts(facts: CraftFacts, experiment: string): CraftedDraft[] {
  const standing = inCadence(facts)
  return MESSAGES.flatMap(({ template, kind }) => {
    const order = makeOrder({ tier: template.tiers[0] ?? 'TIER_1', kind, experiment })
    const made = craft(standing, TELLING_ORGANISATION, [template], NO_REJECTIONS, order)
    return made.ok ? [made.draft] : []
  })
}

const lead = fc.constantFrom(...SAMPLE_LEADS)
const drafts: { facts: CraftFacts; draft: CraftedDraft }[] = SAMPLE_LEADS.flatMap((facts) =>
  ['A', 'B', 'C'].flatMap((experiment) => allTexts(facts, experiment).map((draft) => ({ facts, draft }))),
)

it('says nothing twice: no two texts for one lead share more than 30 % of their word triples', () => {
  let pairs = 0
  fc.assert(
    fc.property(lead, lead, fc.string(), (facts, other, experiment) => {
      // Facts mixed from two leads: other openers, and pairs that no sample shows.
      const texts = allTexts({ ...facts, industryGroup: other.industryGroup, technologies: other.technologies }, experiment)
      const triples = texts.map(({ angle, body }) => ({ angle, triples: wordTriplesOf(body) }))
      for (const [place, one] of triples.entries()) {
        for (const two of triples.slice(place + 1)) {
          pairs += 1
          const shared = Math.round(overlapOf(one.triples, two.triples) * 100)
          expect({ pair: [one.angle, two.angle], shared: shared > MOST_SHARED * 100 ? shared : 'little' }).toEqual({
            pair: [one.angle, two.angle],
            shared: 'little',
          })
        }
      }
    }),
    { numRuns: 150 },
  )
  expect(pairs).toBeGreaterThan(10_000)
})

it('asks for one thing', () => {
  for (const { draft } of drafts) {
    const asks = asksIn(draft.body, TELLING_ORGANISATION.bookingLink).length
    expect({ angle: draft.angle, asks }).toEqual({ angle: draft.angle, asks: draft.kind === 'connection_note' ? 0 : 1 })
  }
})

it('reads easily, in short sentences', () => {
  for (const { draft } of drafts) {
    // Names of people and firms are no fault of the text.
    const text = draft.claims.reduce(
      (left, claim) => (claim.field === 'body' ? left.replace(draft.body.slice(claim.start, claim.end), 'it') : left),
      draft.body,
    )
    const sentences = sentencesOf(text)
    expect({ angle: draft.angle, isEasy: readingEaseOf(text) >= 60 }).toEqual({ angle: draft.angle, isEasy: true })
    for (const sentence of sentences) expect(wordCount(sentence)).toBeLessThanOrEqual(45)
    expect(wordCount(text) / sentences.length).toBeLessThanOrEqual(20)
  }
})

it('holds no word that filters or readers hold against it', () => {
  const banned = SPAM_WORDS.map((words) => new RegExp(`(?<![\\p{L}\\p{N}-])${words}(?![\\p{L}\\p{N}-])`, 'iu'))
  for (const { draft } of drafts) {
    const text = `${draft.subject ?? ''}\n${draft.body}`
    expect({ angle: draft.angle, found: banned.find((pattern) => pattern.test(text))?.source }).toEqual({
      angle: draft.angle,
      found: undefined,
    })
    expect({ angle: draft.angle, found: genericPhraseIn(text, GENERIC_PHRASES) }).toEqual({ angle: draft.angle, found: null })
    expect(text).not.toMatch(/!|\b(?:very|really|truly|simply)\b/i)
  }
})

it('refers to an earlier message without pretending an answer', () => {
  const later = drafts.filter(({ draft }) => draft.kind === 'follow_up' || draft.kind === 'revival')
  expect(later.length).toBeGreaterThan(0)
  for (const { draft } of later) {
    expect(draft.subject).not.toMatch(/^\s*(?:re|fwd?|aw)\b/i)
    expect(draft.body).not.toMatch(
      /\b(?:as (?:we )?(?:discussed|agreed|promised)|our (?:call|conversation|chat)|thanks for your (?:reply|answer)|you (?:said|mentioned|asked|replied))\b/i,
    )
    // Every reference rests on the message that went out.
    for (const topic of ['who should own AI']) {
      const at = draft.body.indexOf(topic)
      if (at < 0) continue
      expect(draft.claims.some(({ field, start, end }) => field === 'body' && start <= at && at < end)).toBe(true)
    }
  }
})

it('greets in every script', () => {
  for (const { facts, draft } of drafts) {
    if (facts.greetingName === null) expect(draft.body).toMatch(/^Hello,\n/)
    else expect(draft.body.startsWith(`Hi ${facts.greetingName},\n`)).toBe(true)
  }
})
