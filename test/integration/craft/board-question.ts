/** A first email that the product does not ship: it passes every check, and shares its words with none that there is. */
export const boardQuestion = {
  channel: 'EMAIL',
  kind: 'first_touch',
  tiers: ['TIER_1'],
  topic: 'a question for the board',
  subjectA: 'A question for the board of {companyName}',
  subjectB: '{companyName} and one weekly chore',
  openers: [
    'You {roleAt} {companyName}, so this question will reach you before it reaches anybody else.',
    'There is one question that {companyName} will hear from its board.',
  ],
  body: `{greeting}

{opener}

It goes like this: name the weekly chore that a machine should prepare, and the person who answers for it when the machine is wrong. Plenty of leaders can name a tool. Few can name the chore, and fewer still the person.

My first day with a client goes into that pair. I sit next to the people who do the chores, write each one down with a name and a number, and hand over the page. Whatever happens afterwards is up to the client.

Would such a page be of use this month?`,
  requires: ['company'],
  signOff: 'Best,\n{senderFirstName}',
} as const
