import type { TemplateDocument } from '../template.ts'

/** Task of the nine-touch plan: what to say on the phone. For a person, never sent. */
export const phoneScript: TemplateDocument = {
  angle: 'phone_script',
  version: 1,
  channel: 'TASK',
  kind: 'phone_script',
  tiers: ['TIER_1', 'TIER_2', 'TIER_3'],
  subjectA: null,
  subjectB: null,
  openers: [
    'You {roleAt} {companyName}, and I wrote to you about {earlierTopic}.',
    'You {roleAt} {companyName}, and I wrote to you this week.',
    'I wrote to you at {companyName} this week.',
  ],
  body: `Opening
"Hello, this is {senderFirstName}, I'm a fractional Chief AI Officer. You don't know me. Is this a bad moment?"
If it is: "When is a better one?" Write the time down and hang up.

Why I call
"{opener} I'd rather hear a no than fill your inbox, so I call once."

The one question
"If you could have one weekly task off your team's plate, which would it be?"
Then listen. Ask how many hours it takes and who checks it today.

If there is interest
"Let's look at that one task together for 20 minutes. I'd count the hours with you, and you'd know whether it is worth doing." Book it at {bookingLink} while you are both on the line.

If the answer is no
"Thank you for saying so. I won't call again." Complete the task with that outcome.

If nobody answers
Leave no message, and don't call a second time.`,
  requires: ['company'],
  signOff: 'Say only what you know to be true of {companyName}; the lead’s page has the sources.',
}
