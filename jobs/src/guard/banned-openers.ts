import { normalisedText } from '../craft/fingerprint.ts'

/** One opener that gives a mass mail away. The pattern reads normalised text: small letters, digits, single spaces; nothing else is left. */
export type BannedOpener = {
  id: string
  label: string
  pattern: RegExp
  /** Openers that it must stop, and honest ones near it that it must let pass; the test runs all of them. */
  blocks: readonly string[]
  passes: readonly string[]
}

/** Version 1. */
export const BANNED_OPENERS: readonly BannedOpener[] = [
  {
    id: 'finds_you_well',
    label: 'I hope this email finds you well',
    pattern:
      /\bhop(?:e|ing) (?:that )?(?:this|my|the) ?(?:e ?mail|mail|message|note|letter)? ?(?:finds|reaches|catches) you\b|\bhop(?:e|ing) (?:that )?(?:you (?:are|re)|all is|everything is|your week is)(?: \w+)? (?:well|great|good)\b/,
    blocks: [
      'I hope this email finds you well.',
      'Hope this finds you well!',
      'Hi Ana, I hope this e-mail finds you well',
      'I hope you’re doing well.',
      'I HOPE  THIS EMAIL FINDS YOU WELL',
    ],
    passes: ['You run Acme, and I hope this is of use to you.', 'Noticed that Acme finds its people through Bullhorn.'],
  },
  {
    id: 'came_across_profile',
    label: 'I came across your profile',
    pattern:
      /\b(?:came|come|stumbled|ran) (?:across|upon|on|into) (?:your|you)\b(?: \w+){0,2}? ?(?:profile|linkedin|page|website|site|company|on linkedin)\b/,
    blocks: [
      'I came across your profile.',
      'I recently came across your LinkedIn profile and was impressed.',
      'Stumbled upon your website today.',
    ],
    passes: ['You run Acme, which came across as curious about AI.', 'Clients come across your desk every day.'],
  },
  {
    id: 'my_name_is',
    label: 'My name is',
    pattern: /^(?:\w+ ){0,2}?my name (?:is|s)\b/,
    blocks: ['My name is Dani Apgar.', 'Hello, my name is Dani and I help firms.', 'Hi Ana, my name’s Dani.'],
    passes: ['You lead operations at My Name Labels.', 'Acme put its name on the door of a second office.'],
  },
  {
    id: 'wanted_to_reach_out',
    label: 'I wanted to reach out',
    pattern:
      /\b(?:want(?:ed)?|would like|d like|like|thought i d|thought i would|decided) (?:to )?(?:quickly |personally |briefly )?reach out\b|^(?:i m |i am |just )?reaching out\b/,
    blocks: [
      'I wanted to reach out.',
      'I just wanted to quickly reach out about AI.',
      'Reaching out because you lead operations.',
      'Thought I’d reach out.',
    ],
    passes: ['Your team reaches out to candidates all day.', 'When your recruiters reach out, Bullhorn keeps the notes.'],
  },
  {
    id: 'just_checking_in',
    label: 'Just checking in',
    pattern:
      /^(?:i m |i am |i was |i )?(?:just |only )?(?:wanted to |want to )?(?:check|checking|checked|touching base|circling back|following up)(?: in| back)?\b(?= |$)/,
    blocks: [
      'Just checking in.',
      'I’m just checking in on my last note.',
      'Checking in to see if you had time.',
      'Just circling back on this.',
    ],
    passes: ['Your front desk is checking in forty guests a day.', 'The hours you spend on checking invoices add up.'],
  },
  {
    id: 'quick_question',
    label: 'Quick question',
    pattern: /^(?:just |i have |i ve got |have |got )*(?:a |one )?(?:quick|short|simple) (?:question|one)\b/,
    blocks: ['Quick question.', 'Quick question for you, Ana:', 'I have a quick question about Acme.', 'Just a quick question'],
    passes: ['You run Acme, so the question of AI lands on your desk.', 'There is one question about AI that a board asks first.'],
  },
  {
    id: 'as_a_fellow',
    label: 'As a fellow',
    pattern: /^as (?:a |one )?fellow\b|\bas (?:a )?fellow \w+/,
    blocks: ['As a fellow founder, I know how it is.', 'Writing to you as a fellow marketer.', 'As one fellow CEO to another'],
    passes: ['You were a fellow at MIT before you founded Acme.', 'Fellows & Sons is a law firm of about 60 people.'],
  },
  {
    id: 'congrats_on_success',
    label: 'Congrats on all your success',
    pattern:
      /\bcongrat(?:s|ulations)? (?:\w+ ){0,3}?on (?:all )?(?:of )?(?:your|the|you)\b(?: \w+){0,3}? ?(?:success|achievements?|accomplishments?|growth|work|everything)\b/,
    blocks: ['Congrats on all your success!', 'Congratulations on your recent success.', 'Huge congrats on all of your achievements'],
    passes: ['Congratulations on the Series B in June.', 'You took on your role in September, and success there has a number.'],
  },
  {
    id: 'fast_paced_world',
    label: "In today's fast-paced",
    pattern:
      /\b(?:today s|todays|the|this|a|our) (?:ever changing |rapidly |increasingly )?(?:fast paced|fast moving|fast changing|ever evolving|ever changing|rapidly (?:evolving|changing)|digital age|hyper competitive|competitive (?:landscape|market))\b/,
    blocks: [
      'In today’s fast-paced world, AI is everywhere.',
      'In today’s fast paced business environment',
      'In the ever-evolving landscape of AI',
    ],
    passes: ['Acme paces its projects by the week.', 'Your team ships fast at Acme.'],
  },
  {
    id: 'noticed_your_company',
    label: 'I noticed your company',
    pattern:
      /\b(?:i |we )?(?:ve )?(?:recently |just )?(?:noticed|saw|see|found|discovered|researched) (?:that )?your (?:company|business|organi[sz]ation|firm)\b/,
    blocks: [
      'I noticed your company is growing.',
      'I noticed that your company uses HubSpot.',
      'Noticed your company the other day.',
      'I saw your business online.',
    ],
    passes: ['Noticed that your team already runs 6sense and Adobe.', 'Noticed that your team at Acme already works with HubSpot.'],
  },
]

/** The banned opener that this one is, or null. Punctuation, case, and invisible characters don't hide it. */
export function bannedOpenerIn(opener: string): BannedOpener | null {
  const words = normalisedText(opener.replace(/^\s*(?:hi|hello|hey|dear)\b[^,.:!?–—\n]{0,60}[,.:!–—]\s*/iu, ''))
  return BANNED_OPENERS.find(({ pattern }) => pattern.test(words)) ?? null
}
