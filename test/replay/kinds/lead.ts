import { leadCaseSchema } from '@swarm/jobs/replay/lead-case'
import { replayLead } from '@swarm/jobs/replay/replay-lead'
import { defineKind, isSame } from '../kind.ts'

/**
 * A lead's facts, and all that is decided about it: 1 point each for
 * the verdict (written to or not, and by which code), the score to the point, the tier, the way of the first touch with its angle and what the text says and never says,
 * and the guards and checks that stop the draft, no more and no fewer.
 */
export const leadKind = defineKind('lead', leadCaseSchema, ({ given }, { lists }) => replayLead(given, lists), [
  { what: 'verdict', points: 1, isEarned: ({ expected }, outcome) => outcome.verdict === expected.verdict },
  { what: 'score', points: 1, isEarned: ({ expected }, outcome) => outcome.score === expected.score },
  { what: 'tier', points: 1, isEarned: ({ expected }, outcome) => outcome.tier === expected.tier },
  {
    what: 'way, angle and words',
    points: 1,
    isEarned: ({ expected: { draft } }, outcome) => {
      if (draft === undefined) return true
      if (draft === null || outcome.draft === null) return draft === outcome.draft
      const text = `${outcome.draft.subject ?? ''}\n${outcome.draft.body}`
      return (
        (draft.by === undefined || draft.by === outcome.touch) &&
        draft.angle.includes(outcome.draft.angle) &&
        draft.says.every((words) => text.includes(words)) &&
        draft.saysNot.every((words) => !text.includes(words))
      )
    },
  },
  {
    what: 'guards and checks',
    points: 1,
    isEarned: ({ expected: { draft } }, outcome) =>
      draft === undefined ||
      isSame(draft && [draft.blockedBy, draft.failedChecks], outcome.draft && [outcome.draft.blockedBy, outcome.draft.failedChecks]),
  },
])
