import { readFileSync } from 'node:fs'
import { icpProfileSchema } from '@swarm/jobs/segment/icp-profile'
import { replayScore, type ScoreDecision } from '@swarm/jobs/segment/replay-score'
import { expect, test } from 'vitest'

test('decisions of November 2026 replay to the bit: whoever changes how facts are weighed or worded finds out here', () => {
  const decisions: (ScoreDecision & { profile: unknown })[] = JSON.parse(
    readFileSync(new URL('data/golden-decisions.json', import.meta.url), 'utf8'),
  )
  expect(decisions.length).toBe(60)
  for (const { facts, result, profile } of decisions)
    expect(replayScore({ facts, result }, icpProfileSchema.parse(profile)), JSON.stringify(facts)).toMatchObject({ isSame: true })
})
