import { normalisedText } from '../craft/fingerprint.ts'

/**
 * A wording that anybody could have written to anybody, as language models like it. Small letters, words only; `…` stands for up to three
 * words. The lists of examples are run by the test: what it must find, and honest sentences near it that it must leave alone.
 */
export type GenericPhrase = { phrase: string; finds: readonly string[]; leaves: readonly string[] }

/** Version 1. Settings may hold another list; this one is what they start with. */
export const GENERIC_PHRASES: readonly GenericPhrase[] = [
  {
    phrase: 'unlock the … potential',
    finds: ['We help you unlock the full potential of AI.', 'Unlock the potential of your data.'],
    leaves: ['The door was locked, and nobody had the key.'],
  },
  {
    phrase: 'unlock the power',
    finds: ['Unlock the power of automation today.'],
    leaves: ['The power went out at the Denver office.'],
  },
  {
    phrase: 'harness the power',
    finds: ['Firms like yours harness the power of AI.'],
    leaves: ['Solar power runs the warehouse.'],
  },
  {
    phrase: 'leverage …',
    finds: ['You can leverage cutting tools.', 'Leverage AI across the board.'],
    leaves: ['A lever moves more than a hand.'],
  },
  {
    phrase: 'game changer',
    finds: ['AI is a real game-changer for agencies.'],
    leaves: ['The game changed in the second half.'],
  },
  {
    phrase: 'next level',
    finds: ['Let us take your operations to the next level.'],
    leaves: ['Her title is one level up.'],
  },
  {
    phrase: 'seamlessly',
    finds: ['It integrates seamlessly with your stack.'],
    leaves: ['The seam between the two tools is where records get lost.'],
  },
  { phrase: 'seamless', finds: ['A seamless experience for your team.'], leaves: ['A coat with one seam.'] },
  {
    phrase: 'cutting edge',
    finds: ['Our cutting-edge platform does it.'],
    leaves: ['The saw has a sharp edge.'],
  },
  { phrase: 'state of the art', finds: ['A state-of-the-art solution.'], leaves: ['The state of the project is on one page.'] },
  {
    phrase: 'revolutionize',
    finds: ['We revolutionize how you work.'],
    leaves: ['The door revolves.'],
  },
  { phrase: 'supercharge', finds: ['Supercharge your sales team.'], leaves: ['They charge by the hour.'] },
  { phrase: 'transform your business', finds: ['AI will transform your business.'], leaves: ['The form has two pages.'] },
  {
    phrase: 'drive … growth',
    finds: ['We drive sustainable growth.', 'This will drive growth for Acme.'],
    leaves: ['They drive to Boulder.'],
  },
  { phrase: 'drive … results', finds: ['Our people drive real results.'], leaves: ['The results are on the shared drive.'] },
  {
    phrase: 'streamline your',
    finds: ['Streamline your operations with AI.'],
    leaves: ['The stream runs behind the office.'],
  },
  {
    phrase: 'stay ahead of the',
    finds: ['Stay ahead of the curve.', 'Stay ahead of the competition with us.'],
    leaves: ['Stay as long as you like.'],
  },
  { phrase: 'ahead of the curve', finds: ['You are clearly ahead of the curve.'], leaves: ['The road goes straight ahead.'] },
  { phrase: 'tailored to your', finds: ['A solution tailored to your needs.'], leaves: ['A tailor works next door.'] },
  { phrase: 'tailored solution', finds: ['We offer tailored solutions.'], leaves: ['Each project has its own plan.'] },
  { phrase: 'innovative solution', finds: ['Discover our innovative solutions.'], leaves: ['The solution was a longer cable.'] },
  { phrase: 'holistic', finds: ['We take a holistic approach.'], leaves: ['We look at one process.'] },
  { phrase: 'synergy', finds: ['I see a lot of synergy here.'], leaves: ['The energy bill went down.'] },
  { phrase: 'synergies', finds: ['Let us explore synergies.'], leaves: ['The two teams share a room.'] },
  {
    phrase: 'ever evolving',
    finds: ['In an ever-evolving market.'],
    leaves: ['The plan is still evolving.'],
  },
  { phrase: 'rapidly evolving', finds: ['The rapidly evolving AI landscape.'], leaves: ['Prices fell rapidly.'] },
  { phrase: 'digital transformation', finds: ['Your digital transformation journey.'], leaves: ['The forms are digital now.'] },
  {
    phrase: 'in today s',
    finds: ['In today’s market, speed matters.', "In today's world you need AI."],
    leaves: ['Today I counted the hours.'],
  },
  { phrase: 'look no further', finds: ['Look no further.'], leaves: ['The next shop is further down the street.'] },
  { phrase: 'delve', finds: ['Let us delve into your challenges.'], leaves: ['We counted twelve.'] },
  { phrase: 'pain points', finds: ['We address your pain points.'], leaves: ['There were three points on the agenda.'] },
  { phrase: 'low hanging fruit', finds: ['There is a lot of low-hanging fruit.'], leaves: ['There is fruit in the kitchen.'] },
  { phrase: 'best in class', finds: ['Best-in-class automation.'], leaves: ['The best one in the list came out on top.'] },
  { phrase: 'world class', finds: ['A world-class team.'], leaves: ['A class of twelve.'] },
  { phrase: 'i was … impressed', finds: ['I was truly impressed by Acme.', 'I was impressed by your work.'], leaves: ['I was in Denver.'] },
  {
    phrase: 'caught my … attention',
    finds: ['Your profile caught my attention.', 'It really caught my full attention.'],
    leaves: ['Pay attention to the second line.'],
  },
  { phrase: 'caught my eye', finds: ['Acme caught my eye.'], leaves: ['An eye for detail.'] },
  { phrase: 'empower your', finds: ['Empower your people with AI.'], leaves: ['Your people decide.'] },
  { phrase: 'elevate your', finds: ['Elevate your brand.'], leaves: ['The elevator is out of order.'] },
  { phrase: 'boost your', finds: ['Boost your productivity.'], leaves: ['It gave the team a boost.'] },
  { phrase: 'maximize your', finds: ['Maximize your ROI.'], leaves: ['The maximum is 20 a day.'] },
  { phrase: 'optimize your', finds: ['Optimize your workflows.'], leaves: ['The optimum is somewhere between.'] },
  { phrase: 'wealth of experience', finds: ['With a wealth of experience in AI.'], leaves: ['Ten years of experience.'] },
  { phrase: 'passionate about', finds: ['I am passionate about AI.'], leaves: ['I count hours for a living.'] },
  { phrase: 'journey', finds: ['On your AI journey.'], leaves: ['The trip took two days.'] },
  { phrase: 'would love to connect', finds: ['I would love to connect.'], leaves: ['The cable connects both.'] },
  { phrase: 'pick your brain', finds: ['Could I pick your brain?'], leaves: ['Pick one process.'] },
  { phrase: 'hop on a … call', finds: ['Can we hop on a quick call?', 'Let us hop on a call.'], leaves: ['Call the front desk.'] },
  { phrase: 'touch base', finds: ['Let us touch base next week.'], leaves: ['The base price is low.'] },
  { phrase: 'mutually beneficial', finds: ['A mutually beneficial partnership.'], leaves: ['Both sides gain.'] },
  { phrase: 'win win', finds: ['It is a win-win.'], leaves: ['They win about half of their pitches.'] },
  { phrase: 'no brainer', finds: ['It is a no-brainer.'], leaves: ['It takes some thought.'] },
  { phrase: 'robust', finds: ['A robust framework.'], leaves: ['A strong handle.'] },
]

type Phrases = readonly Pick<GenericPhrase, 'phrase'>[]

/** Patterns by list: a list of settings is read for thousands of drafts. */
const patterns = new WeakMap<Phrases, { any: RegExp | null; each: readonly (readonly [string, RegExp])[] }>()

function patternsOf(phrases: Phrases) {
  const known = patterns.get(phrases)
  if (known) return known
  const sources = phrases.flatMap(({ phrase }): [string, string][] => {
    const parts = phrase.split(/…|\.{3}/u).map(normalisedText)
    const words = parts.filter((part) => part !== '').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return words.length === 0 ? [] : [[phrase, `(?<= )${words.join('(?: [^ ]+){0,3} ')}(?:s|d|r)?(?= )`]]
  })
  const made = {
    any: sources.length === 0 ? null : new RegExp(sources.map(([, source]) => source).join('|'), 'u'),
    each: sources.map(([phrase, source]) => [phrase, new RegExp(source, 'u')] as const),
  }
  patterns.set(phrases, made)
  return made
}

/** The first of these wordings that a text holds, or null. Case, punctuation and invisible characters don't hide it. */
export function genericPhraseIn(text: string, phrases: Phrases): string | null {
  const { any, each } = patternsOf(phrases)
  const words = ` ${normalisedText(text)} `
  return any?.test(words) ? (each.find(([, pattern]) => pattern.test(words))?.[0] ?? null) : null
}
