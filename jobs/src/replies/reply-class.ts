import type { replyClass } from '@swarm/db/schema/reply'

/** What a reply can be, in the order in which the inbox shows them: its keys are 1 to 9, then a to c. */
export const replyClasses = [
  'INTERESTED',
  'MEETING_REQUEST',
  'QUESTION',
  'OBJECTION',
  'NOT_NOW',
  'REFERRAL',
  'NOT_INTERESTED',
  'UNSUBSCRIBE',
  'OUT_OF_OFFICE',
  'WRONG_PERSON',
  'BOUNCE',
  'OTHER',
] as const satisfies Readonly<typeof replyClass.enumValues>
export type ReplyClass = (typeof replyClasses)[number]

export type ReplyHeat = 'HOT' | 'WARM' | 'COLD'

const heat: Record<ReplyClass, ReplyHeat> = {
  INTERESTED: 'HOT',
  MEETING_REQUEST: 'HOT',
  QUESTION: 'HOT',
  OBJECTION: 'WARM',
  NOT_NOW: 'WARM',
  REFERRAL: 'WARM',
  NOT_INTERESTED: 'COLD',
  UNSUBSCRIBE: 'COLD',
  OUT_OF_OFFICE: 'COLD',
  WRONG_PERSON: 'COLD',
  BOUNCE: 'COLD',
  OTHER: 'COLD',
}

/** Twelve classes rolled up to three. */
export const heatOf = (of: ReplyClass): ReplyHeat => heat[of]

/** Classes of whoever wants to hear more. */
export const hotClasses = replyClasses.filter((one) => heatOf(one) === 'HOT')

/** From this confidence on a class has its effects by itself; below it a person says what it is. */
export const sureFrom = 0.75
