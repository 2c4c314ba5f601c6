import { laterCaseSchema } from '@swarm/jobs/replay/later-case'
import { replayLater } from '@swarm/jobs/replay/replay-later'
import { defineKind, isSame } from '../kind.ts'

/**
 * A text after the first one, from what the lead got before and what is known now: 2 points for whether there is one and where it is decided,
 * 2 for its words, and 1 for the guards and checks that stop it, no more and no fewer.
 */
export const laterKind = defineKind('later', laterCaseSchema, ({ given }, { lists }) => replayLater(given, lists), [
  {
    what: 'whether and where it is decided',
    points: 2,
    isEarned: ({ expected }, { state, refusal }) => expected.state === state && expected.refusal === refusal,
  },
  {
    what: 'words',
    points: 2,
    isEarned: ({ given, expected }, { angle, opener, subject, body }) => {
      const text = `${subject ?? ''}\n${body}`
      return (
        (expected.opens === null || opener.startsWith(expected.opens)) &&
        (given.template === null || angle === null || angle === given.template) &&
        expected.says.every((words) => text.includes(words)) &&
        expected.saysNot.every((words) => !text.includes(words))
      )
    },
  },
  {
    what: 'guards and checks',
    points: 1,
    isEarned: ({ expected }, { blockedBy, failedChecks }) => isSame([expected.blockedBy, expected.failedChecks], [blockedBy, failedChecks]),
  },
])
