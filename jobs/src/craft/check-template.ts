import { spamWordsIn } from '../guard/spam-words.ts'
import type { Reason } from '../reason.ts'
import type { CraftFacts } from './craft-facts.ts'
import { SUBJECT_LONGEST } from './length-rules.ts'
import { SAMPLE_FACTS } from './sample-facts.ts'
import { namesLead, type ParsedTemplate, parseTemplate } from './template.ts'
import { messageKind, type Trial, type TrialRules, tryTemplate } from './try-template.ts'
import { overlapOf, wordTriplesOf } from './word-triples.ts'

/** What is asked of every text, in the order in which it is shown. */
export const TEMPLATE_CHECKS = [
  'form',
  'sayable',
  'subjects',
  'openers',
  'length',
  'compliance',
  'guards',
  'spam_words',
  'own_words',
] as const
export type TemplateCheckName = (typeof TEMPLATE_CHECKS)[number]

export type TemplateCheck = {
  name: TemplateCheckName
  label: string
  passed: boolean
  /** What is wrong, each fault once; empty when it holds. */
  messages: string[]
}

export type CheckedTemplate = {
  /** Null where the document can't be taken apart. */
  template: ParsedTemplate | null
  checks: TemplateCheck[]
  /** True: a reviewer may sign it off. */
  passed: boolean
}

/** Two texts to one person share at most so many of the word triples of the shorter one. */
const MOST_SHARED = 0.3
/** Faults of one kind that are told; more say nothing new. */
const MOST_MESSAGES = 6

const LABELS: Record<TemplateCheckName, string> = {
  form: 'It can be taken apart: every placeholder is known',
  sayable: 'It can be said to a lead of whom much is known',
  subjects: `Subjects A and B differ, name the lead or company, and have at most ${SUBJECT_LONGEST} characters`,
  openers: 'The last opener needs the least, and none is told twice',
  length: 'The length fits its kind',
  compliance: 'Every compliance check holds',
  guards: 'No guard has anything against it',
  spam_words: 'No words that filters and readers hold against a mail',
  own_words: `It shares at most ${MOST_SHARED * 100} % of its words, in threes, with any other text`,
}

/**
 * Tries a text on the sample leads and says everything that speaks against it. The shipped texts pass, or the build fails; a stored one must
 * pass before a reviewer can sign it off. `others` are the texts that the same person may get. Pure.
 */
export function checkTemplate(document: unknown, rules: TrialRules, others: readonly ParsedTemplate[]): CheckedTemplate {
  const parsed = parseTemplate(document)
  if (!parsed.ok) {
    const messages = parsed.reasons.map(({ message }) => message)
    return { template: null, checks: [{ name: 'form', label: LABELS.form, passed: false, messages }], passed: false }
  }
  const { template } = parsed
  const leads = SAMPLE_FACTS.map(({ name, facts }) => ({ name, ...tryTemplate(template, facts, rules) }))
  const trials = leads.flatMap((lead) => lead.trials.map((trial) => ({ lead: lead.name, trial })))
  const found: Record<TemplateCheckName, string[]> = {
    form: [],
    sayable: sayableFaults(leads),
    subjects: subjectFaults(template, leads),
    openers: openerFaults(template),
    length: faultsOf(trials, ({ problems }) => problems.filter(isLength).filter(({ code }) => code !== 'SUBJECT_TOO_LONG')),
    compliance: faultsOf(trials, ({ compliance }) =>
      compliance.filter(({ applies, passed }) => applies && !passed).map(({ name, message }) => ({ code: name, message: message ?? name })),
    ),
    guards: faultsOf(trials, ({ problems }) => problems.filter(({ code }) => code.startsWith('GUARD-'))),
    spam_words: faultsOf(trials, ({ message }) =>
      spamWordsIn(`${message.subject ?? ''}\n${message.body}`).map((words) => ({
        code: 'SPAM_WORDS',
        message: `“${words}” stands in it.`,
      })),
    ),
    own_words: sharedWords(template, rules, others),
  }
  const checks = TEMPLATE_CHECKS.map((name): TemplateCheck => {
    const messages = [...new Set(found[name])].slice(0, MOST_MESSAGES)
    return { name, label: LABELS[name], passed: messages.length === 0, messages }
  })
  return { template, checks, passed: checks.every(({ passed }) => passed) }
}

type TriedLead = { name: string; trials: Trial[]; unsaid: Reason[] }
type TriedForm = { lead: string; trial: Trial }

const isLength = ({ code }: Reason): boolean => ['SUBJECT_TOO_LONG', 'BODY_LENGTH', 'TEXT_TOO_LONG'].includes(code)

function faultsOf(trials: readonly TriedForm[], faults: (trial: Trial) => Reason[]): string[] {
  return trials.flatMap(({ lead, trial }) =>
    faults(trial).map(
      ({ code, message }) => `${code.startsWith('GUARD-') ? `${code}: ` : ''}${message} (${lead}, opener ${trial.opener + 1})`,
    ),
  )
}

/** What an angle needs may be rare, and then others are chosen; the first sample lead has it all. */
function sayableFaults([first]: readonly TriedLead[]): string[] {
  return first === undefined || first.trials.length > 0 ? [] : first.unsaid.map(({ message }) => message)
}

function subjectFaults(template: ParsedTemplate, leads: readonly TriedLead[]): string[] {
  if (template.channel !== 'EMAIL') return []
  const faults = [template.subjectA, template.subjectB].flatMap((subject, place) =>
    subject === null || namesLead(subject) ? [] : [`Subject ${place === 0 ? 'A' : 'B'} names nothing of the lead or company.`],
  )
  const isLong = ({ problems }: Trial): boolean => problems.some(({ code }) => code === 'SUBJECT_TOO_LONG')
  // A long name makes one of the two too long for some leads; then the other one is used.
  const long = leads.filter(({ trials }) => trials.length > 0 && trials.every(isLong)).map(({ name }) => `Both are too long (${name}).`)
  return [...faults, ...long]
}

function openerFaults({ openers, body }: ParsedTemplate): string[] {
  const needsOf = (segments: ParsedTemplate['body']) => new Set(segments.flatMap((one) => ('placeholder' in one ? [one.placeholder] : [])))
  const texts = openers.map((opener) =>
    opener.map((one) => ('text' in one ? one.text : 'placeholder' in one ? `{${one.placeholder}}` : '')).join(''),
  )
  const twice = texts.filter((text, place) => texts.indexOf(text) !== place).map((text) => `This opener stands there twice: ${text}`)
  const last = openers.at(-1)
  const least = Math.min(...openers.map((opener) => needsOf([...opener, ...body]).size))
  return last && needsOf([...last, ...body]).size > least ? [...twice, 'The last opener needs more than another one does.'] : twice
}

function sharedWords(template: ParsedTemplate, rules: TrialRules, others: readonly ParsedTemplate[]): string[] {
  if (messageKind(template) === null) return []
  const [first] = SAMPLE_FACTS
  if (!first) return []
  const textOf = (one: ParsedTemplate, facts: CraftFacts) => tryTemplate(one, facts, rules).trials[0]?.message.body ?? null
  const own = textOf(template, first.facts)
  if (own === null) return []
  const triples = wordTriplesOf(own)
  return others.flatMap((other) => {
    if (other.angle === template.angle || messageKind(other) === null) return []
    const text = textOf(other, first.facts)
    const shared = text === null ? 0 : overlapOf(triples, wordTriplesOf(text))
    return shared > MOST_SHARED ? [`It shares ${Math.round(shared * 100)} % of its words, in threes, with ${other.angle}.`] : []
  })
}
