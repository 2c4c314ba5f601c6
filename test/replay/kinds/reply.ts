import { replyClasses } from '@swarm/jobs/replies/reply-class'
import { understandReply } from '@swarm/jobs/replies/understand-reply'
import { z } from 'zod'
import { defineKind, isSame } from '../kind.ts'

const schema = z.strictObject({
  kind: z.literal('reply'),
  name: z.string(),
  note: z.string().optional(),
  isSafety: z.boolean().default(false),
  given: z.strictObject({
    text: z.string(),
    subject: z.string().nullable().default('Re: Operations at Brightside'),
    from: z.string().nullable().default('Ana Ruiz <ana@brightside.example>'),
    headers: z.record(z.string(), z.string()).default({}),
    at: z.iso.datetime().default('2026-11-20T16:00:00.000Z'),
  }),
  expected: z.strictObject({
    class: z.enum(replyClasses),
    stop: z.enum(['yes', 'doubt', 'no']).default('no'),
    bounce: z.enum(['hard', 'soft']).nullable().default(null),
    isAutomatic: z.boolean().default(false),
    returnsOn: z.iso.date().nullable().default(null),
    notBefore: z.iso.date().nullable().default(null),
    referral: z.email().nullable().default(null),
    /** Left out: either is fine. */
    needsPerson: z.boolean().optional(),
  }),
})

/** A reply: 2 points for its class, 1 for whether it asks to stop, 1 for the days, bounce and person it names, 1 for who decides about it. */
export const replyKind = defineKind(
  'reply',
  schema,
  ({ given: { at, ...rest } }) => understandReply({ ...rest, at: new Date(at), own: ['ana@brightside.example'] }),
  [
    { what: 'class', points: 2, isEarned: ({ expected }, outcome) => outcome.class === expected.class },
    { what: 'stop', points: 1, isEarned: ({ expected }, outcome) => outcome.stop === expected.stop },
    {
      what: 'what it names',
      points: 1,
      isEarned: ({ expected: { bounce, returnsOn, notBefore, referral } }, outcome) =>
        isSame(
          { bounce, returnsOn, notBefore, referral },
          {
            bounce: outcome.bounce,
            returnsOn: outcome.returnsOn,
            notBefore: outcome.notBefore,
            referral: outcome.referral?.email ?? null,
          },
        ),
    },
    {
      what: 'person or machine',
      points: 1,
      isEarned: ({ expected: { isAutomatic, needsPerson } }, outcome) =>
        outcome.isAutomatic === isAutomatic && (needsPerson === undefined || outcome.needsPerson === needsPerson),
    },
  ],
)
