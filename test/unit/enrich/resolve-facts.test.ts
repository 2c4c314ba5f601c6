import { FACT_NAMES, type Fact, type JsonValue } from '@swarm/jobs/enrich/facts'
import { resolveFacts, strengthOf } from '@swarm/jobs/enrich/resolve-facts'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const fact: fc.Arbitrary<Fact> = fc.record({
  name: fc.constantFrom(...FACT_NAMES.slice(0, 5)),
  value: fc.oneof(
    fc.constantFrom<JsonValue>('CEO', 'CTO', 'N/A', null, 'a@b.example', 'c@d.example', 'VERIFIED', [], { b: 1, a: 2 }),
    fc.string(),
  ),
  provider: fc.constantFrom('manual', 'apollo', 'clay', 'csv', 'nobody', '__proto__'),
  confidence: fc.option(
    fc.oneof(
      fc.constantFrom(0.5, 0.85),
      fc.double().map((value) => value + 0),
    ),
  ),
  at: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z', '2026-01-01T01:00:00+01:00', 'never'),
})

test('the order in which observations arrive never matters', () => {
  fc.assert(
    fc.property(
      fc
        .array(fact, { maxLength: 12 })
        .chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length }))),
      ([facts, shuffled]) => {
        expect(resolveFacts(shuffled)).toEqual(resolveFacts(facts))
      },
    ),
    { numRuns: 1000 },
  )
})

test('a later, weaker observation changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 8 }), fact, (facts, late) => {
      const before = resolveFacts(facts)
      const known = before[late.name]
      if (late.name === 'emailStatus' || known === undefined || strengthOf(late) >= strengthOf(known)) return
      expect(resolveFacts([...facts, late])[late.name]).toEqual(known)
    }),
    { numRuns: 1000 },
  )
})
