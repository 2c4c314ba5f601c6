import type { TemplateDocument } from '../template.ts'

/** Task of the nine-touch plan: a voice note on LinkedIn, under a minute when spoken. For a person, never sent. */
export const voiceNoteScript: TemplateDocument = {
  angle: 'voice_note_script',
  version: 1,
  channel: 'TASK',
  kind: 'voice_note_script',
  tiers: ['TIER_1', 'TIER_2'],
  subjectA: null,
  subjectB: null,
  openers: [
    'You {roleAt} {companyName}, and I keep wondering how a week looks there.',
    'I keep wondering how a week looks at {companyName}.',
  ],
  body: `{greeting} this is {senderFirstName}. I'm recording this because a voice is harder to mistake for a machine.

{opener}

I spend my days counting where hours go before anyone buys AI, and most of the time the answer is something small and dull. It's one report, one form, one list that somebody rebuilds by hand.

I'd like to hear what yours is. Two words are enough, and if you'd rather I left it alone, that's fine too.`,
  requires: ['company'],
  signOff: 'Thanks for listening.',
}
